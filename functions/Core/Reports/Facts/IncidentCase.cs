using System.Net;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Detections;

namespace Sentinel.Core.Reports.Facts;

/// <summary>What belongs to an incident: who, which resources, and the calls that are part of it.</summary>
internal sealed class IncidentCase
{
    // A key that is used, and what it is used for first, come minutes before what is noticed.
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(15);

    public IncidentCase(ReportSource source)
    {
        Source = source;
        var incident = source.Incident;
        Suspects = incident.Signals.Where(s => s.Suspect is not null && s.Stage != Stage.Corroboration).Select(s => s.Suspect!).ToHashSet(StringComparer.Ordinal);
        Addresses = incident.Signals.Select(s => s.Source).Where(s => IPAddress.TryParse(s, out _)).ToHashSet(StringComparer.Ordinal);
        var (from, to) = (incident.Signals.Min(s => s.Time) - Before, incident.Signals.Max(s => s.Last) + source.Settings.Window);
        var near = source.Records.Where(r => r.Time >= from && r.Time <= to).DistinctBy(r => r.EventId, StringComparer.Ordinal).ToList();
        Records = [.. near.Where(IsPart).OrderBy(r => r.Time).ThenBy(r => r.EventId, StringComparer.Ordinal)];
        Started = Records.Select(r => r.Time).Concat(incident.Signals.Select(s => s.Time)).Min();
    }

    public ReportSource Source { get; }
    public HashSet<string> Suspects { get; }
    /// <summary>From which the signals' calls came.</summary>
    public HashSet<string> Addresses { get; }
    public IReadOnlyList<CloudTrailRecord> Records { get; }
    public DateTimeOffset Started { get; }

    public string? CountryOf(string address) => Source.Countries is { } countries && IPAddress.TryParse(address, out var parsed) ? countries.CountryOf(parsed) : null;

    // The owner of a stolen key goes on working from the usual place: those calls are no part of it.
    private bool IsPart(CloudTrailRecord record)
    {
        var incident = Source.Incident;
        if (incident.Signals.Any(s => string.Equals(s.EventId, record.EventId, StringComparison.Ordinal))) return true;
        if (record.Function is { } function && incident.Functions.Contains(function, StringComparer.Ordinal)) return IsTarget(function) || Suspects.Contains(record.Caller.Subject);
        if (!Suspects.Contains(record.Caller.Subject)) return false;
        return Addresses.Count == 0 || Addresses.Contains(record.Source.Text);
    }

    private bool IsTarget(string function) => Source.Incident.Targets.Any(t => string.Equals(t.Function, function, StringComparison.Ordinal));
}
