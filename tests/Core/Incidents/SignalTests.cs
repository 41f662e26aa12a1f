using System.Globalization;
using CsCheck;
using Sentinel.Core.Incidents;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Incidents;

public class SignalTests
{
    // Reports of one signal: what an event says is the same whenever it is judged, only weight and span may differ.
    private static readonly Gen<Signal> Report = Gen.Select(Gen.Int[0, 4], Gen.Int[0, 3], Gen.Int[0, 9], Gen.Int[1, 30]).Select((minute, id, longer, weight) =>
        Build.Signal(0) with
        {
            Time = Build.At(minute),
            Last = Build.At(minute + longer),
            Weight = weight,
            EventId = id == 3 ? null : $"e{id}",
            Summary = $"{minute} {id}",
            Count = minute + id,
        });

    [Fact]
    public void Merging_commutes() => Gen.Select(Report, Report).Sample((a, b) => AssertSame(a.Merge(b), b.Merge(a)), threads: 1);

    [Fact]
    public void Merging_is_associative() =>
        Gen.Select(Report, Report, Report).Sample((a, b, c) => AssertSame(a.Merge(b).Merge(c), a.Merge(b.Merge(c))), threads: 1);

    [Fact]
    public void Merging_twice_is_merging_once() => Gen.Select(Report, Report).Sample((a, b) => AssertSame(a.Merge(b), a.Merge(b).Merge(b)), threads: 1);

    [Fact]
    public void The_merged_signal_reads_like_the_earlier_one_with_the_wider_span_and_the_greater_weight()
    {
        var early = Build.Signal(1, weight: 10, last: 3, summary: "early");
        var late = Build.Signal(2, weight: 20, last: 9, summary: "late");

        var merged = early.Merge(late);

        Assert.Equal(early with { Weight = 20, Last = Build.At(9) }, merged);
    }

    [Fact]
    public void Of_one_second_the_smaller_event_id_is_the_earlier()
    {
        var a = Build.Signal() with { EventId = "a", Summary = "a" };
        var b = Build.Signal() with { EventId = "b", Summary = "b" };

        Assert.Equal("a", a.Merge(b).Summary);
        Assert.Equal("a", b.Merge(a).Summary);
    }

    [Fact]
    public void The_same_event_judged_again_knows_more()
    {
        var before = Build.Signal(summary: "from a new network");
        var again = Build.Signal(summary: "from a new country");

        Assert.Equal("from a new country", before.Merge(again).Summary);
    }

    [Fact]
    public void Of_two_counts_of_one_flood_the_higher_speaks()
    {
        var (few, none) = (Flood(200, "zebra"), Flood(null, "aardvark"));

        foreach (var (a, b, said) in new[] { (few, Flood(250, "zebu"), "zebu"), (few, none, "zebra"), (Flood(0, "b"), Flood(null, "a"), "a") })
        {
            Assert.Equal(said, a.Merge(b).Summary);
            Assert.Equal(said, b.Merge(a).Summary);
        }
    }

    [Fact]
    public void A_reader_sees_time_weight_count_event_and_summary()
    {
        var signal = Build.Signal(1);

        Assert.True(signal.ReadsLike(signal with { Last = Build.At(9) }));
        Assert.False(signal.Same(signal with { Last = Build.At(9) }));
        Assert.True(signal.Same(signal with { }));
        Signal[] others = [signal with { Time = Build.At(2) }, signal with { Weight = 1 }, signal with { Count = 3 }, signal with { EventId = "x" }, signal with { Summary = "x" }];
        Assert.All(others, other => Assert.False(signal.ReadsLike(other)));
        Assert.All(others, other => Assert.False(signal.Same(other)));
    }

    [Fact]
    public void A_signal_of_one_event_has_the_id_of_detection_subject_and_event()
    {
        Assert.Equal(Signal.SingleId("d", "s", "e"), Signal.SingleId("d", "s", "e"));
        Assert.Equal(4, new[] { Signal.SingleId("d", "s", "e"), Signal.SingleId("x", "s", "e"), Signal.SingleId("d", "x", "e"), Signal.SingleId("d", "s", "x") }.Distinct().Count());
    }

    [Fact]
    public void A_merged_signal_has_one_id_an_hour_of_utc()
    {
        Assert.Equal(Signal.HourlyId("d", "s", "v", Build.At(0)), Signal.HourlyId("d", "s", "v", Build.At(59.99)));
        Assert.NotEqual(Signal.HourlyId("d", "s", "v", Build.At(59.99)), Signal.HourlyId("d", "s", "v", Build.At(60)));
        Assert.NotEqual(Signal.HourlyId("d", "s", "v", Build.At(0)), Signal.HourlyId("d", "s", "w", Build.At(0)));
    }

    [Fact]
    public void A_merged_signal_of_no_value_is_not_that_of_an_event_named_like_its_hour()
    {
        var hour = (Build.Noon.UtcTicks / TimeSpan.TicksPerHour).ToString(CultureInfo.InvariantCulture);

        Assert.NotEqual(Signal.SingleId("d", "s", hour), Signal.HourlyId("d", "s", "", Build.Noon));
        Assert.NotEqual(Signal.HourlyId("d", "s", "", Build.Noon), Signal.HourlyId("d", "s", "", Build.Noon.AddHours(1)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(113)]
    [InlineData(114)]
    [InlineData(5_000)]
    public void A_hash_reads_parts_of_any_length_in_any_script_to_their_end(int length)
    {
        var part = new string('界', length);

        string[] ids = [Signal.HourlyId(part, part, part, Build.Noon), Signal.HourlyId(part + "x", part, part, Build.Noon), Signal.HourlyId(part, part + "x", part, Build.Noon),
            Signal.HourlyId(part, part, part + "x", Build.Noon), Signal.HourlyId(part, part, part, Build.Noon.AddHours(1)), Signal.SingleId(part, part, part), Signal.Hash(part, part)];

        Assert.Distinct(ids);
    }

    [Fact]
    public void A_hash_tells_where_its_parts_end()
    {
        Assert.NotEqual(Signal.Hash("ab", "c"), Signal.Hash("a", "bc"));
        Assert.Matches("^[0-9a-f]{16}$", Signal.Hash("a", "b"));
    }

    [Fact]
    public void Subjects_are_sorted_and_told_once_without_empty_ones() => Assert.Equal(["B", "a"], Signal.SubjectsOf(["a", null, "B", "", "a"]));

    private static Signal Flood(int? count, string summary) => Build.Signal() with { EventId = null, Count = count, Summary = summary };

    private static void AssertSame(Signal a, Signal b) => Assert.Equal((a.Time, a.Last, a.Weight, a.EventId, a.Summary, a.Count), (b.Time, b.Last, b.Weight, b.EventId, b.Summary, b.Count));
}
