using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Reports.Facts;

/// <summary>All that a report is made from. What is left empty was not seen, and the report says so.</summary>
public sealed record ReportSource
{
    public required Incident Incident { get; init; }
    public required SentinelSettings Settings { get; init; }
    /// <summary>What was done or not done about it, and when by the acting clock.</summary>
    public IReadOnlyList<ContainmentAction> Actions { get; init; } = [];
    /// <summary>Calls kept under the subjects of the incident, in any order, perhaps some twice.</summary>
    public IReadOnlyList<CloudTrailRecord> Records { get; init; } = [];
    /// <summary>What happened to the functions of the incident, by ARN.</summary>
    public IReadOnlyDictionary<string, FunctionHistory> Histories { get; init; } = new Dictionary<string, FunctionHistory>(StringComparer.Ordinal);
    /// <summary>Invocations by function, from the suspect's first change on; a function that is missing was not counted.</summary>
    public IReadOnlyDictionary<string, InvocationCount> Invocations { get; init; } = new Dictionary<string, InvocationCount>(StringComparer.Ordinal);
    /// <summary>Empty: no data event of a table was seen.</summary>
    public IReadOnlyList<TableUse> Tables { get; init; } = [];
    /// <summary>Empty: no flow log told of traffic.</summary>
    public IReadOnlyList<EgressUse> Egress { get; init; } = [];
    public IReadOnlyList<LedgerFact> Ledger { get; init; } = [];
    /// <summary>Null: countries are off.</summary>
    public ICountries? Countries { get; init; }
    /// <summary>What is not seen of the incident's accounts and regions, a sentence each, worst first.</summary>
    public IReadOnlyList<string> Coverage { get; init; } = [];
    /// <summary>What limited whoever looked; for people.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];
    /// <summary>Nothing was touched: recorded events were replayed.</summary>
    public bool IsReplay { get; init; }
}

/// <summary>Invocations of a function that an incident concerns.</summary>
/// <param name="Ran">Those that were not prevented.</param>
public readonly record struct InvocationCount(long Ran, long Prevented);

/// <summary>How often a table was touched by the functions, roles and people of an incident, as its data events tell.</summary>
/// <param name="Table">ARN.</param>
/// <param name="Reads">Calls that read, each of any number of items.</param>
/// <param name="DeletedItems">Items that were asked to be deleted; batches counted by their items.</param>
/// <param name="First">Event time of the first call.</param>
/// <param name="FirstDestructive">Event time of the first call that deleted or overwrote; null when there was none.</param>
public sealed record TableUse(string Table, long Reads, long DeletedItems, DateTimeOffset First, DateTimeOffset? FirstDestructive)
{
    /// <summary>Items that the reads can have returned, where each named its items; null when one of them was a Scan or Query, which names none.</summary>
    public long? ReadItemsAtMost { get; init; }
}

/// <summary>Traffic from a function of the incident to one address, as flow logs tell.</summary>
/// <param name="Address">Of the other side.</param>
/// <param name="Bytes">Sent to it.</param>
/// <param name="Function">ARN, or null where the interface is shared and it cannot be told whose it was.</param>
public sealed record EgressUse(string Address, int Port, long Bytes, DateTimeOffset First, DateTimeOffset Last, string? Function)
{
    /// <summary>What the signals of an incident tell of it: of several about the same traffic the one with most bytes.</summary>
    public static IReadOnlyList<EgressUse> Of(Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        return
        [
            .. incident.Signals.Where(s => s is { Stage: Stage.Network, Resource: not null }).GroupBy(s => (s.Resource, s.Function))
                .Select(g => g.OrderByDescending(s => s.Count).ThenBy(s => s.Id, StringComparer.Ordinal).First())
                .OrderBy(s => s.Time).ThenBy(s => s.Resource, StringComparer.Ordinal)
                .Select(s => new EgressUse(AddressIn(s.Resource!), PortIn(s.Resource!), s.Count ?? 0, s.Time, s.Last, s.Function)),
        ];
    }

    // "192.0.2.1:443", "[2001:db8::1]:443"
    private static string AddressIn(string endpoint) => endpoint[..endpoint.LastIndexOf(':')].Trim('[', ']');

    private static int PortIn(string endpoint) => int.TryParse(endpoint.AsSpan(endpoint.LastIndexOf(':') + 1), System.Globalization.CultureInfo.InvariantCulture, out var port) ? port : 0;
}

/// <summary>A line of the ledger: one step against one target.</summary>
/// <param name="Prior">What was there before, in words; null when the step changes nothing.</param>
/// <param name="At">When it was written down.</param>
public sealed record LedgerFact(string Function, string Step, string Target, string? Prior, DateTimeOffset At, LedgerStatus Status);

/// <summary>How far a step of the ledger went.</summary>
public enum LedgerStatus { Filed, Applied, Reverted }
