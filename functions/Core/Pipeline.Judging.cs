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
    private long _signalCount;

    private void Judge(CloudTrailRecord record, ApiUse use, bool learn)
    {
        if (Learning.IsOurs(record)) return;
        var kept = new KeptRecord(record, Learning.SubjectsOf(record), learn);
        if (learn || record.Time >= _highest - _kept) _options.Records.Add(kept);
        Learning.Learn(record, _options.Facts);
        if (record.Function is { } named) _judge.Changed(named);
        if (learn) return;
        if (Links.Of(record, _options.Settings) is { } subjects && _graph.Link(record.Time, record.EventId, subjects) is { } link) _touched.Enqueue(link);
        Evaluate(kept, use);
        if (_options.JudgeAgain) JudgeLaterOnes(kept);
        Settle();
        if (record.Function is { } function) ChangedAfterwards(function, record);
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

    private void Evaluate(KeptRecord kept) => Evaluate(kept, UseOf(_reader.NameOf(kept.Record)));

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
            open = new OpenFlood(byPrincipal, byPrincipal ? caller.Arn : null, AccountOf(scan, caller), Encoding.UTF8.GetString(scan.AwsRegion)) { First = watch.FloodIn(hour).First };
            _openFloods[(watch, hour)] = open;
            Evaluate(watch, hour, open);
        }
        Settle();
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
            if (IncidentGraph.Lengthen(lasting, last)) _touched.Enqueue(lasting);
            return;
        }
        if (signal is { Evidence: Evidence.Novelty, IsReduced: false } && _known.IsCold(signal.Account))
        {
            _cold.Add(signal.Account);
            signal = signal with { Weight = Known.Reduced(signal.Weight), IsReduced = true };
        }
        var known = _graph.Find(signal.Id);
        if (_graph.Add(signal) is not { } node) return;
        if (signal.Evidence == Evidence.Novelty) _known.Said.Note(node);
        var isNew = known is null;
        if (isNew) _signalCount++;
        _touched.Enqueue(node);
        if (known is null || !known.ReadsLike(node.Signal!)) _options.Observer.Signalled(node.Signal!);
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
