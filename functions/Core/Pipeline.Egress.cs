using Sentinel.Core.CloudTrail;
using Sentinel.Core.Detections;
using Sentinel.Core.FlowLogs;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core;

/// <summary>Takes flow records in. What an interface sent is judged again when something that bears on it comes late: a run of a function on it, or a call from where
/// it sent to.</summary>
public sealed partial class Pipeline
{
    private const string AfterAll = "\uffff"; // after every event id of the same second

    private const int LongestInterface = 64;

    private readonly EgressLog _egress;
    private readonly IReadOnlyList<Detection> _egressDetections;
    private readonly HashSet<EgressSet> _unjudgedFlows = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<EgressSet, List<FlowEntry>> _ownFlows = new(ReferenceEqualityComparer.Instance);
    private readonly SeenEvents _seenFlows = new(); // apart from calls: files of one may be read before those of the other
    private long _flowLines;
    private long _skippedFlows;
    private long _undirectedFlows;
    private bool _tooManyDestinations;

    /// <summary>Takes a line of VPC flow logs in and judges what was sent.</summary>
    /// <param name="format">What the line's file or log group declares.</param>
    /// <param name="described">By interface, the ARN of the function that its description names; counts only while nothing better is known of the interface. Null: none.</param>
    /// <param name="rejected">Why it could not be understood, safe to print; null when it could.</param>
    /// <returns>False when it could not be understood.</returns>
    public bool AcceptFlow(ReadOnlySpan<byte> line, FlowLogFormat format, IReadOnlyDictionary<string, string>? described, out string? rejected)
    {
        if (!FlowLogReader.TryRead(line, format, out var flow, out rejected)) return false;
        if (!IsCounted(flow)) return true;
        if (flow.End < _highest - Lateness) _late++;
        if (flow.End > _highest) Advance(flow.End);
        if (!LeavesAws(flow))
        {
            _unwanted++;
            return true;
        }
        Sent(flow, described);
        if (_pending.Count > 0) ActUntil(_highest);
        return true;
    }

    /// <summary>Takes a line in that comes before its time, as when files are read one after the other: what nobody judges is done with.</summary>
    /// <param name="wanted">When it ended, where it must be given to <see cref="AcceptFlow"/> once its time has come; null otherwise.</param>
    /// <returns>False when it could not be understood.</returns>
    public bool SortFlow(ReadOnlySpan<byte> line, FlowLogFormat format, out DateTimeOffset? wanted, out string? rejected)
    {
        wanted = null;
        if (!FlowLogReader.TryRead(line, format, out var flow, out rejected)) return false;
        if (LeavesAws(flow)) wanted = flow.End;
        else if (IsCounted(flow)) _unwanted++;
        return true;
    }

    private bool IsCounted(in FlowLine flow)
    {
        _flowLines++;
        if (!_seenFlows.Add(flow.Hash, flow.End))
        {
            _duplicates++;
            return !_options.SkipDuplicates;
        }
        _events++;
        if (flow.Status == FlowStatus.SkipData) _skippedFlows++;
        return true;
    }

    /// <summary>Learns from a line of the past and judges nothing.</summary>
    public bool LearnFlow(ReadOnlySpan<byte> line, FlowLogFormat format, out string? rejected)
    {
        if (!FlowLogReader.TryRead(line, format, out var flow, out rejected)) return false;
        if (LeavesAws(flow)) LearnDestination(flow);
        return true;
    }

    /// <summary>When a record happened, for those who merge several streams by time; false when it does not tell.</summary>
    public bool TryPeekTime(ReadOnlySpan<byte> json, out DateTimeOffset time)
    {
        time = default;
        return _reader.TryScan(json, out var scan, out _) && scan.Kind == RecordKind.CloudTrail && _reader.TryTime(scan.EventTime, out time);
    }

    // Whether somebody outside may have got it. In the ranges of most services of AWS nobody listens but AWS; in those of EC2 and of Global Accelerator anybody may.
    private bool LeavesAws(in FlowLine flow)
    {
        if (flow.Status != FlowStatus.Ok || flow.IsRejected || flow.Bytes == 0 || !flow.Instance.IsEmpty || flow.Direction == FlowDirection.Ingress) return false;
        if (flow.Source is not { } source || flow.Destination is not { IsPublic: true }) return false;
        if (!flow.DestinationService.IsEmpty && !flow.DestinationService.SequenceEqual("EC2"u8) && !flow.DestinationService.SequenceEqual("GLOBALACCELERATOR"u8)) return false;
        return flow.Direction == FlowDirection.Egress || !source.IsPublic || IsClient(flow);
    }

    // With public addresses on both sides (IPv6) and no direction the ports have to tell: clients of Linux call from 32768 up.
    private bool IsClient(in FlowLine flow)
    {
        const int Ephemeral = 32_768;
        if (flow.SourcePort >= Ephemeral && flow.DestinationPort < Ephemeral) return true;
        if (flow.SourcePort >= Ephemeral == flow.DestinationPort >= Ephemeral) _undirectedFlows++;
        return false;
    }

    private (string Interface, EgressDestination Destination) LearnDestination(in FlowLine flow)
    {
        var id = _egress.NameOf(flow.Interface);
        var destination = _egress.DestinationOf(flow.Destination!.Value);
        _options.Facts.Of(id).Learn(Habit.SendsTo, destination.Network, DaySet.DayOf(flow.End));
        return (id, destination);
    }

    private void Sent(in FlowLine flow, IReadOnlyDictionary<string, string>? described)
    {
        var (id, destination) = LearnDestination(flow);
        var flows = FlowsOf(id);
        if (described is not null && described.TryGetValue(id, out var function)) Described(flows, function, flow.End);
        var seconds = flow.End.ToUnixTimeSeconds();
        if (flows.SetOf((int)(seconds / 3600), flow.Destination!.Value, destination) is not { } set)
        {
            _tooManyDestinations = true;
            return;
        }
        var entry = new FlowEntry(flow.Hash, (byte)(seconds / 60 % 60), (ushort)flow.DestinationPort, flow.Bytes);
        if (_session is not null)
        {
            if (!_ownFlows.TryGetValue(set, out var own)) _ownFlows.Add(set, own = []);
            own.Add(entry);
            _unjudgedFlows.Add(set);
        }
        if (set.Add(entry)) _unjudgedFlows.Add(set);
    }

    // By the description only while invocations have told nothing that is settled: it names the first of the functions that share the interface.
    private void Described(InterfaceFlows flows, string function, DateTimeOffset time)
    {
        _known.At(time, AfterAll, []);
        if (_known.HasUsual(Habit.RunsFunction, flows.Id)) return;
        var start = new DateTimeOffset(time.UtcTicks - (time.UtcTicks % TimeSpan.FromMinutes(InterfaceFlows.SlotMinutes).Ticks), TimeSpan.Zero);
        Ran(flows, new FunctionRun(function, Principal.Nobody.Subject, "", start), $"described-{flows.Id}", Principal.Nobody, SourceAddress.Absent, learn: false);
    }

    /// <summary>Notes on which interface an invocation ran, once for each set, interface and address.</summary>
    private void RanOn(in RecordScan scan, CallsOfMinute set, Principal caller, bool isExecution, DateTimeOffset time, bool learn)
    {
        if (set.Function.InterfaceIn(scan.AdditionalEventData) is not { Length: <= LongestInterface } id) return;
        var source = isExecution ? SourceAddress.Absent : _reader.SourceOf(scan);
        if (!set.IsFirstOn(id, source, time)) return;
        _options.Facts.Of(id).Learn(Habit.RunsFunction, set.Function.Function, DaySet.DayOf(time));
        Ran(FlowsOf(id), new FunctionRun(set.Function.Function, caller.Subject, EgressRecord.AddressIn(source), time), System.Text.Encoding.UTF8.GetString(scan.EventId), caller, source, learn);
    }

    private void Ran(InterfaceFlows flows, in FunctionRun run, string eventId, Principal caller, SourceAddress source, bool learn)
    {
        var isNew = _egress.Ran(flows, run);
        if (isNew && _session is not null) _options.Records.Add(EgressRecord.Of(flows.Id, run, eventId, caller, source, learn));
        // A batch that is run again finds stored what it wrote itself: what others sent meanwhile is not judged with it yet.
        if (isNew || _session is not null) Touch(flows.SentFrom(HourOf(run.Time)));
    }

    /// <summary>A call from an address may be what makes something sent there suspicious.</summary>
    private void CalledFrom(CloudTrailRecord record)
    {
        if (record is not { Function: { } function, Succeeded: true, Source.Address: { } source }) return;
        if (_session is not null) LoadRuns(function);
        if (_egress.RanOn(function) is not { Count: > 0 } interfaces) return;
        var address = FlowAddress.Of(source);
        foreach (var flows in interfaces) Touch(flows.SentFrom(HourOf(record.Time), address));
    }

    private void Touch(IEnumerable<EgressSet> sets)
    {
        foreach (var set in sets) _unjudgedFlows.Add(set);
    }

    private static int HourOf(DateTimeOffset time) => (int)(time.ToUnixTimeSeconds() / 3600);

    private InterfaceFlows FlowsOf(string id)
    {
        var flows = _egress.Of(id, out var isNew);
        if (!isNew || _session is null) return flows;
        foreach (var kept in _options.Records.Under(id)) Recall(flows, kept.Record);
        return flows;
    }

    /// <summary>Brings in what others have stored of an interface.</summary>
    private void Recall(InterfaceFlows flows, CloudTrailRecord record)
    {
        if (EgressRecord.RunOf(record) is { } ran)
        {
            _egress.Ran(flows, ran.Run);
            return;
        }
        var entries = EgressRecord.FlowsOf(record, out var to);
        if (entries.Count == 0 || flows.SetOf(EgressRecord.HourOf(record), to, _egress.DestinationOf(to)) is not { } set) return;
        foreach (var entry in entries) set.Add(entry);
    }

    private void LoadRuns(string function)
    {
        foreach (var kept in _options.Records.Under(function).ToList())
        {
            if (EgressRecord.RunOf(kept.Record) is { } ran) FlowsOf(ran.Interface);
        }
    }

    /// <summary>Leaves the flow records of a batch to the others.</summary>
    private void KeepFlows()
    {
        foreach (var (set, entries) in _ownFlows)
        {
            foreach (var kept in EgressRecord.Of(set, entries.DistinctBy(e => e.Hash))) _options.Records.Add(kept);
        }
        _ownFlows.Clear();
    }

    // What was sent is judged by the hour, also by its first minute: the runs that bear on that are kept for an hour more.
    private void ForgetFlows(DateTimeOffset time) =>
        _egress.ForgetBefore(time - Lateness - TimeSpan.FromMinutes(1), time - _kept - TimeSpan.FromHours(1) - TimeSpan.FromMinutes(InterfaceFlows.SlotMinutes));

    private void AddFlowNotes(List<string> notes)
    {
        if (_flowLines == 0) return;
        var outside = _calls.Outside;
        if (outside > 0) notes.Add($"{outside} {(outside == 1 ? "function" : "functions")} ran outside a VPC: no flow logs tell what they sent");
        if (_skippedFlows > 0) notes.Add($"{_skippedFlows} SKIPDATA lines: AWS left flow records out there");
        if (_undirectedFlows > 0) notes.Add($"{_undirectedFlows} flow log lines do not tell who called whom (a format with flow-direction does)");
        if (_tooManyDestinations) notes.Add($"an interface sent to more than {InterfaceFlows.MostDestinations} addresses in an hour: not all are told apart");
    }
}
