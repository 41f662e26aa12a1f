using CsCheck;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Incidents;

public class IncidentJudgeTests
{
    private readonly MemoryFactStore _facts = new();

    [Fact]
    public void Below_the_threshold_there_is_no_incident() => Assert.Empty(Judge(Build.Signal(weight: 39)));

    [Fact]
    public void It_alerts_when_the_score_reaches_the_threshold()
    {
        var incident = Single(Build.Signal(0, "a", weight: 20), Build.Signal(5, "b", weight: 20), Build.Signal(9, "c", weight: 5));

        Assert.Equal((Verdict.Alert, Build.At(5), Build.At(5), 40), (incident.Verdict, incident.Time, incident.AlertTime, incident.Score));
        Assert.Equal(["a", "b"], incident.Detections);
        Assert.Equal(3, incident.Signals.Count);
        Assert.Empty(incident.Targets);
        Assert.Empty(incident.Supersedes);
    }

    [Fact]
    public void Of_a_group_the_heaviest_counts()
    {
        Signal[] one = [Build.Signal(0, "a", weight: 25, group: "g"), Build.Signal(1, "b", weight: 30, group: "g"), Build.Signal(2, "c", weight: 20, group: "g")];

        Assert.Empty(Judge(one));
        Assert.Equal(40, Single([.. one, Build.Signal(3, "d", weight: 10)]).Score);
    }

    [Fact]
    public void A_detection_counts_once_however_often_it_fires() =>
        Assert.Empty(Judge([.. Enumerable.Range(0, 10).Select(i => Build.Signal(i, weight: 30))]));

    [Fact]
    public void Each_further_stage_adds_five()
    {
        var incident = Single(Build.Signal(0, "a", Stage.Identity, 10), Build.Signal(1, "b", Stage.Change, 10), Build.Signal(2, "c", Stage.Access, 10));

        Assert.Equal((40, Build.At(2)), (incident.Score, incident.Time));
    }

    [Fact]
    public void What_lies_a_window_back_or_more_does_not_count()
    {
        Assert.Single(Judge(Build.Signal(0, "a", weight: 20), Build.Signal(90, "link"), Build.Signal(179.9, "b", weight: 20)));
        Assert.Empty(Judge(Build.Signal(0, "a", weight: 20), Build.Signal(90, "link", weight: 1), Build.Signal(180, "b", weight: 19)));
        Assert.Empty(Judge(Build.Signal(0, "a", weight: 20), Build.Signal(180, "b", weight: 20)));
    }

    [Fact]
    public void A_signal_counts_from_its_last_occurrence_back()
    {
        var incident = Single(Build.Signal(0, "a", weight: 20, last: 50), Build.Signal(200, "b", weight: 20));

        Assert.Equal(Build.At(200), incident.Time);
    }

    [Fact]
    public void What_has_one_time_counts_together()
    {
        Condemnable();

        var incident = Single(Build.Signal(0, "a", Stage.Identity, 45), Build.Signal(0, "b", Stage.Change, 45) with { EventId = "e9" });

        Assert.Equal((Verdict.Contain, Build.At(0), Build.At(0), 95), (incident.Verdict, incident.Time, incident.AlertTime, incident.Score));
    }

    [Fact]
    public void It_contains_at_its_own_threshold_after_it_alerted()
    {
        Condemnable();

        var incident = Single(Build.Signal(0, "a", Stage.Identity, 40), Build.Signal(5, "b", Stage.Change, 35), Build.Signal(9, "c", weight: 50));

        Assert.Equal((Verdict.Contain, Build.At(5), Build.At(0), 80), (incident.Verdict, incident.Time, incident.AlertTime, incident.Score));
        Assert.Equal(["a", "b"], incident.Detections);
        Assert.Equal(new ContainmentTarget(Build.Orders, Build.At(-1), Build.At(5), Build.At(-1)), Assert.Single(incident.Targets));
    }

    [Fact]
    public void One_short_of_the_threshold_it_only_alerts()
    {
        Condemnable();

        Assert.Equal(Verdict.Alert, Single(Build.Signal(0, "a", Stage.Identity, 40), Build.Signal(5, "b", Stage.Change, 34)).Verdict);
    }

    [Fact]
    public void One_stage_does_not_contain()
    {
        Condemnable();

        Assert.Equal(Verdict.Alert, Single(Build.Signal(0, "a", weight: 60), Build.Signal(1, "b", weight: 60)).Verdict);
    }

    [Fact]
    public void Novelty_alone_does_not_contain()
    {
        Condemnable();
        Signal[] novel = [Build.Signal(0, "a", Stage.Identity, 60, evidence: Evidence.Novelty), Build.Signal(1, "b", Stage.Change, 60, evidence: Evidence.Novelty)];

        Assert.Equal(Verdict.Alert, Single(novel).Verdict);
        Assert.Equal(Build.At(2), Single([.. novel, Build.Signal(2, "c", weight: 1)]).Time);
        Assert.Equal(Verdict.Contain, Single([.. novel, Build.Signal(2, "c", weight: 1, evidence: Evidence.Count)]).Verdict);
    }

    [Fact]
    public void Evidence_that_left_the_window_does_not_make_novelty_contain()
    {
        Condemnable();

        var incident = Single(Build.Signal(0, "x", Stage.Access, 1), Build.Signal(100, "link", weight: 1, evidence: Evidence.Novelty),
            Build.Signal(200, "a", Stage.Identity, 60, evidence: Evidence.Novelty), Build.Signal(201, "b", Stage.Change, 60, evidence: Evidence.Novelty));

        Assert.Equal(Verdict.Alert, incident.Verdict);
    }

    [Fact]
    public void A_function_that_no_suspect_touched_is_not_contained()
    {
        Touched(Build.Event(FunctionEventKind.Created, -1, by: Build.Mallory));

        Assert.Equal(Verdict.Alert, Single(Attack()).Verdict);
    }

    [Fact]
    public void A_function_of_which_nothing_is_known_is_not_contained() => Assert.Equal(Verdict.Alert, Single(Attack()).Verdict);

    [Theory]
    [InlineData(FunctionEventKind.Created, true)]
    [InlineData(FunctionEventKind.CodeChanged, true)]
    [InlineData(FunctionEventKind.ConfigurationChanged, true)]
    [InlineData(FunctionEventKind.Opened, false)]
    [InlineData(FunctionEventKind.ConcurrencySet, false)]
    [InlineData(FunctionEventKind.MappingCreated, false)]
    public void To_make_a_function_or_to_change_what_it_runs_is_to_touch_it(FunctionEventKind kind, bool contains)
    {
        Touched(Build.Event(kind, -1));

        Assert.Equal(contains, Single(Attack()).Verdict == Verdict.Contain);
    }

    [Fact]
    public void A_change_counts_for_as_long_as_the_establishing_days()
    {
        Touched(Build.Event(FunctionEventKind.CodeChanged, 5 - (7 * 1440) + 1));
        Assert.Equal(Verdict.Contain, Single(Attack()).Verdict);

        _facts.Of(Build.Mailer).FunctionHistory().Add(Build.Event(FunctionEventKind.CodeChanged, 5 - (7 * 1440)));
        Assert.Equal(Verdict.Alert, Single(Attack(Build.Mailer)).Verdict);
    }

    [Fact]
    public void A_change_that_comes_later_makes_a_target_then()
    {
        Touched(Build.Event(FunctionEventKind.CodeChanged, 9));

        var incident = Single([.. Attack(), Build.Signal(9, "c", weight: 1)]);

        Assert.Equal((Verdict.Contain, Build.At(9), Build.At(0)), (incident.Verdict, incident.Time, incident.AlertTime));
        Assert.Equal(new ContainmentTarget(Build.Orders, DateTimeOffset.MinValue, Build.At(9), Build.At(9)), Assert.Single(incident.Targets));
    }

    [Fact]
    public void A_function_that_is_gone_is_left_to_the_responder()
    {
        Touched(Build.Event(FunctionEventKind.Created, -1), Build.Event(FunctionEventKind.Deleted, 2));

        Assert.Equal(Verdict.Contain, Single(Attack()).Verdict);
    }

    [Fact]
    public void A_change_of_an_earlier_life_does_not_count()
    {
        Touched(Build.Event(FunctionEventKind.CodeChanged, -5), Build.Event(FunctionEventKind.Created, -1, by: Build.Mallory));

        Assert.Equal(Verdict.Alert, Single(Attack()).Verdict);
    }

    [Fact]
    public void Made_again_it_is_another_target()
    {
        Touched(Build.Event(FunctionEventKind.Created, -1), Build.Event(FunctionEventKind.Deleted, 10), Build.Event(FunctionEventKind.Created, 20));

        var incident = Single([.. Attack(), Build.Signal(12, "x", weight: 1), Build.Signal(21, "y", weight: 1), Build.Signal(22, "z", weight: 1)]);

        Assert.Equal([new(Build.Orders, Build.At(-1), Build.At(5), Build.At(-1)), new ContainmentTarget(Build.Orders, Build.At(20), Build.At(21), Build.At(20))], incident.Targets);
    }

    [Fact]
    public void Every_function_that_the_suspect_touched_is_a_target_from_when_it_joins()
    {
        Condemnable();
        _facts.Of(Build.Mailer).FunctionHistory().Add(Build.Event(FunctionEventKind.CodeChanged, 7));

        var incident = Single([.. Attack(), Build.Signal(7, "c", weight: 1, function: Build.Mailer)]);

        Assert.Equal([(Build.Orders, Build.At(5)), (Build.Mailer, Build.At(7))], incident.Targets.Select(t => (t.Function, t.Since)));
        Assert.Equal([Build.Mailer, Build.Orders], incident.Functions);
    }

    [Fact]
    public void Targets_of_one_time_are_sorted_by_name()
    {
        Condemnable();
        _facts.Of(Build.Mailer).FunctionHistory().Add(Build.Event(FunctionEventKind.CodeChanged, 0));

        var incident = Single([.. Attack(), Build.Signal(5, "c", weight: 1, function: Build.Mailer) with { EventId = "f" }]);

        Assert.Equal([Build.Mailer, Build.Orders], incident.Targets.Select(t => t.Function));
    }

    [Fact]
    public void A_function_that_only_a_link_brings_in_is_a_target_too()
    {
        _facts.Of(Build.Mailer).FunctionHistory().Add(Build.Event(FunctionEventKind.Created, 2));
        var graph = new IncidentGraph(SentinelSettings.Default.Window);
        graph.Link(new SubjectLink(Build.At(2), "l", [Build.Dev, Build.Mailer]));

        var incident = Judge(graph, Attack()).Single().Incident;

        Assert.Equal(Build.Mailer, Assert.Single(incident.Targets).Function);
    }

    [Fact]
    public void Roles_are_those_of_signals_not_of_links()
    {
        var graph = new IncidentGraph(SentinelSettings.Default.Window);
        graph.Link(new SubjectLink(Build.At(2), "l", [Build.Dev, "arn:aws:iam::111122223333:role/shared"]));

        var incident = Judge(graph, [Build.Signal(0, weight: 40, about: [Build.Role]), Build.Signal(3, "b", about: ["arn:aws:iam::111122223333:role/a"])]).Single().Incident;

        Assert.Equal(["arn:aws:iam::111122223333:role/a", Build.Role], incident.Roles);
    }

    [Fact]
    public void The_principal_is_the_suspect_whose_signals_weigh_most()
    {
        var incident = Single(Build.Signal(0, "a", weight: 25), Build.Signal(1, "b", weight: 30, suspect: Build.Mallory), Build.Signal(2, "c", weight: 4),
            Build.Signal(3, "d", weight: 90, suspect: null));

        Assert.Equal(Build.Mallory, incident.Principal);
        Assert.Equal(Build.Dev, Single(Build.Signal(0, "a", weight: 30, suspect: Build.Mallory), Build.Signal(1, "b", weight: 20), Build.Signal(2, "c", weight: 10)).Principal);
        Assert.Null(Single(Build.Signal(0, weight: 40, suspect: null)).Principal);
    }

    [Fact]
    public void Signals_are_told_in_the_order_of_time_and_id()
    {
        Signal[] signals = [.. Enumerable.Range(0, 6).Select(i => Build.Signal(0, $"d{i}", weight: 20) with { EventId = $"e{9 - i}" }), Build.Signal(-1, "first")];

        var incident = Single(signals);

        Assert.Equal(signals.OrderBy(s => s.Time).ThenBy(s => s.Id, StringComparer.Ordinal).Select(s => s.Id), incident.Signals.Select(s => s.Id));
    }

    [Fact]
    public void The_id_is_that_of_the_smallest_signal()
    {
        var first = Build.Signal(0, "a", weight: 40);

        var alone = Single(first);
        var grown = Single(Build.Signal(5, "b"), first, Build.Signal(9, "c"));

        Assert.Equal(Signal.Hash("incident", first.Id), alone.Id);
        Assert.Equal(alone.Id, grown.Id);
        Assert.NotEqual(alone.Id, Single(first, Build.Signal(-1, "z")).Id);
    }

    [Fact]
    public void Incidents_that_had_alerted_and_are_joined_are_superseded_by_the_older()
    {
        var mine = Build.Signal(0, "a", weight: 40, function: null);
        var theirs = Build.Signal(10, "b", weight: 40, suspect: Build.Mallory, function: null);
        var bridge = Build.Signal(20, "c", suspect: Build.Mallory, function: null, about: [Build.Dev]);

        var incident = Single(mine, theirs, bridge);

        Assert.Equal(Single(mine).Id, incident.Id);
        Assert.Equal([Single(theirs).Id], incident.Supersedes);
        Assert.Equal((Build.At(0), 40), (incident.Time, incident.Score));
        Assert.Equal(3, incident.Signals.Count);
    }

    [Fact]
    public void The_older_supersedes_even_when_it_is_the_smaller()
    {
        var mine = Build.Signal(0, "a", weight: 40, function: null);
        Signal[] theirs = [Build.Signal(10, "b", weight: 40, suspect: Build.Mallory, function: null), Build.Signal(11, "d", suspect: Build.Mallory, function: null), Build.Signal(12, "e", suspect: Build.Mallory, function: null)];

        var incident = Single([mine, .. theirs, Build.Signal(20, "c", suspect: Build.Mallory, function: null, about: [Build.Dev])]);

        Assert.Equal(Single(mine).Id, incident.Id);
        Assert.Equal([Single(theirs).Id], incident.Supersedes);
        Assert.Equal(["a"], incident.Detections);
    }

    [Fact]
    public void What_had_not_alerted_by_itself_lends_its_name_and_the_name_that_was_told_is_superseded()
    {
        var told = Build.Signal(10, "b", weight: 40, suspect: Build.Mallory, function: null);
        var incident = Single(Build.Signal(0, "a", weight: 30, function: null), told, Build.Signal(20, "c", suspect: Build.Mallory, function: null, about: [Build.Dev]));

        Assert.Equal([Single(told).Id], incident.Supersedes);
        Assert.Equal((Build.At(10), 40), (incident.Time, incident.Score));
        Assert.Equal(Signal.Hash("incident", Build.Signal(0, "a").Id), incident.Id);
    }

    [Fact]
    public void Joined_the_verdict_that_came_first_stands()
    {
        Condemnable();
        var alertOnly = Build.Signal(-30, "x", weight: 70, suspect: Build.Mallory, function: null);
        var bridge = Build.Signal(20, "c", weight: 1, suspect: Build.Mallory, function: null, about: [Build.Dev]);

        var incident = Single([alertOnly, .. Attack(), bridge]);

        Assert.Equal((Verdict.Contain, Build.At(5), 95, Build.At(-30)), (incident.Verdict, incident.Time, incident.Score, incident.AlertTime));
        Assert.Equal(["a", "b"], incident.Detections);
    }

    [Fact]
    public void A_smaller_event_of_the_same_second_changes_the_name_that_was_superseded()
    {
        var (first, second) = (Build.Signal(0, "a", weight: 40, function: null) with { EventId = "e5" }, Build.Signal(0, "b", function: null) with { EventId = "e7" });
        Signal[] older = [Build.Signal(-10, "m", weight: 40, suspect: Build.Mallory, function: null), Build.Signal(20, "c", suspect: Build.Mallory, function: null, about: [Build.Dev])];

        var incident = All([.. older, first, second, second with { EventId = "e3" }]).Single();

        Assert.Equal([Signal.Hash("incident", second.Id)], incident.Supersedes);
    }

    [Fact]
    public void A_part_that_lacked_a_function_finds_it_late_also_when_it_has_been_joined_to_a_larger_one()
    {
        var graph = new IncidentGraph(SentinelSettings.Default.Window);
        var judge = new IncidentJudge(graph, _facts, SentinelSettings.Default);
        Signal[] heavy = [Build.Signal(0, "a", Stage.Identity, 50), Build.Signal(1, "b", Stage.Change, 50)];
        Signal[] larger = [.. Enumerable.Range(0, 3).Select(i => Build.Signal(150 + i, $"m{i}", weight: 1, suspect: Build.Mallory, function: null))];
        var bridge = Build.Signal(181, "c", weight: 1, suspect: Build.Mallory, function: null, about: [Build.Dev]);
        var late = Build.Signal(300, "d", weight: 1, function: null);
        foreach (var signal in (Signal[])[.. heavy, .. larger, bridge, late]) judge.Take(graph.Add(signal)!);

        Touched(Build.Event(FunctionEventKind.Created, -1));
        var touched = new Queue<Node>();
        judge.Changed(Build.Orders, touched);
        var part = judge.Take(touched.Dequeue())!.Root();

        Assert.Equal((Build.At(1), Build.Orders), (part.ContainTime, part.Describe().Targets[0].Function));
    }

    [Fact]
    public void Two_that_contained_are_joined_with_the_earlier_verdict_and_all_targets()
    {
        Condemnable();
        _facts.Of(Build.Mailer).FunctionHistory().Add(Build.Event(FunctionEventKind.Created, -1, by: Build.Mallory));
        Signal[] others = [Build.Signal(1, "p", Stage.Identity, 50, Build.Mallory, Build.Mailer), Build.Signal(3, "q", Stage.Change, 50, Build.Mallory, Build.Mailer)];

        var incident = Single([.. Attack(), .. others, Build.Signal(20, "c", weight: 1, suspect: Build.Mallory, function: null, about: [Build.Dev])]);

        Assert.Equal((Build.At(3), 105), (incident.Time, incident.Score));
        Assert.Equal(["p", "q"], incident.Detections);
        Assert.Equal([(Build.Mailer, Build.At(3)), (Build.Orders, Build.At(5))], incident.Targets.Select(t => (t.Function, t.Since)));
        Assert.Single(incident.Supersedes);
    }

    [Fact]
    public void An_alerting_incident_marks_the_days_of_its_subjects()
    {
        var judged = Judge(new IncidentGraph(SentinelSettings.Default.Window), [Build.Signal(-10, "a", weight: 5), Build.Signal(0, "b", weight: 35), Build.Signal(5, "c", weight: 1, function: Build.Mailer)]).Single();

        Assert.Equal([(Build.Dev, Build.Today), (Build.Mailer, Build.Today), (Build.Orders, Build.Today)], judged.Marks.ToHashSet());
    }

    [Fact]
    public void Marks_reach_back_less_than_a_day()
    {
        var settings = SentinelSettings.Default with { WindowMinutes = 1440 };
        var graph = new IncidentGraph(settings.Window);

        var marks = Judge(graph, [Build.Signal(-1320, "a", weight: 1, function: Build.Mailer), Build.Signal(-1319, "b", weight: 1), Build.Signal(0, "c", weight: 40, function: null)], settings).Single().Marks;

        Assert.DoesNotContain(marks, m => m.Subject == Build.Mailer);
        Assert.Contains((Build.Orders, Build.Today - 1), marks);
        Assert.Contains((Build.Dev, Build.Today), marks);
    }

    [Fact]
    public void Below_the_alert_nothing_is_marked_and_after_it_every_signal_is()
    {
        var settings = SentinelSettings.Default with { WindowMinutes = 1440 };
        Signal[] signals = [Build.Signal(0, "a", weight: 40), Build.Signal(1_000, "b", weight: 1, function: Build.Mailer)];

        var marks = Judge(new IncidentGraph(settings.Window), signals, settings).Single().Marks;

        Assert.Contains((Build.Mailer, Build.Today + 1), marks);
        Assert.Contains((Build.Dev, Build.Today + 1), marks);
        Assert.DoesNotContain((Build.Orders, Build.Today + 1), marks);
    }

    [Fact]
    public void The_order_in_which_signals_arrive_does_not_matter()
    {
        Condemnable();
        Gen.Select(Story, Gen.Int).Sample((signals, seed) =>
        {
            var shuffled = signals.Concat(signals).ToArray();
            new Random(seed).Shuffle(shuffled);

            Assert.Equal(All(signals).Select(Text), All(shuffled).Select(Text));
        }, threads: 1);
    }

    [Fact]
    public void A_further_signal_never_takes_a_verdict_away()
    {
        Condemnable();
        Gen.Select(Story, Story).Sample((signals, more) =>
        {
            var further = more.Where(m => signals.All(s => s.Id != m.Id)).Take(1).ToArray();

            var before = All(signals);
            var after = All([.. signals, .. further]);

            Assert.All(before, was => Assert.Contains(after, now => now.Verdict >= was.Verdict && now.AlertTime <= was.AlertTime
                && (was.Verdict == Verdict.Alert || now.Time <= was.Time) && was.Signals.All(s => now.Signals.Any(n => n.Id == s.Id))));
        }, threads: 1);
    }

    private static readonly Gen<Signal[]> Story = Gen.Select(Gen.Int[0, 500], Gen.Int[0, 5], Gen.Int[1, 60], Gen.Int[0, 2], Gen.Int[0, 2]).Select((minute, stage, weight, who, evidence) =>
        Build.Signal(minute, $"d{stage}", (Stage)stage, weight, who == 0 ? Build.Mallory : Build.Dev, who == 2 ? Build.Orders : null, evidence: (Evidence)evidence)).Array[1, 12]
        .Select(signals => signals.DistinctBy(s => s.Id).ToArray());

    /// <summary>Two signals of two stages that contain at 5, if there is something to contain.</summary>
    private static Signal[] Attack(string function = Build.Orders) => [Build.Signal(0, "a", Stage.Identity, 45, function: function), Build.Signal(5, "b", Stage.Change, 45, function: function)];

    private void Condemnable() => Touched(Build.Event(FunctionEventKind.Created, -1));

    private void Touched(params FunctionEvent[] events)
    {
        foreach (var e in events) _facts.Of(Build.Orders).FunctionHistory().Add(e);
    }

    private Incident Single(params Signal[] signals) => Assert.Single(Judge(signals));

    private IReadOnlyList<Incident> Judge(params Signal[] signals) => [.. Judge(new IncidentGraph(SentinelSettings.Default.Window), signals).Select(j => j.Incident)];

    /// <summary>The incidents of the component of the first signal.</summary>
    private List<JudgedIncident> Judge(IncidentGraph graph, Signal[] signals, SentinelSettings? settings = null)
    {
        settings ??= SentinelSettings.Default;
        var first = signals.Select(graph.Add).ToList()[0]!;
        var component = graph.ComponentOf(first);
        var judge = new IncidentJudge(graph, _facts, settings);
        foreach (var node in component) judge.Take(node);

        var judged = Incidents(component);

        var plain = new PlainJudge(_facts, settings).Judge(component);
        Assert.Equal(plain.Select(j => Text(j.Incident)).Order(StringComparer.Ordinal), judged.Select(j => Text(j.Incident)).Order(StringComparer.Ordinal));
        Assert.Equal(plain.SelectMany(j => j.Marks).Order(), judged.SelectMany(j => j.Marks).Order());
        return judged;
    }

    /// <summary>All incidents of signals that arrive in this order.</summary>
    private List<Incident> All(Signal[] signals)
    {
        var graph = new IncidentGraph(SentinelSettings.Default.Window);
        var judge = new IncidentJudge(graph, _facts, SentinelSettings.Default);
        var nodes = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (var signal in signals)
        {
            if (graph.Add(signal) is not { } node) continue;
            nodes.Add(node);
            judge.Take(node);
        }

        var incidents = Incidents(nodes).Select(j => j.Incident).OrderBy(i => i.Time).ThenBy(i => i.Id, StringComparer.Ordinal).ToList();

        var plain = new PlainJudge(_facts, SentinelSettings.Default);
        var components = new SortedDictionary<string, List<Node>>(StringComparer.Ordinal);
        foreach (var component in nodes.Select(graph.ComponentOf)) components[$"{component[0].Key}/{component[0].What}"] = component;
        Assert.Equal(components.SelectMany(c => plain.Judge(c.Value)).Select(j => Text(j.Incident)).Order(StringComparer.Ordinal), incidents.Select(Text).Order(StringComparer.Ordinal));
        return incidents;
    }

    private static List<JudgedIncident> Incidents(IEnumerable<Node> nodes) =>
        [.. nodes.Select(n => n.Part?.Root()).OfType<IncidentPart>().Where(p => p.AlertTime is not null).Distinct().Select(part =>
        {
            var facts = new MemoryFactStore();
            part.PassMarks(facts);
            return new JudgedIncident(part.Describe(), facts.All.SelectMany(f => f.AlertDays.Days.ToArray().Select(day => (f.Subject, day))).ToHashSet());
        })];

    private static string Text(Incident i) => $"{i.Id} {i.Verdict} {i.Time:O} {i.AlertTime:O} {i.Score} {i.Principal} {string.Join(',', i.Supersedes)} {string.Join(',', i.Functions)} "
        + $"{string.Join(',', i.Detections)} {string.Join(',', i.Targets)} {string.Join(',', i.Signals.Select(s => s.Id))}";
}
