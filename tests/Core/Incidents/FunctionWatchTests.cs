using CsCheck;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Incidents;

/// <summary>What became known of a function since an incident was judged, and whether it contradicts what was judged.</summary>
public class FunctionWatchTests
{
    private static readonly HashSet<string> Suspects = new(StringComparer.Ordinal) { Build.Dev };
    private static readonly string[] People = [Build.Dev, Build.Mallory];

    private static readonly Gen<FunctionEvent[]> Events = Gen.Select(Gen.Int[0, 9], Gen.Enum<FunctionEventKind>(), Gen.Int[0, 1])
        .Select((minute, kind, who) => Build.Event(kind, minute, by: People[who])).Array[0, 12]
        .Select(events => events.DistinctBy(e => e.EventId).ToArray());

    private static bool Nobody(FunctionEvent change) => false;

    private readonly SubjectFacts _facts = new(Build.Orders);

    [Fact]
    public void It_is_rewritten_by_what_came_since_lies_no_later_and_may_make_a_target()
    {
        Gen.Select(Events, Gen.Int[0, 12], Gen.Int[-1, 10]).Sample((events, known, condemnedAt) =>
        {
            var facts = new SubjectFacts(Build.Orders);
            foreach (var e in events.Take(known)) facts.FunctionHistory().Add(e);
            var watch = new FunctionWatch(facts);
            foreach (var e in events.Skip(known)) facts.FunctionHistory().Add(e);

            var rewritten = watch.WasRewritten(Build.At(condemnedAt), Suspects, Nobody);

            var expected = events.Skip(known).Any(e => e.Time <= Build.At(condemnedAt)
                && (e.Kind == FunctionEventKind.Created || (e.By == Build.Dev && e.Kind is FunctionEventKind.CodeChanged or FunctionEventKind.ConfigurationChanged)));
            Assert.Equal(expected, rewritten);
        }, threads: 1);
    }

    [Fact]
    public void A_function_of_which_nothing_is_known_is_not_rewritten() => Assert.False(new FunctionWatch(_facts).WasRewritten(Build.At(9), Suspects, Nobody));

    [Fact]
    public void What_was_known_before_rewrites_nothing_however_often_it_is_asked()
    {
        Add(Build.Event(FunctionEventKind.CodeChanged, 3));
        var watch = new FunctionWatch(_facts);
        Assert.False(watch.WasRewritten(Build.At(9), Suspects, Nobody));

        Add(Build.Event(FunctionEventKind.CodeChanged, 1, by: Build.Mallory));

        Assert.False(watch.WasRewritten(Build.At(9), Suspects, Nobody));
        Assert.False(watch.WasRewritten(Build.At(9), Suspects, Nobody));
    }

    [Fact]
    public void What_was_found_to_contradict_nothing_is_not_looked_at_again()
    {
        var watch = new FunctionWatch(_facts);
        Add(Build.Event(FunctionEventKind.CodeChanged, 5));
        Assert.False(watch.WasRewritten(Build.At(4), Suspects, Nobody));

        Assert.False(watch.WasRewritten(Build.At(9), Suspects, Nobody));
    }

    [Fact]
    public void More_events_than_a_history_keeps_are_looked_at_as_far_as_they_are_kept()
    {
        var watch = new FunctionWatch(_facts);
        for (var i = 0; i < 100; i++) Add(Build.Event(FunctionEventKind.CodeChanged, i));

        Assert.False(watch.WasRewritten(Build.At(0), Suspects, Nobody));
    }

    [Theory]
    [InlineData(false, false, false)]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    public void Of_a_function_that_acts_itself_anybody_is_a_suspect_but_who_is_announced(bool acts, bool announced, bool expected)
    {
        var watch = new FunctionWatch(_facts) { Acts = acts };
        var change = Build.Event(FunctionEventKind.CodeChanged, 5, by: Build.Mallory) with { Role = Build.Role };

        Assert.Equal(expected, watch.IsChange(change, new HashSet<string>(StringComparer.Ordinal) { Build.Role }, _ => announced));
    }

    [Fact]
    public void A_session_that_bears_the_functions_name_but_not_its_role_turns_nothing_against_it()
    {
        var watch = new FunctionWatch(_facts) { Acts = true };

        Assert.False(watch.IsChange(Build.Event(FunctionEventKind.CodeChanged, 5, by: Build.Mallory) with { Role = Build.Role }, Suspects, Nobody));
        Assert.False(watch.IsChange(Build.Event(FunctionEventKind.CodeChanged, 5, by: Build.Mallory), new HashSet<string>(StringComparer.Ordinal) { Build.Role }, Nobody));
    }

    private void Add(FunctionEvent happened) => _facts.FunctionHistory().Add(happened);
}
