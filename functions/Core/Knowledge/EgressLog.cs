using Sentinel.Core.CloudTrail;
using Sentinel.Core.FlowLogs;

namespace Sentinel.Core.Knowledge;

/// <summary>What interfaces sent and which functions ran on them, for as long as something may still arrive that bears on it. Memory is bounded: of interfaces on which
/// no function is known to have run, the last <see cref="MostStrangers"/>.</summary>
internal sealed class EgressLog(ICountries? countries)
{
    /// <summary>Interfaces of whatever else is in the network: the next invocation may show that one of them is a function's.</summary>
    public const int MostStrangers = 4_096;

    private const int MostKnownDestinations = 16_384;

    private readonly Dictionary<string, InterfaceFlows> _interfaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<InterfaceFlows>> _ranOn = new(StringComparer.Ordinal);
    private readonly Queue<InterfaceFlows> _strangers = new();
    private readonly InternTable<string> _names = new(sets: 1024, longestKey: 256);
    private readonly Dictionary<FlowAddress, EgressDestination> _destinations = [];
    private DateTimeOffset _forgotten = DateTimeOffset.MinValue;

    /// <summary>The one instance of an interface's name.</summary>
    public string NameOf(ReadOnlySpan<byte> name)
    {
        if (_names.TryGet(name, default, default, default, out var hash, out var known)) return known;
        return _names.Add(hash, name, default, default, default, System.Text.Encoding.UTF8.GetString(name));
    }

    public EgressDestination DestinationOf(FlowAddress address)
    {
        if (_destinations.TryGetValue(address, out var known)) return known;
        if (_destinations.Count >= MostKnownDestinations) _destinations.Clear();
        var ip = address.ToIPAddress();
        known = new EgressDestination(ip, ip.ToString(), address.Network, countries?.CountryOf(ip));
        _destinations.Add(address, known);
        return known;
    }

    /// <param name="isNew">Nothing was known of it here.</param>
    public InterfaceFlows Of(string id, out bool isNew)
    {
        isNew = !_interfaces.TryGetValue(id, out var flows);
        if (!isNew) return flows!;
        _interfaces.Add(id, flows = new InterfaceFlows(id));
        _strangers.Enqueue(flows);
        while (_strangers.Count > MostStrangers && _strangers.TryDequeue(out var oldest))
        {
            if (oldest.Functions.Count == 0) _interfaces.Remove(oldest.Id);
        }
        return flows;
    }

    /// <summary>Notes a run; see <see cref="InterfaceFlows.Ran"/>.</summary>
    public bool Ran(InterfaceFlows flows, in FunctionRun run)
    {
        if (!flows.Ran(run)) return false;
        if (!_ranOn.TryGetValue(run.Function, out var interfaces)) _ranOn.Add(run.Function, interfaces = new(ReferenceEqualityComparer.Instance));
        interfaces.Add(flows);
        return true;
    }

    /// <summary>The interfaces on which a function ran lately.</summary>
    public IReadOnlyCollection<InterfaceFlows> RanOn(string function) => _ranOn.GetValueOrDefault(function) ?? (IReadOnlyCollection<InterfaceFlows>)[];

    /// <summary>Forgets hours of flows that ended before <paramref name="flows"/>, and runs from before <paramref name="runs"/>.</summary>
    public void ForgetBefore(DateTimeOffset flows, DateTimeOffset runs)
    {
        // A sweep costs as much as there are interfaces.
        if (_interfaces.Count == 0 || (_forgotten != DateTimeOffset.MinValue && flows - _forgotten < TimeSpan.FromMinutes(10))) return;
        _forgotten = flows;
        var (hour, slot) = ((int)(flows.ToUnixTimeSeconds() / 3600), InterfaceFlows.SlotOf(runs) - 1);
        foreach (var (id, known) in _interfaces)
        {
            known.ForgetBefore(hour, slot);
            if (known.IsEmpty) _interfaces.Remove(id); // allowed while enumerating
        }
        foreach (var (function, interfaces) in _ranOn)
        {
            interfaces.RemoveWhere(i => !i.Functions.ContainsKey(function));
            if (interfaces.Count == 0) _ranOn.Remove(function);
        }
    }
}
