using Sentinel.Cli.Replay;
using Sentinel.Cli.Simulation;
using Sentinel.Core;
using Sentinel.Core.Incidents;
using Pipeline = Sentinel.Core.Pipeline;

namespace Sentinel.EndToEnd.Tests.Scenarios;

/// <summary>What a day came to, beside what it should have come to.</summary>
internal sealed class Ending
{
    private readonly Expectation _expectation;

    public Ending(Pipeline pipeline, Truth truth)
    {
        Incidents = pipeline.Incidents;
        Contained = pipeline.Counts().Contained;
        _expectation = new Expectation(truth, Contained, Incidents);
    }

    public IReadOnlyList<Incident> Incidents { get; }
    public IReadOnlyList<string> Contained { get; }

    /// <summary>What should have happened and did not.</summary>
    public IReadOnlyList<string> Missed => _expectation.Missed;

    /// <summary>What should not have happened and did.</summary>
    public IReadOnlyList<string> Overdone => _expectation.Overdone;

    public bool IsTrue => Missed.Count == 0 && Overdone.Count == 0;

    /// <summary>What differs from the truth, and the signals of every incident.</summary>
    public override string ToString()
    {
        var lines = Missed.Concat(Overdone).Select(m => "  " + m).ToList();
        foreach (var incident in Incidents)
        {
            lines.Add($"  {incident.Time:HH:mm:ss} {incident.Verdict} {incident.Score} {incident.Principal}");
            lines.AddRange(incident.Signals.Select(s => $"    {s.Time:HH:mm:ss} {s.Detection} {s.Weight} {s.Suspect} {s.Function} {s.Summary}"));
        }
        return string.Join('\n', lines);
    }
}
