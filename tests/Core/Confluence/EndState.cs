using System.Globalization;
using System.Text;
using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Confluence;

/// <summary>Everything that section 3 of the design says does not depend on the order of delivery, as text that can be compared byte by byte.</summary>
internal sealed class EndState(MemoryFactStore? past = null) : IPipelineObserver
{
    private readonly Dictionary<string, Signal> _signals = new(StringComparer.Ordinal);

    public MemoryFactStore Facts { get; } = past ?? new();
    public MemoryLedger Ledger { get; } = new();
    public int Containments { get; private set; }
    public int Lifts { get; private set; }

    /// <summary>Ids of the detections that fired.</summary>
    public HashSet<string> Said { get; } = new(StringComparer.Ordinal);
    /// <summary>Each as last told.</summary>
    public IReadOnlyCollection<Signal> Signals => _signals.Values;

    /// <summary>Functions of which a guard rail refused something: they were gone before the news had come.</summary>
    public HashSet<string> Refused { get; } = new(StringComparer.Ordinal);

    public void Signalled(Signal signal)
    {
        _signals[signal.Id] = signal;
        Said.Add(signal.Detection);
        if (signal.Detection == "quarantine-lifted") Lifts++;
    }

    public void Happened(Incident incident, IReadOnlyList<string> supersedes)
    {
    }

    public void Acted(ContainmentAction action)
    {
        if (action is { Step: Steps.QuarantineFunction, Status: ActionStatus.Done }) Containments++;
        if (action.Status == ActionStatus.Refused) Refused.Add(action.Function);
    }

    /// <summary>Facts, capped counts, signals, incidents (statement A), then what was contained and what was there before (statement B; functions in
    /// <paramref name="apart"/> are left out of it).</summary>
    public string Describe(Pipeline pipeline, IReadOnlySet<string> apart)
    {
        var text = new StringBuilder();
        foreach (var facts in Facts.All) Describe(text, facts);
        var newest = (int)((pipeline.HighestTime.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMinute);
        foreach (var set in pipeline.LiveCalls.Where(s => s.Minute > newest - 60).OrderBy(s => s.Function.Function, StringComparer.Ordinal).ThenBy(s => s.Caller, StringComparer.Ordinal).ThenBy(s => s.Minute))
        {
            Line(text, $"calls {set.Function.Function} {set.Caller} {set.Minute} {set.Calls.Count}");
        }
        foreach (var signal in Signals.OrderBy(s => s.Id, StringComparer.Ordinal))
        {
            Line(text, $"signal {signal.Id} {signal.Detection} {signal.Time:O} {signal.EventId} w{signal.Weight} n{signal.Count} {signal.Principal} {signal.Session} {signal.Function} {signal.Resource} {string.Join('|', signal.Subjects)} {signal.Summary}");
        }
        foreach (var live in pipeline.LiveSignals.Where(s => s.Last > pipeline.HighestTime.AddMinutes(-60)).OrderBy(s => s.Id, StringComparer.Ordinal)) Line(text, $"last {live.Id} {live.Last:O}");
        foreach (var incident in pipeline.Incidents.OrderBy(i => i.Id, StringComparer.Ordinal))
        {
            Line(text, $"incident {incident.Id} {incident.Verdict} {incident.Time:O} {incident.AlertTime:O} {incident.Score} {incident.Principal} {incident.Session} [{string.Join(',', incident.Supersedes)}] [{string.Join(',', incident.Functions)}] [{string.Join(',', incident.Roles)}] [{string.Join(',', incident.Detections)}] [{string.Join(',', incident.Signals.Select(s => s.Id))}]");
            foreach (var target in incident.Targets) Line(text, $"  target {target.Function} {target.Life:O} {target.Since:O} {target.SuspectChange:O}");
        }
        foreach (var entry in Ledger.All.Where(e => !apart.Contains(e.Function))) Line(text, $"contained {entry.Function} life {entry.Life:O} since {entry.Since:O} prior {entry.Prior?.ToString(CultureInfo.InvariantCulture) ?? "none"}");
        return text.ToString();
    }

    private static void Describe(StringBuilder text, SubjectFacts facts)
    {
        Line(text, $"facts {facts.Subject} first {facts.FirstSeen:O} alert days {string.Join(',', facts.AlertDays.Days.ToArray())}");
        foreach (var (kind, value, days) in facts.Habits.OrderBy(h => h.Kind).ThenBy(h => h.Value, StringComparer.Ordinal)) Line(text, $"  {kind} {value} {string.Join(',', days.Days.ToArray())}");
        foreach (var (day, peak) in facts.Peaks) Line(text, $"  peak {day} {peak}");
        if (facts.Function is not { } history) return;
        foreach (var e in history.Events) Line(text, $"  {e.Time:O} {e.EventId} {e.Kind} {e.By} {e.Role} {e.CodeSha256} {e.CodeLocation} {e.Concurrency} {e.Mapping}");
        Line(text, $"  condemned {string.Join(',', history.Condemned.Select(c => c.ToString("O", CultureInfo.InvariantCulture)))}");
    }

    private static void Line(StringBuilder text, FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));
}
