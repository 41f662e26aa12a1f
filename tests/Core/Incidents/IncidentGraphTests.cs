using CsCheck;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Incidents;

public class IncidentGraphTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(30);

    private sealed record Point(int Minute, int Longer, int[] Subjects, bool IsLink);

    private static readonly Gen<Point[]> Points = Gen.Select(Gen.Int[0, 300], Gen.OneOf(Gen.Const(0), Gen.Int[0, 40]), Gen.Int[0, 7].Array[1, 3], Gen.Bool)
        .Select((minute, longer, subjects, link) => new Point(minute, link ? 0 : longer, [.. subjects.Distinct().Order()], link)).Array[1, 25]
        .Select(points => points.DistinctBy(p => (p.Minute, p.IsLink)).ToArray());

    [Fact]
    public void Its_components_are_those_of_comparing_every_two()
    {
        Points.Sample(points =>
        {
            var graph = Graph(points);

            foreach (var signal in graph.Signals.ToList())
            {
                var component = graph.ComponentOf(graph.Add(signal with { Weight = signal.Weight + 1 })!);
                Assert.Equal(Component(points, Array.FindIndex(points, p => !p.IsLink && Build.At(p.Minute) == signal.Time)), Names(component));
            }
        }, threads: 1);
    }

    [Fact]
    public void Order_and_repetition_do_not_matter()
    {
        Gen.Select(Points, Gen.Int).Sample((points, seed) =>
        {
            var again = points.Concat(points).ToArray();
            new Random(seed).Shuffle(again);

            Assert.Equal(Components(Graph(points)), Components(Graph(again)));
        }, threads: 1);
    }

    [Fact]
    public void What_ended_before_is_taken_out_whole_and_the_rest_stays_as_it_was()
    {
        Gen.Select(Points, Gen.Int[0, 400]).Sample((points, minute) =>
        {
            var graph = Graph(points);
            var before = Components(graph);

            graph.TakeEndedBefore(Build.At(minute));

            var expected = before.Where(c => LastOf(points, c) < minute).ToList();
            Assert.Equal(before.Except(expected).Order(StringComparer.Ordinal), Components(graph).Order(StringComparer.Ordinal));
            Assert.Equal(before.Count > expected.Count, graph.Signals.Any());
        }, threads: 1);
    }

    [Fact]
    public void A_signal_merged_to_an_earlier_time_moves_there()
    {
        var graph = new IncidentGraph(Window);
        var late = graph.Add(Build.Signal(100))!;
        graph.Add(Build.Signal(0, "other"));
        Assert.Single(graph.ComponentOf(late));

        var moved = graph.Add(Build.Signal(100) with { Time = Build.At(20) });

        Assert.Same(late, moved);
        Assert.Equal([Build.At(0), Build.At(20)], graph.ComponentOf(late).Select(n => n.Time));
    }

    [Fact]
    public void A_signal_that_moved_touches_what_it_has_come_near_to()
    {
        var graph = new IncidentGraph(Window);
        var first = graph.Add(Build.Signal(0, "a"))!;
        graph.Add(Build.Signal(50, "b"));
        graph.Add(Build.Signal(100));

        graph.Add(Build.Signal(100) with { Time = Build.At(20) });

        Assert.Equal([Build.At(0), Build.At(20), Build.At(50)], graph.ComponentOf(first).Select(n => n.Time));
    }

    [Fact]
    public void A_signal_of_an_event_with_a_smaller_id_moves_within_its_second()
    {
        var graph = new IncidentGraph(Window);
        graph.Add(Build.Signal(-100, "a"));
        graph.Add(Build.Signal(0, "b") with { EventId = "e5" });
        var moved = graph.Add(Build.Signal(0, "c") with { EventId = "e7" })!;

        graph.Add(Build.Signal(0, "c") with { EventId = "e3" });

        Assert.Equal(["e3", "e5"], graph.ComponentOf(moved).Select(n => n.Key));
    }

    [Fact]
    public void That_a_signal_lasts_longer_is_news_and_that_it_lasts_as_long_is_none()
    {
        var node = new IncidentGraph(Window).Add(Build.Signal(0, last: 5))!;
        node.Judge();

        Assert.False(IncidentGraph.Lengthen(node, Build.At(4)));
        Assert.False(IncidentGraph.Lengthen(node, Build.At(5)));
        Assert.Equal((true, Build.At(5)), (node.IsJudged, node.Last));
        Assert.True(IncidentGraph.Lengthen(node, Build.At(6)));
        Assert.Equal((false, Build.At(6), Build.At(6)), (node.IsJudged, node.Last, node.Signal!.Last));
    }

    [Fact]
    public void What_ended_at_that_very_time_stays()
    {
        var graph = new IncidentGraph(Window);
        var judge = new IncidentJudge(graph, new MemoryFactStore(), SentinelSettings.Default);
        var node = graph.Add(Build.Signal(0, last: 5))!;
        judge.Take(node);

        Assert.Empty(graph.TakeEndedBefore(Build.At(5)));

        Assert.Same(node, Assert.Single(graph.ComponentOf(node)));
    }

    [Fact]
    public void Subjects_of_which_nothing_is_left_are_forgotten_and_may_come_again()
    {
        var graph = new IncidentGraph(Window);
        graph.Link(new SubjectLink(Build.At(0), "old", ["a", "b", "c"]));

        Assert.Empty(graph.TakeEndedBefore(Build.At(1)));
        Assert.Empty(graph.TakeEndedBefore(Build.At(1)));

        Assert.NotNull(graph.Link(new SubjectLink(Build.At(0), "old", ["a", "b", "c"])));
    }

    [Fact]
    public void A_signal_that_adds_nothing_is_no_news()
    {
        var graph = new IncidentGraph(Window);
        var first = graph.Add(Build.Signal(0, weight: 20));

        Assert.NotNull(first);
        Assert.Null(graph.Add(Build.Signal(0, weight: 20)));
        Assert.Null(graph.Add(Build.Signal(0, weight: 10)));
        Assert.NotNull(graph.Add(Build.Signal(0, weight: 21)));
        Assert.NotNull(graph.Add(Build.Signal(0, weight: 20, last: 5)));
        Assert.Equal((21, Build.At(5)), (first.Signal!.Weight, first.Last));
    }

    [Fact]
    public void A_signal_is_found_by_its_id()
    {
        var graph = new IncidentGraph(Window);
        Assert.Empty(graph.Signals);
        var signal = Build.Signal();

        graph.Add(signal);

        Assert.NotEmpty(graph.Signals);
        Assert.Equal(signal, graph.Find(signal.Id));
        Assert.Null(graph.Find("unknown"));
        Assert.Equal([signal], graph.Signals);
    }

    [Fact]
    public void A_link_is_new_once()
    {
        var graph = new IncidentGraph(Window);

        Assert.NotNull(graph.Link(new SubjectLink(Build.At(0), "e", ["a", "b"])));
        Assert.Null(graph.Link(new SubjectLink(Build.At(0), "e", ["a", "b"])));
        Assert.NotNull(graph.Link(new SubjectLink(Build.At(0), "f", ["a", "b"])));
        Assert.NotNull(graph.Link(new SubjectLink(Build.At(1), "e", ["a", "b"])));
        Assert.Empty(graph.Signals);
    }

    [Fact]
    public void Links_of_one_hour_differ_by_what_they_tie_and_move_to_the_first_event()
    {
        var graph = new IncidentGraph(Window);
        var node = graph.Link(new SubjectLink(Build.At(20), Build.At(59), "e20", ["a", "b"]))!;

        Assert.NotNull(graph.Link(new SubjectLink(Build.At(20), Build.At(59), "e20", ["a", "c"])));
        Assert.NotNull(graph.Link(new SubjectLink(Build.At(80), Build.At(119), "e80", ["a", "b"])));
        Assert.Null(graph.Link(new SubjectLink(Build.At(30), Build.At(59), "e30", ["a", "b"])));
        Assert.Null(graph.Link(new SubjectLink(Build.At(20), Build.At(59), "e21", ["a", "b"])));
        Assert.Same(node, graph.Link(new SubjectLink(Build.At(20), Build.At(59), "e1", ["a", "b"])));
        Assert.Same(node, graph.Link(new SubjectLink(Build.At(10), Build.At(59), "e10", ["a", "b"])));
        Assert.Equal((Build.At(10), "e10"), (node.Time, node.Key));
    }

    [Fact]
    public void A_link_ties_as_long_as_it_lasts()
    {
        var graph = new IncidentGraph(Window);
        graph.Link(new SubjectLink(Build.At(0), Build.At(59), "e", ["a", "b"]));
        var early = graph.Add(Build.Signal(0, suspect: null, function: null, about: ["a"]))!;
        graph.Add(Build.Signal(59 + Window.TotalMinutes, suspect: null, function: null, about: ["b"]));

        Assert.Equal(3, graph.ComponentOf(early).Count);
    }

    [Fact]
    public void The_window_itself_still_joins()
    {
        var graph = new IncidentGraph(Window);
        graph.Add(Build.Signal(0, "a"));
        graph.Add(Build.Signal(30, "b"));

        var last = graph.Add(Build.Signal(60.01, "c"))!;

        Assert.Single(graph.ComponentOf(last));
        Assert.Equal(2, Components(graph).Count);
    }

    [Fact]
    public void A_link_joins_only_what_lies_within_the_window_of_itself()
    {
        var graph = new IncidentGraph(Window);
        var mallory = graph.Add(Build.Signal(0, suspect: Build.Mallory, function: null))!;
        graph.Add(Build.Signal(50, "other", suspect: Build.Dev, function: null));

        graph.Link(new SubjectLink(Build.At(25), "e", [Build.Mallory, Build.Dev]));
        var joined = graph.ComponentOf(mallory).Count;
        graph.Add(Build.Signal(5, "third", suspect: Build.Dev, function: null));

        Assert.Equal(3, joined);
        Assert.Equal(4, graph.ComponentOf(mallory).Count);
    }

    [Fact]
    public void Links_that_hang_on_no_signal_are_dropped_when_they_are_old()
    {
        var graph = new IncidentGraph(Window);
        graph.Link(new SubjectLink(Build.At(0), "old", ["a", "b"]));
        graph.Link(new SubjectLink(Build.At(20), "new", ["b", "c"]));

        var ended = graph.TakeEndedBefore(Build.At(20));

        Assert.Empty(ended);
        var signal = graph.Add(Build.Signal(25, suspect: "b", function: "a"))!;
        Assert.Equal([Build.At(20), Build.At(25)], graph.ComponentOf(signal).Select(n => n.Time));
        Assert.NotNull(graph.Link(new SubjectLink(Build.At(0), "old", ["a", "b"])));
    }

    [Fact]
    public void Nodes_of_one_time_stand_in_the_order_of_event_and_kind()
    {
        var graph = new IncidentGraph(Window);
        graph.Link(new SubjectLink(Build.At(0), "e0", [Build.Dev, Build.Orders]));
        graph.Add(Build.Signal(0) with { EventId = null });
        var node = graph.Add(Build.Signal(0, "zzz") with { EventId = "e0" })!;

        Assert.Equal([("", false), ("e0", false), ("e0", true)], graph.ComponentOf(node).Select(n => (n.Key, n.What == "link")));
    }

    private static IncidentGraph Graph(IEnumerable<Point> points)
    {
        var graph = new IncidentGraph(Window);
        var judge = new IncidentJudge(graph, new MemoryFactStore(), SentinelSettings.Default with { WindowMinutes = (int)Window.TotalMinutes });
        foreach (var point in points)
        {
            var node = point.IsLink
                ? graph.Link(new SubjectLink(Build.At(point.Minute), $"l{point.Minute}", SubjectsOf(point)))
                : graph.Add(Build.Signal(point.Minute, suspect: null, function: null, last: point.Minute + point.Longer, about: SubjectsOf(point)));
            if (node is not null) judge.Take(node);
        }
        return graph;
    }

    private static string[] SubjectsOf(Point point) => [.. point.Subjects.Select(s => $"s{s}")];

    private static string Name(int minute, bool isLink) => $"{(isLink ? "link" : "signal")}@{minute:000}";

    private static string Names(IEnumerable<Node> nodes) =>
        string.Join(' ', nodes.Select(n => Name((int)(n.Time - Build.Noon).TotalMinutes, n.Signal is null)).Order(StringComparer.Ordinal));

    private static List<string> Components(IncidentGraph graph) =>
        [.. graph.Signals.ToList().Select(s => Names(graph.ComponentOf(graph.Add(s with { Weight = s.Weight + 1 })!))).Distinct().Order(StringComparer.Ordinal)];

    private static int LastOf(Point[] points, string component) =>
        points.Where(p => component.Split(' ').Contains(Name(p.Minute, p.IsLink))).Max(p => p.Minute + p.Longer);

    /// <summary>The long way: everything that touches, again and again.</summary>
    private static string Component(Point[] points, int start)
    {
        var inside = new HashSet<int> { start };
        for (var grown = true; grown;)
        {
            grown = false;
            for (var i = 0; i < points.Length; i++)
            {
                if (!inside.Contains(i) && inside.Any(j => Touch(points[i], points[j]))) grown |= inside.Add(i);
            }
        }
        return string.Join(' ', inside.Select(i => Name(points[i].Minute, points[i].IsLink)).Order(StringComparer.Ordinal));
    }

    private static bool Touch(Point a, Point b) => a.Subjects.Intersect(b.Subjects).Any() && a.Minute - (b.Minute + b.Longer) <= 30 && b.Minute - (a.Minute + a.Longer) <= 30;
}
