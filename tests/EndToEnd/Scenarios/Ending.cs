using Sentinel.Cli.Simulation;
using Sentinel.Core;
using Sentinel.Core.Incidents;
using Sentinel.Core.Settings;
using Pipeline = Sentinel.Core.Pipeline;

namespace Sentinel.EndToEnd.Tests.Scenarios;

/// <summary>What a day came to, beside what it should have come to.</summary>
internal sealed class Ending
{
    private readonly Truth _truth;

    public Ending(Pipeline pipeline, Truth truth)
    {
        _truth = truth;
        Incidents = pipeline.Incidents;
        Contained = pipeline.Counts().Contained;
        Alerted = Incidents.SelectMany(i => i.Signals.Where(s => s.Suspect is not null).Select(s => s.Principal).Append(i.Principal)).OfType<string>().ToHashSet(StringComparer.Ordinal);
    }

    public IReadOnlyList<Incident> Incidents { get; }
    public IReadOnlyList<string> Contained { get; }

    /// <summary>Who stands in an alerting incident, by a signal of their own.</summary>
    public IReadOnlySet<string> Alerted { get; }

    /// <summary>What should have happened and did not.</summary>
    public IReadOnlyList<string> Missed =>
    [
        .. _truth.MustContain.Where(f => !Contained.Contains(f, StringComparer.Ordinal)).Select(f => $"not contained: {f}"),
        .. _truth.MustAlert.Where(p => !Alerted.Contains(p)).Select(p => $"no alert: {p}"),
    ];

    /// <summary>What should not have happened and did.</summary>
    public IReadOnlyList<string> Overdone =>
    [
        .. Contained.Where(f => Matches(_truth.MustNotContain, f)).Select(f => $"contained: {f}"),
        .. Alerted.Where(p => Matches(_truth.MustNotAlert, p)).Select(p => $"alert: {p}"),
    ];

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

    private static bool Matches(IReadOnlyList<string> globs, string text) => globs.Any(g => new Glob(g).IsMatch(text));
}
