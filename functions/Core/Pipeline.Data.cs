using System.IO.Hashing;
using System.Runtime.InteropServices;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Detections;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core;

/// <summary>From calls on the data of tables to counts and signals. As with invocations nothing is kept of a single call.</summary>
public sealed partial class Pipeline
{
    // Whoever invents session names must not fill memory with them.
    private const int MostActors = 10_000;

    private readonly List<TouchedTable> _tables = [];
    private readonly Dictionary<(string Subject, string? Function, bool Outside), DataActor> _actors = [];

    private readonly TableTallies _touches = new();

    /// <summary>Which tables the people, roles and functions of an incident touched around it, and how often, as far as data events tell; those of the last two days. For
    /// a pipeline that reads everything itself.</summary>
    public IReadOnlyList<TableTouch> TablesTouched(Incidents.Incident incident)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var subjects = incident.Signals.Select(s => s.Suspect).OfType<string>().Concat(incident.Roles).ToHashSet(StringComparer.Ordinal);
        var (from, to) = (incident.Signals.Min(s => s.Time), incident.Signals.Max(s => s.Last) + _options.Settings.Window);
        return _touches.Of(subjects, incident.Functions.ToHashSet(StringComparer.Ordinal), from, to);
    }

    private void DataCalled(in RecordScan scan, ApiName api, ApiUse use, DateTimeOffset time, bool learn)
    {
        var caller = _reader.PrincipalOf(scan);
        if (ReferenceEquals(caller, Principal.Nobody)) return;
        _reader.TablesOf(scan, api, _tables);
        if (_tables.Count == 0) return;
        var function = FunctionCredentials.FunctionOf(caller, _reader.AgentOf(scan), _reader.RegionOf(scan), time, _options.Facts.Of(caller.Subject), out var outside);
        var actor = ActorOf(caller.Subject, function, function is not null && outside);
        var source = _reader.SourceOf(scan);
        var second = (time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond;
        var id = XxHash3.HashToUInt64(!scan.RequestId.IsEmpty ? scan.RequestId : scan.EventId);
        foreach (var (table, deleted) in CollectionsMarshal.AsSpan(_tables))
        {
            var set = _calls.Of(table).SetOf(deleted > 0 ? actor.Deletes : actor.Reads, (int)(second / 60));
            if (deleted > 0) Deleted(scan, caller, actor, set, id, time, deleted, learn);
            else Read(set, CallSet.ValueOf(id, (int)(second % 60)), caller, actor, time);
            if (set.IsJudged(time, scan.EventId, source)) continue;
            var call = _reader.DataCallOf(scan, api, time, caller, table, deleted > 0, actor);
            set.Judged(time, call.EventId, source);
            Learning.Learn(call, _options.Facts);
            if (!learn) Judge(call, use);
        }
    }

    private DataActor ActorOf(string subject, string? function, bool outside)
    {
        if (_actors.TryGetValue((subject, function, outside), out var actor)) return actor;
        if (_actors.Count >= MostActors) _actors.Clear();
        return _actors[(subject, function, outside)] = new DataActor(subject, function, outside);
    }

    private void Read(CallsOfMinute set, ulong call, Principal caller, DataActor actor, DateTimeOffset time)
    {
        if (set.Calls.Add(call) && _session is null) _touches.Add(set.Function.Function, caller.Subject, actor.Function, time, deleted: 0);
        _session?.Called(set, call);
    }

    // Each item counts: one request may delete a hundred.
    private void Deleted(in RecordScan scan, Principal caller, DataActor actor, CallsOfMinute set, ulong id, DateTimeOffset time, int items, bool learn)
    {
        var watch = set.CallerWatch ??= WatchOf(set.Caller);
        if (_session is not null) LoadDeletes(set, watch, actor, scan, caller);
        HourSpan hours = default;
        var counted = 0;
        for (var i = 0; i < items; i++)
        {
            var call = CallSet.ValueOf(id + ((ulong)i * 0x9E3779B97F4A7C15), time.Second);
            _session?.Called(set, call);
            if (!set.Calls.Add(call)) continue;
            counted++;
            var reached = CountDelete(watch, set.Minute, learn ? int.MaxValue : MassDelete.TooMany);
            if (reached.Any) hours = hours.With(reached.First).With(reached.Last);
        }
        if (counted > 0 && _session is null) _touches.Add(set.Function.Function, caller.Subject, actor.Function, time, counted);
        if (hours.Any) Flooded(watch, hours, FloodKind.Deletes, actor, scan, caller);
    }

    private HourSpan CountDelete(FloodWatch watch, int minute, int floor) =>
        watch.Count(minute, execution: false, floor, _options.Settings.FloodBaselineFactor, _options.Settings.EstablishDays);

    private void LoadDeletes(CallsOfMinute set, FloodWatch watch, DataActor actor, in RecordScan scan, Principal caller)
    {
        var span = new CallSpan(set.Caller, true, set.Minute - SlidingSums.Window + 1, set.Minute + SlidingSums.Window - 1);
        if (_loadedCalls.Add(span))
        {
            foreach (var (table, _, minute, calls) in _session!.Within(span))
            {
                var others = _calls.Of(table).SetOf(set.Caller, minute);
                foreach (var call in calls.Values)
                {
                    if (others.Calls.Add(call)) CountDelete(watch, minute, MassDelete.TooMany);
                }
            }
        }
        for (var hour = set.Minute / 60; hour <= (set.Minute + SlidingSums.Window - 1) / 60; hour++) Reopen(watch, hour, FloodKind.Deletes, actor, scan, caller);
    }

    /// <summary>The table that a caller deleted most from in the five minutes up to one, of equals the first by name.</summary>
    private string? MostDeleted(string counted, int last) => _calls.By(counted, last - SlidingSums.Window + 1, last)
        .GroupBy(s => s.Function.Function, StringComparer.Ordinal)
        .OrderByDescending(g => g.Sum(s => s.Calls.Count)).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.Key;

    private void Judge(in DataCall call, ApiUse use)
    {
        _known.At(call.Time, call.EventId, []);
        foreach (var detection in use.Detections)
        {
            if (detection.EvaluateData(call, _known) is { } signal) Signalled(signal);
        }
        Settle();
    }
}
