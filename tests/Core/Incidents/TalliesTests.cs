using CsCheck;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Incidents;

public class TalliesTests
{
    private static readonly Gen<Tally> OneTally = Gen.Select(Gen.Int[0, 2], Gen.Int[1, 2], Gen.Enum<Evidence>(), Gen.Int[0, 9])
        .Select((detection, weight, evidence, minute) => new Tally($"d{detection}", "g", Stage.Change, evidence, weight, Build.At(minute)));

    [Fact]
    public void Of_a_detection_a_weight_and_a_kind_of_evidence_the_last_is_kept_however_many_came()
    {
        OneTally.Array[0, 60].Sample(added =>
        {
            var tallies = new Tallies();

            foreach (var tally in added) tallies.Add(tally);

            var expected = added.GroupBy(t => (t.Detection, t.Weight, t.Evidence)).Select(g => g.MaxBy(t => t.Last)).ToList();
            Assert.Equal(expected, tallies.All.ToArray());
        }, threads: 1);
    }

    [Fact]
    public void Those_of_two_are_those_of_all_that_came_to_either()
    {
        Gen.Select(OneTally.Array[0, 20], OneTally.Array[0, 20], Gen.Int[-1, 10]).Sample((mine, theirs, minute) =>
        {
            var (one, other, both) = (new Tallies(), new Tallies(), new Tallies());
            foreach (var tally in mine) one.Add(tally);
            foreach (var tally in theirs) other.Add(tally);
            foreach (var tally in mine.Concat(theirs)) both.Add(tally);

            one.Add(other);

            Assert.Equal(both.All.ToArray(), one.All.ToArray());
            Assert.Equal(mine.Concat(theirs).Where(t => t.Last > Build.At(minute)).Select(t => t.Detection).Distinct().Order(StringComparer.Ordinal), one.DetectionsAfter(Build.At(minute)));
        }, threads: 1);
    }

    [Fact]
    public void Of_what_was_weighed_without_an_alert_it_is_known_also_where_it_joins_what_alerted()
    {
        var (quiet, alerted) = (new Tallies(), new Tallies());
        quiet.Add(Of("a", 10));
        quiet.NoAlert();
        quiet.Add(Of("b", 10));
        alerted.Add(Of("a", 10));
        alerted.Add(Of("a", 20));

        alerted.Add(quiet);

        Assert.True(alerted.IsBeforeAlert("a", 10));
        Assert.False(alerted.IsBeforeAlert("a", 20));
        Assert.False(alerted.IsBeforeAlert("b", 10));
        Assert.False(alerted.IsBeforeAlert("c", 10));
    }

    [Fact]
    public void Of_each_group_the_heaviest_is_known_that_was_seen_after_a_time()
    {
        var tallies = new Tallies();
        foreach (var tally in new[] { Of("a", 10), Of("b", 20, last: 5), Of("c", 30, last: 4), Of("d", 7, "h", 9) }) tallies.Add(tally);

        var heaviest = tallies.HeaviestAfter(Build.At(4));

        Assert.Equal([("g", 20), ("h", 7)], heaviest.Select(h => (h.Key, h.Value)).Order());
    }

    private static Tally Of(string detection, int weight, string group = "g", int last = 0) => new(detection, group, Stage.Change, Evidence.Novelty, weight, Build.At(last));
}
