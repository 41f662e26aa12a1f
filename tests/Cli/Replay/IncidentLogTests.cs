using Sentinel.Cli.Replay;
using Sentinel.Core.Incidents;

namespace Sentinel.Cli.Tests.Replay;

public class IncidentLogTests
{
    private readonly IncidentLog _log = new();

    [Fact]
    public void The_last_word_on_an_incident_counts()
    {
        _log.Happened(Told("a", Verdict.Alert), []);
        _log.Happened(Told("a", Verdict.Contain), []);

        Assert.Equal(Verdict.Contain, Assert.Single(_log.Incidents).Verdict);
    }

    [Fact]
    public void A_superseded_incident_is_gone_and_its_actions_belong_to_the_successor()
    {
        _log.Happened(Told("a", Verdict.Contain), []);
        _log.Acted(Sample.Action() with { Incident = "a" });
        _log.Happened(Told("b", Verdict.Contain), ["a"]);
        _log.Happened(Told("c", Verdict.Contain), ["b"]);

        var incident = Assert.Single(_log.Incidents);
        Assert.Equal("c", incident.Id);
        Assert.Single(_log.ActionsOf(incident));
    }

    [Fact]
    public void An_id_that_comes_back_does_not_turn_the_chain_into_a_circle()
    {
        _log.Happened(Told("a", Verdict.Alert), []);
        _log.Happened(Told("b", Verdict.Alert), ["a"]);
        _log.Happened(Told("a", Verdict.Alert), ["b"]);
        _log.Acted(Sample.Action() with { Incident = "b" });

        var incident = Assert.Single(_log.Incidents);
        Assert.Equal("a", incident.Id);
        Assert.Single(_log.ActionsOf(incident));
    }

    [Fact]
    public void Incidents_come_by_the_time_of_their_verdict()
    {
        _log.Happened(Told("a", Verdict.Alert) with { Time = Sample.Noon.AddHours(1) }, []);
        _log.Happened(Told("b", Verdict.Alert), []);

        Assert.Equal("b a", string.Join(' ', _log.Incidents.Select(i => i.Id)));
    }

    private static Incident Told(string id, Verdict verdict) => Sample.Incident(Sample.Signal()) with { Id = id, Verdict = verdict };
}
