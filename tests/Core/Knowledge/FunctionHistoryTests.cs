using CsCheck;
using Sentinel.Core.Knowledge;
using static Sentinel.Core.Knowledge.FunctionEventKind;

namespace Sentinel.Core.Tests.Knowledge;

public class FunctionHistoryTests
{
    private static readonly Gen<FunctionEvent[]> Events = Gen.Select(Gen.Int[0, 10], Gen.Int[0, 60], Gen.Int[0, 2]).Array[0, 40].Select(all => all
        .Select(e => Build.Event((FunctionEventKind)e.Item1, e.Item2, role: e.Item3 > 0 && e.Item1 < 3 ? $"role-{e.Item3}" : null, code: null, concurrency: e.Item3,
            mapping: e.Item1 is >= 6 and <= 9 ? $"mapping-{e.Item3}" : null))
        .DistinctBy(e => e.EventId).ToArray());

    [Fact]
    public void Its_state_at_any_time_is_that_of_the_events_until_then()
    {
        Events.Sample(events =>
        {
            var history = Of(events);
            for (var minute = -1; minute <= 61; minute++)
            {
                var time = Build.At(minute);
                var model = new Model(events, time);

                Assert.Equal(model.Life, history.LifeAt(time));
                Assert.Equal(model.Gone, history.GoneAt(time));
                Assert.Equal(model.Concurrency, history.ConcurrencyAt(time));
                Assert.Equal(model.Role, history.RoleAt(time));
                Assert.Equal(model.Mappings, history.MappingsAt(time));
                Assert.Equal(events.Where(e => e.Kind == Created && e.Time > time).Min(e => (DateTimeOffset?)e.Time), history.LifeAfter(time));
            }
        }, threads: 1);
    }

    [Fact]
    public void Order_and_repetition_do_not_matter()
    {
        Gen.Select(Events, Gen.Int).Sample((events, seed) =>
        {
            var again = events.Concat(events).ToArray();
            new Random(seed).Shuffle(again);

            Assert.Equal(Of(events).Events, Of(again).Events);
            Assert.Equal(events.OrderBy(e => e.Time).ThenBy(e => e.EventId, StringComparer.Ordinal), Of(again).Events);
        }, threads: 1);
    }

    [Fact]
    public void The_latest_sixty_four_of_a_kind_are_kept_whatever_the_order()
    {
        Gen.Int.Sample(seed =>
        {
            var events = Enumerable.Range(0, 100).Select(i => Build.Event(CodeChanged, i)).Append(Build.Event(Created, -5)).Append(Build.Event(Opened, 500)).ToArray();
            new Random(seed).Shuffle(events);

            var kept = Of(events).Events;

            Assert.Equal(Enumerable.Range(36, 64).Select(i => Build.At(i)), kept.Where(e => e.Kind == CodeChanged).Select(e => e.Time));
            Assert.Equal(Build.At(-5), kept[0].Time);
            Assert.Equal(66, kept.Count);
        }, iter: 30, threads: 1);
    }

    [Fact]
    public void Adding_tells_whether_the_event_was_new()
    {
        var history = new FunctionHistory();

        Assert.True(history.Add(Build.Event(Created, 1)));
        Assert.False(history.Add(Build.Event(Created, 1)));
        Assert.True(history.Add(Build.Event(Created, 1, id: "other")));
    }

    [Fact]
    public void Of_each_life_the_earliest_condemnation_is_kept_whatever_the_order()
    {
        Gen.Select(Gen.Int[0, 60].Array[0, 5], Gen.Int[0, 60].Array[0, 20], Gen.Int).Sample((creations, condemned, seed) =>
        {
            var history = Of([.. creations.Distinct().Select(c => Build.Event(Created, c))]);
            var again = condemned.Concat(condemned).ToArray();
            new Random(seed).Shuffle(again);

            foreach (var minute in again) history.Condemn(Build.At(minute));

            var expected = condemned.GroupBy(c => history.LifeAt(Build.At(c))).Select(g => Build.At(g.Min())).Order();
            Assert.Equal(expected, history.Condemned);
        }, threads: 1);
    }

    [Fact]
    public void Condemning_is_news_when_it_is_the_first_of_its_life_or_earlier()
    {
        var history = Of([Build.Event(Created, 0), Build.Event(Created, 100)]);

        Assert.True(history.Condemn(Build.At(10)));
        Assert.False(history.Condemn(Build.At(10)));
        Assert.False(history.Condemn(Build.At(11)));
        Assert.True(history.Condemn(Build.At(9)));
        Assert.True(history.Condemn(Build.At(101)));
        Assert.Equal([Build.At(9), Build.At(101)], history.Condemned);
    }

    [Fact]
    public void A_function_made_again_after_its_deletion_is_there_and_has_no_reservation()
    {
        var history = Of([Build.Event(Created, 0), Build.Event(ConcurrencySet, 1, concurrency: 5), Build.Event(Deleted, 2), Build.Event(Created, 3)]);

        Assert.Equal(5, history.ConcurrencyAt(Build.At(1)));
        Assert.True(history.GoneAt(Build.At(2)));
        Assert.False(history.GoneAt(Build.At(3)));
        Assert.Null(history.ConcurrencyAt(Build.At(3)));
        Assert.Equal(Build.At(0), history.LifeAt(Build.At(2)));
        Assert.Equal(Build.At(3), history.LifeAt(Build.At(4)));
    }

    [Fact]
    public void A_function_never_seen_to_be_made_lives_since_the_beginning()
    {
        var history = Of([Build.Event(CodeChanged, 0)]);

        Assert.Equal(DateTimeOffset.MinValue, history.LifeAt(Build.At(0)));
        Assert.False(history.GoneAt(Build.At(0)));
        Assert.Null(history.LifeAfter(Build.At(0)));
    }

    [Fact]
    public void A_copy_is_trimmed_and_tells_what_came_since_as_the_original_would()
    {
        var history = Of(Enumerable.Range(0, 64).Select(i => Build.Event(CodeChanged, i)));
        var version = history.Version;

        var copy = history.Copy();
        copy.Add(Build.Event(CodeChanged, 70));
        copy.Add(Build.Event(Opened, 80));

        Assert.Equal((64, 65), (history.Events.Count, copy.Events.Count));
        Assert.Equal((version, version + 2), (history.Version, copy.Version));
        Assert.Equal([Build.At(70), Build.At(80)], Enumerable.Range(0, 65).Where(i => copy.IsAddedSince(i, version)).Select(i => copy.Events[i].Time));
    }

    [Fact]
    public void What_was_added_since_a_version_is_told_apart_wherever_it_stands()
    {
        Gen.Select(Events, Gen.Int[0, 40], Gen.Int).Sample((events, known, seed) =>
        {
            new Random(seed).Shuffle(events);
            var history = Of(events.Take(known));
            var version = history.Version;
            foreach (var e in events.Skip(known)) history.Add(e);

            var since = history.Events.Where((_, i) => history.IsAddedSince(i, version));

            Assert.Equal(events.Skip(known).Select(e => e.EventId).Order(StringComparer.Ordinal), since.Select(e => e.EventId).Order(StringComparer.Ordinal));
        }, threads: 1);
    }

    [Fact]
    public void Two_kinds_of_one_event_are_both_kept()
    {
        var history = new FunctionHistory();

        Assert.True(history.Add(Build.Event(Created, 1, id: "e")));
        Assert.True(history.Add(Build.Event(Opened, 1, id: "e")));
        Assert.Equal(2, history.Events.Count);
    }

    private static FunctionHistory Of(IEnumerable<FunctionEvent> events)
    {
        var history = new FunctionHistory();
        foreach (var e in events) history.Add(e);
        return history;
    }

    /// <summary>The state, told the long way round.</summary>
    private sealed class Model
    {
        public Model(IEnumerable<FunctionEvent> events, DateTimeOffset time)
        {
            foreach (var e in events.Where(e => e.Time <= time).OrderBy(e => e.Time).ThenBy(e => e.EventId, StringComparer.Ordinal))
            {
                Role = e.Role ?? Role;
                switch (e.Kind)
                {
                    case Created: (Life, Gone, Concurrency) = (e.Time, false, null); break;
                    case Deleted: (Gone, Concurrency) = (true, null); Mappings.Clear(); break;
                    case ConcurrencySet: Concurrency = e.Concurrency; break;
                    case ConcurrencyRemoved: Concurrency = null; break;
                    case MappingCreated or MappingEnabled: Mappings.Add(e.Mapping!); break;
                    case MappingDisabled or MappingDeleted: Mappings.Remove(e.Mapping!); break;
                }
            }
        }

        public DateTimeOffset Life { get; } = DateTimeOffset.MinValue;
        public bool Gone { get; }
        public int? Concurrency { get; }
        public string? Role { get; }
        public SortedSet<string> Mappings { get; } = new(StringComparer.Ordinal);
    }
}
