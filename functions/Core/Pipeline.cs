using System.IO.Hashing;
using System.Text;
using Sentinel.Core.Batches;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core;

/// <summary>
/// Records in, signals, incidents and containment out. Records may come in any order, more than once and in any batches: each is judged against
/// what is earlier than itself by event time, and one that arrives late makes those after it be judged again. For one thread.
/// </summary>
public sealed partial class Pipeline
{
    /// <summary>How far behind the newest event time a record may be for the end state not to depend on its place: 60 minutes.</summary>
    public static readonly TimeSpan Lateness = TimeSpan.FromMinutes(60);

    private readonly PipelineOptions _options;
    private readonly BatchSession? _session;
    private readonly CloudTrailReader _reader;
    private readonly Dictionary<ApiName, ApiUse> _uses = new(ReferenceEqualityComparer.Instance);
    private readonly SeenEvents _seen = new();
    private readonly SeenEvents _learned = new();
    private readonly CallLog _calls = new();
    private readonly Known _known;
    private readonly TimeSpan _kept;
    private readonly SortedDictionary<string, long> _passedOver = new(StringComparer.Ordinal);
    private DateTimeOffset _highest = DateTimeOffset.UnixEpoch;
    private DateTimeOffset _learnedUpTo = DateTimeOffset.UnixEpoch;
    private int _newestMinute = int.MinValue;
    private long _events;
    private long _duplicates;
    private long _unwanted;
    private long _late;

    public Pipeline(PipelineOptions options) : this(options, ReaderFor(options.Detections, options.Countries), session: null)
    {
    }

    /// <summary>A pipeline for one batch, beside others that share what is known.</summary>
    internal Pipeline(PipelineOptions options, CloudTrailReader reader, BatchSession? session)
    {
        (_options, _reader, _session) = (options, reader, session);
        _known = new Known(options.Facts, options.Records, options.Settings, options.DeliveryDelay);
        _graph = new Incidents.IncidentGraph(options.Settings.Window);
        _judge = new Incidents.IncidentJudge(_graph, options.Facts, options.Settings);
        _world = new ReplayWorld(options.Facts, options.Records, options.Settings);
        _responder = new Responder(options.Settings, options.Ledger, _world, options.Observer)
        {
            Turned = (function, time, contained) => _calls.Of(function).Turn(time, contained),
        };
        _egress = new EgressLog(options.Countries);
        _egressDetections = [.. options.Detections.Where(d => d.ReadsFlows)];
        _floods = [.. options.Detections.Where(d => d.Info.Evidence == Evidence.Count)];
        _kept = Known.Reach(options.Settings) + Lateness;
    }

    /// <summary>Reads what the detections want and what is learned from; may serve one pipeline after another.</summary>
    internal static CloudTrailReader ReaderFor(IReadOnlyList<Detection> detections, ICountries? countries) =>
        new(countries, detections.SelectMany(d => d.Wants).Concat(Learning.Wants).ToHashSet(StringComparer.Ordinal));

    /// <summary>The highest event time accepted; 1970-01-01 before the first record.</summary>
    public DateTimeOffset HighestTime => _highest;

    internal IEnumerable<CallsOfMinute> LiveCalls => _calls.Live;

    internal IEnumerable<Incidents.Signal> LiveSignals => _graph.Signals;

    /// <summary>Learns from a record of the past and judges nothing.</summary>
    /// <returns>False when it could not be understood.</returns>
    public bool Learn(ReadOnlySpan<byte> json, out string? rejected)
    {
        if (!_reader.TryScan(json, out var scan, out rejected)) return false;
        if (scan.Kind != RecordKind.CloudTrail) return true;
        if (!_reader.TryTime(scan.EventTime, out var time))
        {
            rejected = CloudTrailReader.TimeReason(scan.EventTime);
            return false;
        }
        if (!_learned.Add(XxHash3.HashToUInt64(scan.EventId), time)) return true;
        if (_reader.ApiOf(scan) is not { } api || IsRoutine(scan, api)) return true;
        if (time > _learnedUpTo) ForgetLearned(time);
        Take(scan, api, time, learn: true);
        return true;
    }

    /// <summary>Takes a record in, judges it, and acts where that is due.</summary>
    /// <param name="json">A CloudTrail record, or an EventBridge envelope around one.</param>
    /// <param name="rejected">Why it could not be understood, safe to print; null when it could.</param>
    /// <returns>False when it could not be understood.</returns>
    public bool Accept(ReadOnlySpan<byte> json, out string? rejected)
    {
        if (!_reader.TryScan(json, out var scan, out rejected)) return false;
        if (scan.Kind != RecordKind.CloudTrail)
            return AcceptFinding(scan, out rejected);
        if (!_reader.TryTime(scan.EventTime, out var time))
        {
            rejected = CloudTrailReader.TimeReason(scan.EventTime);
            return false;
        }
        if (!_seen.Add(XxHash3.HashToUInt64(scan.EventId), time))
        {
            _duplicates++;
            if (_options.SkipDuplicates) return true;
        }
        else
        {
            _events++;
            if (time < _highest - Lateness) _late++;
        }
        if (time > _highest) Advance(time);
        if (_reader.ApiOf(scan) is not { } api || IsRoutine(scan, api))
        {
            _unwanted++;
            return true;
        }
        Take(scan, api, time, learn: false);
        if (_pending.Count > 0) ActUntil(_highest);
        return true;
    }

    /// <summary>Ends the input: what is still due is done. May be called again, also before more records.</summary>
    public void Complete()
    {
        FlushFloods();
        FlushEgress();
        KeepFlows();
        ActUntil(DateTimeOffset.MaxValue);
        if (_session is null) return;
        _session.LeaveOut(IsDecided);
        Restate(_session.Requests);
    }

    /// <summary>The totals so far.</summary>
    public PipelineCounts Counts()
    {
        long ran = 0, prevented = 0;
        foreach (var function in _responder.Contained)
        {
            var since = _sinceChange.TryGetValue(function, out var change) ? change : DateTimeOffset.MinValue;
            var tally = _calls.Of(function).Tally(since);
            ran += tally.Ran;
            prevented += tally.Prevented;
        }
        return new PipelineCounts
        {
            Events = _events,
            Duplicates = _duplicates,
            Unwanted = _unwanted,
            Late = _late,
            Signals = _signalCount,
            Incidents = CountIncidents(),
            Contained = [.. _responder.Contained],
            InvocationsBeforeContainment = ran,
            InvocationsPrevented = prevented,
            Notes = Notes(),
        };
    }

    /// <summary>Invocations of a function that an incident condemns, from the suspect's first change on; null for any other function.</summary>
    public (long Ran, long Prevented)? InvocationsOf(string function) => _sinceChange.TryGetValue(function, out var since) ? _calls.Of(function).Tally(since) : null;

    private bool IsRoutine(in RecordScan scan, ApiName api) => UseOf(api) is { NotOfServices: true } use && (scan.ErrorCode.IsEmpty ? _reader.PrincipalOf(scan).IsService : use.IsData);

    private void Take(in RecordScan scan, ApiName api, DateTimeOffset time, bool learn)
    {
        var use = UseOf(api);
        if (use.IsData)
        {
            DataCalled(scan, api, use, time, learn);
            return;
        }
        if (use.IsInvocation && scan.ErrorCode.IsEmpty)
        {
            var function = _reader.FunctionOf(scan);
            if (function is { Arn: not null, DryRun: false })
            {
                Invoked(scan, use, function, time, learn);
                return;
            }
        }
        var record = _reader.Read(scan, api, time);
        Judge(record, use, learn);
    }

    private void Invoked(in RecordScan scan, ApiUse use, FunctionRef function, DateTimeOffset time, bool learn)
    {
        var seconds = (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        var minute = (int)(seconds / 60);
        var caller = _reader.PrincipalOf(scan);
        var calls = function.Calls;
        if (calls is null || !ReferenceEquals(calls.Log, _calls)) calls = function.Calls = _calls.Of(function.Arn!);
        var set = calls.SetOf(use.IsExecution ? FunctionCalls.ExecutionCaller : caller.Subject, minute);
        var id = !scan.RequestId.IsEmpty ? scan.RequestId : !scan.SharedEventId.IsEmpty ? scan.SharedEventId : scan.EventId;
        var call = CallSet.ValueOf(XxHash3.HashToUInt64(id), (int)(seconds % 60));
        if (_session is not null) LoadCalls(set, call, caller, scan);
        if (set.Calls.Add(call)) Count(scan, use, set, caller, minute, learn);
        RanOn(scan, set, caller, use.IsExecution, time, learn);
        if (use.IsExecution) return;
        var source = _reader.SourceOf(scan);
        if (set.IsJudged(time, scan.EventId, source)) return;
        var invocation = _reader.InvocationOf(scan, time, caller, function.Arn!);
        set.Judged(time, invocation.EventId, source);
        Learning.Learn(invocation, _options.Facts);
        if (!learn) Judge(invocation, use);
    }

    private void Count(in RecordScan scan, ApiUse use, CallsOfMinute set, Principal caller, int minute, bool learn)
    {
        var settings = _options.Settings;
        var watch = set.Function.Watch ??= new FloodWatch(_options.Facts.Of(set.Function.Function));
        var floor = learn ? int.MaxValue : settings.FloodFunctionPer5Minutes;
        var hours = watch.Count(minute, use.IsExecution, floor, settings.FloodBaselineFactor, settings.EstablishDays);
        if (hours.Any) Flooded(watch, hours, FloodKind.Function, actor: null, scan, caller);
        if (use.IsExecution || caller.IsService) return;
        var callerWatch = set.CallerWatch ??= WatchOf(caller.Subject);
        floor = learn ? int.MaxValue : settings.FloodPrincipalPer5Minutes;
        hours = callerWatch.Count(minute, false, floor, settings.FloodBaselineFactor, settings.EstablishDays);
        if (hours.Any) Flooded(callerWatch, hours, FloodKind.Principal, actor: null, scan, caller);
    }

    private void Advance(DateTimeOffset time)
    {
        _highest = time;
        var minute = (int)((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMinute);
        if (_pending.Count > 0) ActUntil(time - TimeSpan.FromTicks(1));
        if (minute == _newestMinute) return;
        _newestMinute = minute;
        FlushFloods();
        FlushEgress();
        if (ForgetsNothing) return;
        _calls.ForgetBefore(minute);
        _options.Records.ForgetBefore(time - _kept);
        ForgetFlows(time);
        Archive(time);
    }

    // A batch may bring what waited long beside what is new: its pipeline is gone before memory matters, and how long records are kept is for the store to say.
    private bool ForgetsNothing => _session is not null;

    /// <summary>Of the past only what the first events still lean on is kept as records and calls; the rest has become facts.</summary>
    private void ForgetLearned(DateTimeOffset time)
    {
        if (time.UtcTicks / TimeSpan.TicksPerMinute > _learnedUpTo.UtcTicks / TimeSpan.TicksPerMinute)
        {
            _calls.ForgetBefore((int)((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMinute));
            _options.Records.ForgetBefore(time - _kept);
        }
        _learnedUpTo = time;
    }

    private bool PassOver(RecordKind kind)
    {
        var name = kind.ToString();
        _passedOver[name] = _passedOver.GetValueOrDefault(name) + 1;
        return true;
    }

    private List<string> Notes()
    {
        var notes = new List<string>();
        if (_options.Countries is null) notes.Add("countries off");
        foreach (var (kind, count) in _passedOver) notes.Add($"{count} {kind} passed over: no detection reads them");
        AddFlowNotes(notes);
        if (_cold.Count > 0) notes.Add($"novelty weighs a quarter in {string.Join(", ", _cold)}: known for less than {_options.Settings.EstablishDays} days");
        return notes;
    }

    private ApiUse UseOf(ApiName api)
    {
        if (_uses.TryGetValue(api, out var use)) return use;
        return _uses[api] = UseOf(api.ToString());
    }

    private ApiUse UseOf(string name) => new([.. _options.Detections.Where(d => d.Wants.Contains(name, StringComparer.Ordinal))],
            Learning.Invocations.Contains(name, StringComparer.Ordinal), name == Learning.Execution, Learning.NotOfServices.Contains(name, StringComparer.Ordinal),
            Learning.DataCalls.Contains(name, StringComparer.Ordinal));

    /// <summary>What a call is wanted for.</summary>
    private sealed record ApiUse(Detection[] Detections, bool IsInvocation, bool IsExecution, bool NotOfServices, bool IsData);
}
