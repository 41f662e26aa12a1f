using System.Text;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core;

/// <summary>From records to signals.</summary>
public sealed partial class Pipeline
{
    private readonly IReadOnlyList<Detection> _floods;
    private readonly IncidentGraph _graph;
    private readonly SortedSet<string> _cold = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FloodWatch> _callerWatches = new(StringComparer.Ordinal);
    private readonly Dictionary<(FloodWatch Watch, int Hour), OpenFlood> _openFloods = [];
    private readonly Queue<Node> _touched = new();
    private readonly HashSet<CallSpan> _loadedCalls = [];
    private readonly HashSet<string> _loaded = new(StringComparer.Ordinal);
    private long _signalCount;

    private void Judge(CloudTrailRecord record, ApiUse use, bool learn)
    {
        if (Learning.IsOurs(record)) return;
        Learning.Learn(record, _options.Facts);
        _known.At(record.Time, record.EventId, []);
        var kept = new KeptRecord(record, Learning.SubjectsOf(record, _known.IsFromUsualPlace(record)), learn);
        if (kept.Subjects.Length > 0 && (learn || record.Time >= _highest - _kept)) _options.Records.Add(kept);
        if (record.Function is { } named)
        {
            if (!learn && _session is not null) Load([named]);
            _judge.Changed(named, _touched);
        }
        if (learn) return;
        if (Links.Of(record, _options.Settings) is { } link) Link(link);
        Evaluate(kept, use);
        if (_options.JudgeAgain) JudgeLaterOnes(kept);
        CalledFrom(record);
        Settle();
        if (record.Function is { } function) ChangedAfterwards(function, record);
    }

    private void Link(SubjectLink link)
    {
        Load(link.Subjects);
        if (_graph.Link(link) is not { } node) return;
        _touched.Enqueue(node);
        if (_session is null) return;
        _session.Links.Add(link);
        _session.HasNews = true;
    }

    /// <summary>Judges what others have found about these subjects, without a record.</summary>
    internal void Recall(IReadOnlyList<string> subjects)
    {
        Load(subjects);
        Settle();
    }

    /// <summary>Brings in the signals and links that others have found about these subjects, and about whatever those tie them to.</summary>
    private void Load(IReadOnlyList<string> subjects)
    {
        if (_session is null) return;
        var open = new Stack<string>(subjects);
        while (open.TryPop(out var subject))
        {
            if (!_loaded.Add(subject)) continue;
            var (signals, links) = _session.Under(subject);
            foreach (var signal in signals)
            {
                foreach (var other in signal.Subjects) open.Push(other);
                if (_graph.Add(signal) is not { } node) continue;
                _touched.Enqueue(node);
                if (signal.Evidence == Evidence.Novelty) _known.Said.Note(node);
            }
            foreach (var link in links)
            {
                foreach (var other in link.Subjects) open.Push(other);
                if (_graph.Link(link) is { } node) _touched.Enqueue(node);
            }
        }
    }

    /// <summary>Those that share a subject with a record and come after it were judged without it: they are judged again.</summary>
    private void JudgeLaterOnes(KeptRecord kept)
    {
        HashSet<CloudTrailRecord>? done = null;
        foreach (var subject in kept.Subjects)
        {
            var line = _options.Records.Under(subject);
            for (var i = line.Count - 1; i >= 0; i--)
            {
                var later = line[i];
                if (CloudTrailRecord.Compare(later.Record.Time, later.Record.EventId, kept.Record.Time, kept.Record.EventId) <= 0) break;
                if (later.Learned || !(done ??= new(ReferenceEqualityComparer.Instance)).Add(later.Record)) continue;
                Evaluate(later);
            }
        }
    }

    private void Evaluate(KeptRecord kept)
    {
        if (!EgressRecord.Is(kept.Record)) Evaluate(kept, UseOf(_reader.NameOf(kept.Record)));
    }

    private void Evaluate(KeptRecord kept, ApiUse use)
    {
        var record = kept.Record;
        _known.At(record.Time, record.EventId, kept.Subjects);
        foreach (var detection in use.Detections)
        {
            if (detection.Evaluate(record, _known) is { } signal) Signalled(signal);
        }
    }

    private void Judge(in Invocation call, ApiUse use)
    {
        _known.At(call.Time, call.EventId, []);
        foreach (var detection in use.Detections)
        {
            if (detection.EvaluateInvocation(call, _known) is { } signal) Signalled(signal);
        }
        Settle();
    }

    private void Flooded(FloodWatch watch, HourSpan hours, bool byPrincipal, in RecordScan scan, Principal caller)
    {
        for (var hour = hours.First; hour <= hours.Last; hour++)
        {
            if (_openFloods.TryGetValue((watch, hour), out var open) && open.First <= watch.FloodIn(hour).First)
            {
                open.Grown = true; // told when the minute is over: a flood would otherwise be told with every call
                continue;
            }
            open = new OpenFlood(byPrincipal, byPrincipal ? caller.Arn : null, _reader.AccountOf(scan, caller), _reader.RegionOf(scan)) { First = watch.FloodIn(hour).First };
            _openFloods[(watch, hour)] = open;
            Evaluate(watch, hour, open);
        }
        Settle();
    }

    /// <summary>Brings in what others have counted around a call of the batch, and has the floods around it judged at the end.</summary>
    private void LoadCalls(CallsOfMinute set, ulong call, Principal caller, in RecordScan scan)
    {
        _session!.Called(set, call);
        var service = set.IsExecution || caller.IsService;
        LoadCalls(new CallSpan(set.Function.Function, false, set.Minute - SlidingSums.Window + 1, set.Minute + SlidingSums.Window - 1));
        if (!service) LoadCalls(new CallSpan(set.Caller, true, set.Minute - SlidingSums.Window + 1, set.Minute + SlidingSums.Window - 1));
        for (var hour = set.Minute / 60; hour <= (set.Minute + SlidingSums.Window - 1) / 60; hour++)
        {
            Reopen(set.Function.Watch, hour, byPrincipal: false, scan, caller);
            if (!service) Reopen(set.CallerWatch, hour, byPrincipal: true, scan, caller);
        }
    }

    private void LoadCalls(CallSpan span)
    {
        if (!_loadedCalls.Add(span)) return;
        var settings = _options.Settings;
        foreach (var (function, caller, minute, calls) in _session!.Within(span))
        {
            var set = _calls.Of(function).SetOf(caller is FunctionCalls.ExecutionCaller ? FunctionCalls.ExecutionCaller : caller, minute);
            var watch = set.Function.Watch ??= new FloodWatch(_options.Facts.Of(function));
            var callerWatch = set.IsExecution || !caller.StartsWith("arn:", StringComparison.Ordinal) ? null : set.CallerWatch ??= WatchOf(caller);
            foreach (var call in calls.Values)
            {
                if (!set.Calls.Add(call)) continue;
                watch.Count(minute, set.IsExecution, settings.FloodFunctionPer5Minutes, settings.FloodBaselineFactor, settings.EstablishDays);
                callerWatch?.Count(minute, false, settings.FloodPrincipalPer5Minutes, settings.FloodBaselineFactor, settings.EstablishDays);
            }
        }
    }

    // What the first calls counted of a flood may have been brought in: the flood is judged whether or not this call made it grow.
    private void Reopen(FloodWatch? watch, int hour, bool byPrincipal, in RecordScan scan, Principal caller)
    {
        if (watch is null || watch.FloodIn(hour) is not { Last: > 0 } flood) return;
        if (!_openFloods.TryGetValue((watch, hour), out var open))
        {
            open = new OpenFlood(byPrincipal, byPrincipal ? caller.Arn : null, _reader.AccountOf(scan, caller), _reader.RegionOf(scan)) { First = flood.First };
            _openFloods.Add((watch, hour), open);
        }
        open.Grown = true;
    }

    private void FlushFloods()
    {
        if (_openFloods.Count == 0) return;
        foreach (var ((watch, hour), open) in _openFloods)
        {
            if (!open.Grown) continue;
            open.Grown = false;
            Evaluate(watch, hour, open);
        }
        Settle();
        var oldest = (_highest.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerHour - 2;
        foreach (var key in _openFloods.Keys.Where(k => k.Hour < oldest).ToList()) _openFloods.Remove(key);
    }

    private void Evaluate(FloodWatch watch, int hour, OpenFlood open)
    {
        var (first, last, sum) = watch.FloodIn(hour);
        var subject = watch.Facts.Subject;
        var settings = _options.Settings;
        var floor = open.ByPrincipal ? settings.FloodPrincipalPer5Minutes : settings.FloodFunctionPer5Minutes;
        var flood = new Flood(open.ByPrincipal, subject, open.Principal, open.ByPrincipal ? null : subject, open.Account, open.Region,
            EndOf(first), EndOf(last), sum, watch.ThresholdOn(first / 1440, floor, settings.FloodBaselineFactor, settings.EstablishDays));
        _known.At(flood.Time, "", []);
        foreach (var detection in _floods)
        {
            if (detection.EvaluateFlood(flood, _known) is { } signal) Signalled(signal);
        }
    }

    private static DateTimeOffset EndOf(int minute) => DateTimeOffset.UnixEpoch.AddSeconds((minute * 60L) + 59);

    private FloodWatch WatchOf(string caller)
    {
        if (!_callerWatches.TryGetValue(caller, out var watch)) _callerWatches.Add(caller, watch = new FloodWatch(_options.Facts.Of(caller)));
        return watch;
    }

    private void Signalled(Signal signal)
    {
        if (_known.Said.TryTakeAgain(signal, out var lasting, out var last))
        {
            if (!IncidentGraph.Lengthen(lasting, last)) return;
            _touched.Enqueue(lasting);
            _session?.Said(lasting);
            return;
        }
        if (signal is { Evidence: Evidence.Novelty, IsReduced: false } && _known.IsCold(signal.Account))
        {
            _cold.Add(signal.Account);
            signal = signal with { Weight = Known.Reduced(signal.Weight), IsReduced = true };
        }
        Load(signal.Subjects);
        var known = _graph.Find(signal.Id);
        if (_graph.Add(signal) is not { } node) return;
        if (signal.Evidence == Evidence.Novelty) _known.Said.Note(node);
        var isNew = known is null;
        if (isNew) _signalCount++;
        _touched.Enqueue(node);
        _session?.Said(node);
        if (known is null || !known.ReadsLike(node.Signal!))
        {
            _options.Observer.Signalled(node.Signal!);
            _session?.HasNews = true;
        }
        if (isNew && signal.Detection == LiftDetection) _lifts.Add(signal.Id);
    }

    private sealed class OpenFlood(bool byPrincipal, string? principal, string account, string region)
    {
        public bool ByPrincipal => byPrincipal;
        public string? Principal => principal;
        public string Account => account;
        public string Region => region;
        public required int First { get; init; }
        public bool Grown { get; set; }
    }
}
