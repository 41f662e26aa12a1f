using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Incidents;

/// <summary>A signal that is seen again, and what an incident has to tell again: only what a reader would not know yet.</summary>
public class SeenAgainTests
{
    private readonly MemoryFactStore _facts = new();
    private readonly IncidentGraph _graph = new(SentinelSettings.Default.Window);
    private readonly IncidentJudge _judge;

    public SeenAgainTests()
    {
        _judge = new IncidentJudge(_graph, _facts, SentinelSettings.Default);
        _facts.Of(Build.Orders).FunctionHistory().Add(Build.Event(FunctionEventKind.Created, -1));
    }

    [Fact]
    public void What_was_seen_again_counts_from_then()
    {
        var part = Take(Build.Signal(0, "a", weight: 20));

        var again = Take(Build.Signal(0, "a", weight: 20, last: 50));

        Assert.Same(part, again);
        Assert.Equal(Build.At(50), part.Last);
        Assert.Equal(Build.At(200), Take(Build.Signal(200, "b", weight: 20)).AlertTime);
    }

    [Fact]
    public void What_was_seen_again_less_long_than_another_takes_nothing_away()
    {
        var part = Take(Build.Signal(0, "a", last: 50));
        Take(Build.Signal(0, "b", last: 0));

        Take(Build.Signal(0, "b", last: 20));

        Assert.Equal(Build.At(50), part.Last);
    }

    [Fact]
    public void What_lasts_until_it_touches_the_next_joins_it()
    {
        var early = Take(Build.Signal(0, "a", weight: 30));
        var late = Take(Build.Signal(200, "b", weight: 30));
        Assert.NotSame(early, late);

        var whole = Take(Build.Signal(0, "a", weight: 30, last: 21));

        Assert.Equal(2, whole.Signals.Count);
        Assert.Equal(Build.At(200), whole.AlertTime);
        Assert.Same(whole, early.Root());
        Assert.Same(whole, late.Root());
    }

    [Fact]
    public void What_becomes_earlier_joins_what_came_before_it()
    {
        Take(Build.Signal(0, "a", weight: 30));
        var late = Take(Build.Signal(200, "b", weight: 30));

        var whole = Take(Build.Signal(200, "b", weight: 30) with { Time = Build.At(170) });

        Assert.Equal((2, Build.At(170)), (whole.Signals.Count, whole.AlertTime));
        Assert.Same(whole, late.Root());
    }

    [Fact]
    public void What_grows_heavier_and_decides_nothing_leaves_what_stands()
    {
        var part = Take(Build.Signal(0, "a", weight: 10));
        Take(Build.Signal(1, "b", Stage.Access, 10));

        Assert.Same(part, Take(Build.Signal(0, "a", weight: 24)));
        Assert.Null(part.AlertTime);
        Assert.Equal(Build.At(1), Take(Build.Signal(0, "a", weight: 25)).AlertTime);
    }

    [Fact]
    public void What_grows_heavier_after_the_alert_leaves_it_as_it_was()
    {
        Take(Build.Signal(0, "a", weight: 40));
        var part = Take(Build.Signal(1, "b", weight: 10));

        Assert.Same(part, Take(Build.Signal(1, "b", weight: 35)));
        Assert.Equal((Build.At(0), 40), (part.AlertTime, part.Reached.Score));
    }

    [Fact]
    public void What_grows_heavier_than_the_rest_of_its_group_in_the_alert_raises_its_score()
    {
        Take(Build.Signal(0, "a", weight: 10, group: "g"));
        var part = Take(Build.Signal(1, "b", weight: 12, group: "g"));
        Take(Build.Signal(2, "c", Stage.Access, 30));

        Assert.Same(part, Take(Build.Signal(0, "a", weight: 12, group: "g")));
        var heavier = Take(Build.Signal(0, "a", weight: 13, group: "g"));
        Assert.Equal((Build.At(2), 48), (heavier.AlertTime, heavier.Reached.Score));
    }

    [Fact]
    public void What_grows_heavier_after_the_alert_may_contain()
    {
        Take(Build.Signal(0, "a", Stage.Identity, 50));
        Take(Build.Signal(1, "b", Stage.Change, 20));

        Assert.Equal(Build.At(1), Take(Build.Signal(1, "b", Stage.Change, 25)).ContainTime);
    }

    [Fact]
    public void A_change_of_a_function_is_found_also_when_too_many_changed_to_tell_which()
    {
        var part = Take(Build.Signal(0, "a", Stage.Identity, 50, function: Build.Mailer));
        Take(Build.Signal(1, "b", Stage.Change, 50, function: Build.Mailer));
        for (var i = 0; i < 5_000; i++) _judge.Changed($"f{i}", new Queue<Node>());
        Assert.False(part.WasRewritten());

        _facts.Of(Build.Mailer).FunctionHistory().Add(Build.Event(FunctionEventKind.Created, -1));
        for (var i = 0; i < 5_000; i++) _judge.Changed($"f{i}", new Queue<Node>());

        Assert.True(part.WasRewritten());
        Assert.Equal(Build.At(1), _judge.Take(part.FirstSignal!)!.ContainTime);
    }

    [Fact]
    public void An_incident_is_stale_from_what_came_until_it_is_described()
    {
        var part = Take(Build.Signal(0, "a", weight: 40));
        Assert.True(Stale());
        Assert.False(Stale());

        Take(Build.Signal(0, "a", weight: 40, last: 5));
        Assert.True(Stale());
        Take(Build.Signal(6, "b"));
        Assert.True(Stale());
        Assert.False(Stale());

        bool Stale()
        {
            var was = part.IsStale;
            part.Describe();
            return was;
        }
    }

    [Fact]
    public void Signals_are_untold_until_they_are_told()
    {
        var (first, second) = (Build.Signal(0, "a", weight: 40), Build.Signal(1, "b"));
        var part = Take(first);

        Assert.Equal([first.Id], part.Untold);
        part.WasTold();
        Assert.Empty(part.Untold);
        Take(second);
        Assert.Equal([second.Id], part.Untold);
    }

    [Fact]
    public void An_alert_reads_the_same_whatever_else_is_seen()
    {
        var part = Told(Take(Build.Signal(0, "a", weight: 40)));

        Take(Build.Signal(1, "b", Stage.Access, 1));
        Take(Build.Signal(2, "c", Stage.Identity, 1, function: Build.Mailer));

        Assert.True(part.ReadsAsTold);
    }

    [Fact]
    public void A_containment_reads_otherwise_with_a_further_stage_or_a_further_target()
    {
        Take(Build.Signal(0, "a", Stage.Identity, 50));
        var part = Told(Take(Build.Signal(1, "b", Stage.Change, 50)));

        Take(Build.Signal(2, "c", Stage.Change, 1));
        Take(Build.Signal(3, "d", Stage.Identity, 1));
        Assert.True(part.ReadsAsTold);
        Take(Build.Signal(4, "e", Stage.Access, 1));
        Assert.False(part.ReadsAsTold);

        Told(part);
        _facts.Of(Build.Mailer).FunctionHistory().Add(Build.Event(FunctionEventKind.CodeChanged, 5));
        Take(Build.Signal(6, "f", Stage.Access, 1, function: Build.Mailer));
        Assert.False(part.ReadsAsTold);
        Assert.True(Told(part).ReadsAsTold);
    }

    [Fact]
    public void What_is_joined_has_to_be_told_and_its_stages_are_known_from_then()
    {
        Take(Build.Signal(0, "a", Stage.Identity, 50));
        var part = Told(Take(Build.Signal(1, "b", Stage.Change, 50)));
        Take(Build.Signal(2, "p", Stage.Change, 1, Build.Mallory, function: null));
        Take(Build.Signal(3, "q", Stage.Access, 1, Build.Mallory, function: null));

        var whole = Take(Build.Signal(4, "r", Stage.Identity, 1, Build.Mallory, function: null, about: [Build.Dev])).Root();
        Assert.Same(part, whole);
        Assert.False(whole.ReadsAsTold);

        Told(whole);
        foreach (var (stage, i) in new[] { Stage.Access, Stage.Change, Stage.Identity }.Select((s, i) => (s, i))) Take(Build.Signal(5 + i, $"s{i}", stage, 1));
        Assert.True(whole.ReadsAsTold);
    }

    [Fact]
    public void An_alert_that_is_judged_anew_to_the_same_end_reads_the_same()
    {
        var part = Told(Take(Build.Signal(0, "a", weight: 40)));
        Take(Build.Signal(20, "b"));

        var anew = Take(Build.Signal(10, "c"));

        Assert.NotSame(part, anew);
        Assert.True(anew.ReadsAsTold);
        Assert.False(Take(Build.Signal(-1, "d")).ReadsAsTold); // it begins earlier: another name
    }

    [Fact]
    public void A_containment_that_is_judged_anew_is_told_again()
    {
        Take(Build.Signal(0, "a", Stage.Identity, 50));
        Told(Take(Build.Signal(1, "b", Stage.Change, 50)));
        Take(Build.Signal(20, "c", Stage.Change, 1));

        Assert.False(Take(Build.Signal(10, "d", Stage.Change, 1)).ReadsAsTold);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(40, false)]
    public void An_alert_that_is_joined_reads_the_same_unless_another_alert_comes_with_it(int weight, bool same)
    {
        var alert = Take(Build.Signal(0, "a", weight: 40));
        Told(alert);
        Take(Build.Signal(1, "p", weight: weight, suspect: Build.Mallory, function: null));
        var larger = Take(Build.Signal(2, "q", weight: 1, suspect: Build.Mallory, function: null));
        if (!same) Told(larger);

        var whole = Take(Build.Signal(3, "r", weight: 1, suspect: Build.Mallory, function: null, about: [Build.Dev])).Root();

        Assert.Same(larger, whole);
        Assert.Equal(same, whole.ReadsAsTold);
        if (same) Assert.Equal(["p", "q", "r"], whole.Signals.Where(s => whole.Untold.Contains(s.Signal!.Id)).Select(s => s.Signal!.Detection).Order(StringComparer.Ordinal));
    }

    private static IncidentPart Told(IncidentPart part)
    {
        part.WasTold();
        return part;
    }

    private IncidentPart Take(Signal signal) => _judge.Take(_graph.Add(signal)!)!;
}
