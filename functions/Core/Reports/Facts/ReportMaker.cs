using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;

namespace Sentinel.Core.Reports.Facts;

/// <summary>Puts a report together; each kind of fact has its own file.</summary>
internal static class ReportMaker
{
    public static IncidentReport Make(ReportSource source)
    {
        var incident = source.Incident;
        if (incident.Signals.Count == 0) throw new ArgumentException("The incident holds no signal; one that alerts holds at least one.", nameof(source));
        var case_ = new IncidentCase(source);
        var scored = Score(incident, source.Settings.Window);
        var bonus = Math.Max(0, incident.Score - scored.Sum(s => s.Weight));
        var outcome = OutcomeOf(source);
        var functions = Assets.Functions(case_);
        var roles = Assets.Roles(case_);
        var actors = Actors.Of(case_);
        var data = DataLoss.Of(case_, functions, roles);
        var place = incident.Functions is [var first, ..] && Arns.AccountIn(first) is { } account ? (account, Arns.Part(first, 3).ToString()) : (incident.Signals[0].Account, incident.Signals[0].Region);
        var report = new IncidentReport
        {
            Incident = incident,
            Outcome = outcome,
            IsReplay = source.IsReplay,
            Account = place.Item1,
            Region = place.Item2,
            Started = case_.Started,
            Contained = ContainedAt(source),
            Verdict = incident.Verdict,
            Confidence = ConfidenceIn(incident, scored),
            For = [.. scored.Select(Explain)],
            StageBonus = bonus,
            Stages = scored.Select(s => s.Stage).Distinct().Count(),
            AlertAt = source.Settings.ScoreAlert,
            ContainAt = source.Settings.ScoreContain,
            Against = Doubts.Of(case_, scored, data),
            Timeline = Timelines.Of(case_),
            Actors = actors,
            Functions = functions,
            Roles = roles,
            Techniques = Techniques(incident),
            Indicators = Facts.Indicators.Of(case_, actors, functions, roles),
            Data = data,
            Actions = source.Actions,
            Ledger = source.Ledger,
            Undo = OpenWork.Undo(case_, outcome),
            Open = OpenWork.Of(case_, outcome, actors, functions, roles, data),
            Unseen = Gaps.Of(case_, data),
            Controls = [],
        };
        return report with { Controls = Recommendations.For(report) };
    }

    /// <summary>The heaviest signal of each group inside the window that ends at the verdict, in the order of the story.</summary>
    private static List<Signal> Score(Incident incident, TimeSpan window) =>
    [
        .. incident.Signals.Where(s => s.Time <= incident.Time && s.Last > incident.Time - window && incident.Detections.Contains(s.Detection, StringComparer.Ordinal))
            .GroupBy(s => s.Group, StringComparer.Ordinal).Select(g => g.MaxBy(s => s.Weight)!)
            .OrderBy(s => s.Time).ThenBy(s => s.Stage).ThenBy(s => s.Detection, StringComparer.Ordinal),
    ];

    private static ScoredSignal Explain(Signal signal) => InfoOf(signal.Detection) is { } info ? new(signal, info.Title, info.Why) : new(signal, null, null);

    internal static DetectionInfo? InfoOf(string detection) => Catalogue.All.FirstOrDefault(d => string.Equals(d.Info.Id, detection, StringComparison.Ordinal))?.Info;

    // Novelty may be a holiday or a first day at work; what a call does, and how often, is not a matter of habit.
    private static Confidence ConfidenceIn(Incident incident, List<Signal> scored)
    {
        var firm = scored.Count(s => s.Evidence != Evidence.Novelty);
        if (incident.Verdict == Verdict.Contain) return firm >= 2 ? Confidence.High : Confidence.Medium;
        return firm >= 1 ? Confidence.Medium : Confidence.Low;
    }

    private static Outcome OutcomeOf(ReportSource source)
    {
        var quarantines = source.Actions.Where(a => a.Step == Steps.QuarantineFunction).ToList();
        var filed = source.Ledger.Where(l => l.Step == Steps.QuarantineFunction).ToList();
        if (filed.Count > 0 && filed.TrueForAll(l => l.Status == LedgerStatus.Reverted)) return Outcome.Released;
        if (quarantines.Exists(a => a.Status == ActionStatus.Failed)) return Outcome.NotContained;
        if (quarantines.Exists(a => a.Status == ActionStatus.Done) || filed.Exists(l => l.Status == LedgerStatus.Applied)) return Outcome.Contained;
        if (quarantines.Exists(a => a.Status == ActionStatus.Waiting)) return Outcome.WaitsForApproval;
        if (quarantines.Exists(a => a.Status == ActionStatus.Refused)) return Outcome.Refused;
        if (quarantines.Exists(a => a.Status == ActionStatus.Skipped)) return Outcome.Observed;
        return source.Incident.Verdict == Verdict.Contain ? Outcome.NotContained : Outcome.AlertOnly;
    }

    private static DateTimeOffset? ContainedAt(ReportSource source) =>
        source.Actions.Where(a => a is { Step: Steps.QuarantineFunction, Status: ActionStatus.Done }).Select(a => (DateTimeOffset?)a.Time)
            .Concat(source.Ledger.Where(l => l.Step == Steps.QuarantineFunction && l.Status != LedgerStatus.Filed).Select(l => (DateTimeOffset?)l.At)).Min();

    private static List<TechniqueFact> Techniques(Incident incident) =>
    [
        .. incident.Signals.Select(s => s.Detection).Distinct(StringComparer.Ordinal).Select(d => (Detection: d, InfoOf(d)?.Technique)).Where(d => d.Technique is not null)
            .GroupBy(d => d.Technique!, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new TechniqueFact(g.Key, [.. g.Select(d => d.Detection)])),
    ];
}
