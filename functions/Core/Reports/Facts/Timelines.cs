using System.Globalization;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;

namespace Sentinel.Core.Reports.Facts;

/// <summary>Attack, detection and containment in one line of time.</summary>
internal static class Timelines
{
    /// <summary>More would hide the story; the ledger and the trail have them all.</summary>
    public const int Most = 60;

    // Of minutes by which a signal tells when it last was.
    private const int LastSecond = 59;

    public static IReadOnlyList<Moment> Of(IncidentCase incidentCase)
    {
        var incident = incidentCase.Source.Incident;
        var calls = incidentCase.Records.Select(r => Of(r, incident.Signals));
        var known = incidentCase.Records.Select(r => r.EventId).ToHashSet(StringComparer.Ordinal);
        var uncalled = incident.Signals.Where(s => s.EventId is null || !known.Contains(s.EventId)).Select(Of);
        var all = calls.Concat(uncalled).Concat(Verdicts(incidentCase)).Concat(Actions(incidentCase));
        return Cut(Fold(all.OrderBy(m => m.Time).ThenBy(m => m.Kind)));
    }

    private static Moment Of(CloudTrailRecord record, IReadOnlyList<Signal> signals) => new(record.Time, MomentKind.Attack, record.Call, TargetOf(record), DetailOf(record))
    {
        Error = record.ErrorCode,
        EventId = record.EventId,
        Region = record.Region,
        Detections = [.. signals.Where(s => string.Equals(s.EventId, record.EventId, StringComparison.Ordinal)).OrderBy(s => s.Stage).Select(s => s.Detection).Distinct(StringComparer.Ordinal)],
    };

    private static Moment Of(Signal signal) => new(signal.Time, MomentKind.Attack, signal.Stage == Detections.Stage.Execution ? "invocations" : "call", signal.Function, signal.Summary)
    {
        Until = signal.Last,
        IsUntilRounded = signal.Last > signal.Time && signal.Last.Second == LastSecond,
        EventId = signal.EventId,
        Region = signal.Region,
        Detections = [signal.Detection],
    };

    private static string? TargetOf(CloudTrailRecord record) => (record.Service is "iam" ? record.Role : record.Function ?? record.Role) ?? record[Field.UserName] ?? record[Field.Name];

    private static string? DetailOf(CloudTrailRecord record) =>
        record[Field.PolicyArn] ?? record[Field.EventSourceArn] ?? record[Field.CodeLocation] ?? (record[Field.Principal] is { } principal ? $"for {principal}" : null);

    private static IEnumerable<Moment> Verdicts(IncidentCase incidentCase)
    {
        var incident = incidentCase.Source.Incident;
        yield return new Moment(incident.AlertTime, MomentKind.Detection, "alert", null, null);
        if (incident.Verdict == Verdict.Contain)
            yield return new Moment(incident.Time, MomentKind.Detection, "verdict: contain", null, string.Create(CultureInfo.InvariantCulture, $"score {incident.Score}"));
    }

    private static IEnumerable<Moment> Actions(IncidentCase incidentCase) => incidentCase.Source.Actions.Select(a =>
        new Moment(a.Time, MomentKind.Containment, $"{a.Step}: {a.Status.ToString().ToLowerInvariant()}", a.Target, a.Reason));

    private static List<Moment> Fold(IEnumerable<Moment> moments)
    {
        var folded = new List<Moment>();
        foreach (var moment in moments)
        {
            if (folded is [.., var last] && moment.Kind == MomentKind.Attack && last.Kind == MomentKind.Attack && last.What == moment.What && last.Target == moment.Target && last.Error == moment.Error && last.Detail == moment.Detail)
                folded[^1] = last with { Until = moment.Until, IsUntilRounded = moment.IsUntilRounded, Times = last.Times + 1, Detections = [.. last.Detections.Union(moment.Detections, StringComparer.Ordinal)] };
            else
                folded.Add(moment);
        }
        return folded;
    }

    // What nothing spoke of goes first.
    private static List<Moment> Cut(List<Moment> moments)
    {
        if (moments.Count <= Most) return moments;
        var plain = moments.Where(m => m.Kind == MomentKind.Attack && m.Detections.Count == 0).Take(moments.Count - Most).ToHashSet<Moment>(ReferenceEqualityComparer.Instance);
        return [.. moments.Where(m => !plain.Contains(m)).Take(Most)];
    }
}
