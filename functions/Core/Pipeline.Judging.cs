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
        if (kept.Subjects.Length > 0 && (learn || ForgetsNothing || record.Time >= _highest - _kept)) _options.Records.Add(kept);
        if (record.Function is { } named)
        {
            if (!learn && _session is not null) Load([named]);
            _judge.Changed(named, _touched);
        }
        if (learn) return;
        if (Links.Of(record, _known) is { } link) Link(link);
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

    private void Flooded(FloodWatch watch, HourSpan hours, FloodKind kind, DataActor? actor, in RecordScan scan, Principal caller)
    {
        for (var hour = hours.First; hour <= hours.Last; hour++)
        {
            if (_openFloods.TryGetValue((watch, hour), out var open) && open.First <= watch.FloodIn(hour).First)
            {
                open.Grown = true; // told when the minute is over: a flood would otherwise be told with every call
                continue;
            }
            open = Open(kind, actor, scan, caller, watch.FloodIn(hour).First);
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
            Reopen(set.Function.Watch, hour, FloodKind.Function, actor: null, scan, caller);
            if (!service) Reopen(set.CallerWatch, hour, FloodKind.Principal, actor: null, scan, caller);
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

    /// <summary>A flood stands on file that began before the minute and lasts past every window in which a call of the minute counts, on a day of which no peak is kept:
    /// whatever others counted beside it, nothing follows from it any more.</summary>
    private bool IsDecided(CallSpan span)
    {
        var minute = span.From + SlidingSums.Window - 1;
        // What was not asked for so far is not worth a request of its own.
        if (minute / 60 != span.To / 60 || !_loaded.Contains(span.Subject) || !_options.Facts.Of(span.Subject).AlertDays.Contains(minute / 1440)) return false;
        var (began, lasts) = (EndOf(minute - 1), Detection.EndOfSpan(EndOf(span.To)));
        return _session!.Under(span.Subject).Signals.Any(s => s.Time <= began && s.Last >= lasts
            && _floods.Any(d => string.Equals(s.Id, Signal.HourlyId(d.Info.Id, span.Subject, "", lasts), StringComparison.Ordinal)));
    }

    // What the first calls counted of a flood may have been brought in: the flood is judged whether or not this call made it grow.
    private void Reopen(FloodWatch? watch, int hour, FloodKind kind, DataActor? actor, in RecordScan scan, Principal caller)
    {
        if (watch is null || watch.FloodIn(hour) is not { Last: > 0 } flood) return;
        if (!_openFloods.TryGetValue((watch, hour), out var open))
        {
            open = Open(kind, actor, scan, caller, flood.First);
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
        var floor = open.Kind switch { FloodKind.Function => settings.FloodFunctionPer5Minutes, FloodKind.Principal => settings.FloodPrincipalPer5Minutes, _ => MassDelete.TooMany };
        var flood = new Flood(open.Kind, open.Caller ?? subject, open.Principal, open.Kind == FloodKind.Function ? subject : open.Function, open.Kind == FloodKind.Deletes ? MostDeleted(subject, first) : null, open.Account, open.Region,
            EndOf(first), Detection.EndOfSpan(EndOf(last)), sum, watch.ThresholdOn(first / 1440, floor, settings.FloodBaselineFactor, settings.EstablishDays));
        _known.At(flood.Time, "", []);
        foreach (var detection in _floods)
        {
            if (detection.EvaluateFlood(flood, _known) is { } signal) Signalled(signal);
        }
    }

    private OpenFlood Open(FloodKind kind, DataActor? actor, in RecordScan scan, Principal caller, int first) => new(_reader.AccountOf(scan, caller), _reader.RegionOf(scan))
    {
        Kind = kind,
        Caller = kind == FloodKind.Function ? null : caller.Subject,
        Principal = kind == FloodKind.Function ? null : caller.Arn,
        Function = actor?.Function,
        First = first,
    };

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

    private sealed class OpenFlood(string account, string region)
    {
        public string Account => account;
        public string Region => region;
        public required FloodKind Kind { get; init; }
        /// <summary>Habit subject; null for a flood of a function.</summary>
        public required string? Caller { get; init; }
        public required string? Principal { get; init; }
        /// <summary>Whose credentials delete.</summary>
        public required string? Function { get; init; }
        public required int First { get; init; }
        public bool Grown { get; set; }
    }
}
