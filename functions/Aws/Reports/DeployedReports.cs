using Sentinel.Aws.Coverage;
using Sentinel.Aws.Response;
using Sentinel.Aws.State;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Reports.Facts;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Reports;

/// <summary>Reports on the incidents of a deployment, from what its table holds: the calls that are still kept, what happened to the functions, the ledger, what is not seen there, and for a day
/// how often functions were invoked and tables touched. Reads by Query and BatchGetItem alone.</summary>
/// <param name="countries">Null: countries are off.</param>
public sealed class DeployedReports(StateTable table, ICountries? countries)
{
    // The window may have been tuned since: what is read back must suffice for the longest.
    private const int LongestWindow = 1440;

    // Sets of calls are kept for a day.
    private static readonly TimeSpan Counted = TimeSpan.FromHours(24);

    /// <param name="actions">What was done just now; what was done before stands in the ledger.</param>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">DynamoDB refused, or kept failing.</exception>
    public async Task<IncidentReport> OfAsync(Incident incident, IReadOnlyList<ContainmentAction> actions, SentinelSettings settings, CancellationToken cancellationToken)
    {
        var options = StateOptions.For(SentinelSettings.Default with { WindowMinutes = LongestWindow });
        var (records, facts) = (new DynamoRecordStore(table, options), new DynamoFactStore(table, options));
        records.ReachBackTo(incident.Signals.Min(s => s.Time));
        var subjects = incident.Functions.Concat(incident.Roles).Concat(incident.Signals.Select(s => s.Suspect).OfType<string>()).Distinct(StringComparer.Ordinal).ToList();
        await records.FetchAsync(subjects, cancellationToken);
        await facts.FetchAsync(incident.Functions, cancellationToken);
        var epochs = await EpochsAsync(incident, cancellationToken);
        var histories = incident.Functions.Where(f => facts.Of(f).Function is not null).ToDictionary(f => f, f => facts.Of(f).Function!, StringComparer.Ordinal);
        var calls = new DynamoCallStore(table, options);
        return IncidentReport.Of(new ReportSource
        {
            Incident = incident,
            Settings = settings,
            Actions = [.. actions.Concat(Earlier(incident, epochs, actions)).OrderBy(a => a.Time)],
            Records = [.. subjects.SelectMany(records.Under).Where(r => !r.Learned).Select(r => r.Record)],
            Histories = histories,
            Invocations = await CountAsync(calls, incident, epochs, cancellationToken),
            Tables = await new StoredTouches(incident, histories).ReadAsync(calls, settings.Window, cancellationToken),
            Egress = EgressUse.Of(incident),
            Ledger = [.. epochs.SelectMany(e => e.Steps.Select(s => new LedgerFact(e.Header.Function, s.Step, s.Record.Target.Arn, PriorState.Of(s.Record), s.FiledAt, StatusOf(s))))],
            Countries = countries,
            Coverage = await new CoverageGaps(table).ReadAsync(incident.Signals.Select(s => s.Account).ToHashSet(StringComparer.Ordinal), incident.Signals.Select(s => s.Region).ToHashSet(StringComparer.Ordinal), cancellationToken),
            Notes = NotesOf(incident),
        });
    }

    private async Task<IReadOnlyList<LedgerEpoch>> EpochsAsync(Incident incident, CancellationToken cancellationToken)
    {
        var ledger = new ContainmentLedger(table);
        var epochs = new List<LedgerEpoch>();
        foreach (var function in incident.Functions)
        {
            // Incidents grow into each other: the ledger holds the id of the time.
            if (await ledger.LatestAsync(function, cancellationToken) is { } epoch && epoch.Header.Since <= incident.Signals.Max(s => s.Last) && epoch.Header.Since >= incident.Signals.Min(s => s.Time)) epochs.Add(epoch);
        }
        return epochs;
    }

    /// <summary>Steps of the ledger that the actions of now do not tell of.</summary>
    private static IEnumerable<ContainmentAction> Earlier(Incident incident, IReadOnlyList<LedgerEpoch> epochs, IReadOnlyList<ContainmentAction> actions) =>
        from epoch in epochs
        from step in epoch.Steps
        where step.Applied && !actions.Any(a => a.Step == step.Step && a.Target == step.Record.Target.Arn)
        select new ContainmentAction(step.FiledAt, incident.Id, step.Step, step.Record.Target.Arn, ActionStatus.Done, step.Reverted ? "taken back since" : $"before: {PriorState.Of(step.Record) ?? "nothing to put back"}") { Function = epoch.Header.Function };

    private static LedgerStatus StatusOf(LedgerStep step) => step.Reverted ? LedgerStatus.Reverted : step.Applied ? LedgerStatus.Applied : LedgerStatus.Filed;

    private IReadOnlyList<string> NotesOf(Incident incident) => table.Clock.GetUtcNow() - incident.Signals.Min(s => s.Time) <= Counted ? []
        : ["Invocations, reads and deletes are counted for a day: of this incident some counts are gone, or all."];

    private async Task<IReadOnlyDictionary<string, InvocationCount>> CountAsync(DynamoCallStore calls, Incident incident, IReadOnlyList<LedgerEpoch> epochs, CancellationToken cancellationToken)
    {
        var counts = new Dictionary<string, InvocationCount>(StringComparer.Ordinal);
        var now = table.Clock.GetUtcNow();
        foreach (var target in incident.Targets.Where(t => now - t.SuspectChange <= Counted))
        {
            var span = new CallSpan(target.Function, ByCaller: false, MinuteOf(target.SuspectChange), MinuteOf(now));
            // Without a set nothing was counted: whether the function ran is unknown.
            if (Count(await calls.ReadAsync(span, cancellationToken), epochs.FirstOrDefault(e => e.Header.Function == target.Function)) is { } count) counts[target.Function] = count;
        }
        return counts;
    }

    /// <summary>As <c>Invoke</c> tells them or as <c>InvokeExecution</c> does, whichever tells of more.</summary>
    private static InvocationCount? Count(IReadOnlyList<MinuteCalls> sets, LedgerEpoch? epoch)
    {
        var sums = sets.GroupBy(s => s.Caller == Execution).Select(g => new InvocationCount(g.Sum(s => Ran(s, epoch)), g.Sum(s => s.Calls.Count - Ran(s, epoch)))).ToList();
        return sums.Count == 0 ? null : sums.MaxBy(c => c.Ran + c.Prevented);
    }

    private static long Ran(MinuteCalls set, LedgerEpoch? epoch)
    {
        if (epoch is null) return set.Calls.Count;
        var start = DateTimeOffset.UnixEpoch.AddMinutes(set.Minute);
        var before = UpTo(set, epoch.Header.ActedAt - start);
        return epoch.ReleasedAt is { } released ? before + set.Calls.Count - UpTo(set, released - start) : before;
    }

    private static int UpTo(MinuteCalls set, TimeSpan into) => into < TimeSpan.Zero ? 0 : set.Calls.CountUpTo((int)Math.Min(59, into.TotalSeconds));

    private const string Execution = "lambda.amazonaws.com";

    private static int MinuteOf(DateTimeOffset time) => (int)((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMinute);
}
