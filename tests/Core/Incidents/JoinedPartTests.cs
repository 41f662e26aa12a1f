using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Incidents;

/// <summary>Two suspects, Dev and Mallory, that a last signal shows to be one story: what it says does not depend on which of the two was the larger.</summary>
public class JoinedPartTests
{
    private readonly MemoryFactStore _facts = new();
    private readonly IncidentGraph _graph = new(SentinelSettings.Default.Window);
    private readonly List<Node> _nodes = [];
    private readonly IncidentJudge _judge;

    public JoinedPartTests() => _judge = new IncidentJudge(_graph, _facts, SentinelSettings.Default);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_two_that_alerted_at_one_time_the_one_that_began_first_speaks(bool hersIsLarger)
    {
        Take(Of(Build.Dev, 0, "a"), Of(Build.Mallory, 5, "p"), Of(Build.Dev, 10, "b", 39), Of(Build.Mallory, 10, "q", 39));
        Enlarge(hersIsLarger);

        var incident = Joined(30);

        Assert.Equal((Build.At(10), 40), (incident.AlertTime, incident.Score));
        Assert.Equal(["a", "b"], incident.Detections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_two_the_one_that_alerted_first_speaks_also_when_it_began_later(bool hersIsLarger)
    {
        Take(Of(Build.Dev, 0, "a"), Of(Build.Mallory, 5, "p"), Of(Build.Mallory, 10, "q", 39), Of(Build.Dev, 12, "b", 39));
        Enlarge(hersIsLarger);

        var incident = Joined(30);

        Assert.Equal(Build.At(10), incident.AlertTime);
        Assert.Equal(["p", "q"], incident.Detections);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Of_two_that_condemned_one_function_the_earlier_time_stands(bool hersIsLarger)
    {
        foreach (var who in (string[])[Build.Dev, Build.Mallory]) _facts.Of(Build.Orders).FunctionHistory().Add(Build.Event(FunctionEventKind.CodeChanged, -1, who, who));
        Take(Of(Build.Dev, 0, "a", 50, Stage.Identity, Build.Orders), Of(Build.Dev, 1, "b", 50, Stage.Change, Build.Orders), Of(Build.Dev, 150, "c"));
        Take(Of(Build.Mallory, 190, "p", 50, Stage.Identity, Build.Orders), Of(Build.Mallory, 191, "q", 50, Stage.Change, Build.Orders));
        Enlarge(hersIsLarger, 192);

        var incident = Joined(220);

        Assert.Equal((Build.Orders, Build.At(1)), (Assert.Single(incident.Targets).Function, incident.Targets[0].Since));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void It_lasts_as_long_as_the_longer_of_the_two(bool hersIsLarger)
    {
        Take(Of(Build.Dev, 0, "a", 40) with { Last = Build.At(59) }, Of(Build.Mallory, 5, "p"));
        Enlarge(hersIsLarger);

        Joined(30);

        Assert.Equal(Build.At(59), Assert.Single(Parts()).Last);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_other_had_seen_before_the_alert_teaches_nothing_either(bool hersIsLarger)
    {
        Take(Of(Build.Dev, 0, "a", 40), Of(Build.Mallory, 5, "p", 1, function: Build.Mailer));
        Enlarge(hersIsLarger);

        Joined(30);

        Assert.Single(Parts()).PassMarks(_facts);
        Assert.Equal([Build.Today], _facts.Of(Build.Mailer).AlertDays.Days.ToArray());
    }

    [Fact]
    public void Joined_by_one_call_three_supersede_only_what_had_alerted_by_itself()
    {
        const string eve = "arn:aws:iam::111122223333:user/eve";
        Take(Of(Build.Dev, 5, "a", 40));
        var told = Assert.Single(Parts()).Id;
        Take(Of(eve, 3, "b"), Of(Build.Mallory, 0, "c"));

        var incident = Joined(30, eve);

        Assert.Equal([told], incident.Supersedes);
        Assert.Equal(3 + 1, incident.Signals.Count);
    }

    // Of a detection that has spoken already: only the number of signals grows.
    private void Enlarge(bool hers, int minute = 13)
    {
        for (var i = 0; i < 4; i++) Take(Of(hers ? Build.Mallory : Build.Dev, minute + i, hers ? "p" : "a"));
    }

    private Incident Joined(int minute, params string[] others)
    {
        Take(Of(Build.Mallory, minute, "z") with { Subjects = Signal.SubjectsOf([Build.Dev, Build.Mallory, .. others]) });
        return Assert.Single(Parts()).Describe();
    }

    private List<IncidentPart> Parts() => [.. _nodes.Select(n => n.Part!.Root()).Distinct()];

    private void Take(params Signal[] signals)
    {
        foreach (var signal in signals)
        {
            _nodes.Add(_graph.Add(signal)!);
            _judge.Take(_nodes[^1]);
        }
    }

    private static Signal Of(string who, int minute, string detection, int weight = 1, Stage stage = Stage.Change, string? function = null) =>
        Build.Signal(minute, detection, stage, weight, who, function);
}
