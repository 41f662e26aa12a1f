using System.Collections.Concurrent;
using Sentinel.Aws.State;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Reports.Facts;

namespace Sentinel.Aws.Reports;

/// <summary>Which tables the people, roles and functions of an incident touched, out of the sets that Detectors count in: they are kept for a day under the table and
/// under whoever called. Equal to what a replay tells, as long as they are kept.</summary>
/// <param name="incident">Whose suspects, roles and functions are asked for.</param>
/// <param name="histories">What happened to its functions: their roles, and the tables that were mapped to them.</param>
internal sealed class StoredTouches(Incident incident, IReadOnlyDictionary<string, FunctionHistory> histories)
{
    private const int AtOnce = 8; // requests
    private const int MinutesOfHour = 60;

    private readonly HashSet<string> _subjects = [.. incident.Signals.Select(s => s.Suspect).OfType<string>(), .. incident.Roles];
    private readonly HashSet<string> _functions = [.. incident.Functions];

    /// <summary>One Query for each mapped table and each name that somebody is counted under.</summary>
    /// <param name="window">How long after its last signal what is touched still belongs to the incident.</param>
    public async Task<IReadOnlyList<TableUse>> ReadAsync(DynamoCallStore calls, TimeSpan window, CancellationToken cancellationToken)
    {
        var (from, to) = (HourOf(incident.Signals.Min(s => s.Time)), HourOf(incident.Signals.Max(s => s.Last) + window) + MinutesOfHour - 1);
        var spans = Tables().Select(t => new CallSpan(t, ByCaller: false, from, to)).Concat(Names().Select(n => new CallSpan(n, ByCaller: true, from, to)));
        var found = new ConcurrentBag<MinuteCalls>();
        await StateTable.ForEachAsync(spans, AtOnce, async (span, cancelled) =>
        {
            foreach (var set in await calls.ReadAsync(span, cancelled)) found.Add(set);
        }, cancellationToken);
        // A set stands under its table and under its caller.
        return
        [
            .. found.DistinctBy(s => (s.Function, s.Caller, s.Minute)).Select(s => (Set: s, Actor: DataActor.Read(s.Caller))).Where(s => s.Actor is { } actor && IsOurs(actor.Subject, actor.Function))
                .GroupBy(s => s.Set.Function, s => (s.Set, s.Actor!.Value.Deletes), StringComparer.Ordinal).Select(t => UseOf(t.Key, [.. t])).OrderBy(t => t.First).ThenBy(t => t.Table, StringComparer.Ordinal),
        ];
    }

    private bool IsOurs(string subject, string? function) => _subjects.Contains(subject) || (function is not null && _functions.Contains(function));

    private IEnumerable<string> Tables() => histories.Values.SelectMany(h => h.Events).Select(e => DataLoss.TableIn(e.EventSource)).OfType<string>().Distinct(StringComparer.Ordinal);

    // A role's credentials are mostly its function's: those of any other function are found under the tables.
    private IEnumerable<string> Names() => _subjects.SelectMany(s => DataActor.NamesOf(s, null))
        .Concat(_functions.SelectMany(f => RolesOf(f).SelectMany(r => DataActor.NamesOf(r, f)))).Distinct(StringComparer.Ordinal);

    private IEnumerable<string> RolesOf(string function) =>
        histories.TryGetValue(function, out var history) && history.Events.Select(e => e.Role).OfType<string>().ToList() is { Count: > 0 } roles ? roles : incident.Roles;

    private static TableUse UseOf(string table, IReadOnlyList<(MinuteCalls Set, bool Deletes)> sets)
    {
        long CountOf(bool deletes) => sets.Where(s => s.Deletes == deletes).Sum(s => (long)s.Set.Calls.Count);
        var deleted = sets.Where(s => s.Deletes).Select(s => FirstOf(s.Set)).ToList();
        return new TableUse(table, CountOf(deletes: false), CountOf(deletes: true), sets.Min(s => FirstOf(s.Set)), deleted.Count == 0 ? null : deleted.Min());
    }

    private static DateTimeOffset FirstOf(MinuteCalls set) => DateTimeOffset.UnixEpoch.AddMinutes(set.Minute).AddSeconds(set.Calls.FirstSecond);

    private static int HourOf(DateTimeOffset time) => (int)((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerHour) * MinutesOfHour;
}
