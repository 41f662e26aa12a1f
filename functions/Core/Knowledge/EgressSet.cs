using Sentinel.Core.FlowLogs;

namespace Sentinel.Core.Knowledge;

/// <summary>One flow record, as much of it as counts.</summary>
/// <param name="Minute">In which it ended, within the UTC hour: 0 to 59.</param>
internal readonly record struct FlowEntry(ulong Hash, byte Minute, ushort Port, long Bytes);

/// <summary>What one interface sent to one address in one UTC hour: distinct flow records by their hash, so that one delivered twice counts once. Adding commutes and may be repeated.
/// At most <see cref="Cap"/> records; past it no more are told apart.</summary>
internal sealed class EgressSet(InterfaceFlows flows, int hour, FlowAddress address, EgressDestination destination)
{
    /// <summary>Flow records told apart; by then what is sent there has long been recognised.</summary>
    public const int Cap = 4_096;

    private readonly Dictionary<ulong, FlowEntry> _entries = [];

    public InterfaceFlows Flows => flows;

    /// <summary>Hours since 1970-01-01 UTC.</summary>
    public int Hour => hour;

    public FlowAddress Address => address;

    public EgressDestination Destination => destination;

    public IReadOnlyCollection<FlowEntry> Entries => _entries.Values;

    /// <returns>Whether the record was new and counted.</returns>
    public bool Add(in FlowEntry entry) => _entries.Count < Cap && _entries.TryAdd(entry.Hash, entry);

    /// <summary>Adds the bytes of each minute to <paramref name="minutes"/>.</summary>
    public void SumInto(Span<long> minutes)
    {
        foreach (var entry in _entries.Values) minutes[entry.Minute] += entry.Bytes;
    }
}

/// <summary>An address outside, as texts that many flows share.</summary>
internal sealed record EgressDestination(System.Net.IPAddress Address, string Text, string Network, string? Country);
