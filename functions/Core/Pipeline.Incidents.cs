using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core;

/// <summary>From signals to incidents, and from incidents to requests.</summary>
public sealed partial class Pipeline
{
    private const string LiftDetection = "quarantine-lifted";

    private readonly IncidentJudge _judge;
    private readonly ReplayWorld _world;
    private readonly Responder _responder;
    // Whoever wants them all has been told of each; a year of incidents must not fill memory.
    private const int EndedKept = 1_000;

    private readonly Queue<Incident> _ended = new();
    private long _endedCount;
    private readonly Dictionary<string, (Incident Incident, IncidentPart Part)> _told = new(StringComparer.Ordinal); // by smallest signal's incident id
    private readonly HashSet<IncidentPart> _grown = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<string, string> _incidentOfSignal = new(StringComparer.Ordinal);
    private readonly HashSet<string> _lifts = new(StringComparer.Ordinal);
    private readonly PriorityQueue<ContainmentRequest, (DateTimeOffset Due, long Order)> _pending = new();
    private readonly Dictionary<string, DateTimeOffset> _sinceChange = new(StringComparer.Ordinal);
    private DateTimeOffset _archived = DateTimeOffset.MinValue;
    private long _order;

    /// <summary>The incidents so far, ended ones first (the last 1,000 of them); each as it stands now.</summary>
    public IReadOnlyList<Incident> Incidents => [.. _ended, .. _told.Values.Select(AsItStands).OrderBy(i => i.Time).ThenBy(i => i.Id, StringComparer.Ordinal)];

    private long CountIncidents() => _endedCount + _told.Count;

    /// <summary>Judges what was touched until nothing follows from it any more.</summary>
    private void Settle()
    {
        while (_touched.Count > 0)
        {
            while (_touched.TryDequeue(out var node))
            {
                if (_judge.Take(node) is { } part) _grown.Add(part);
            }
            foreach (var part in _grown)
            {
                if (ReferenceEquals(part, part.Root()) && part.AlertTime is not null) Follow(part);
            }
            _grown.Clear();
        }
    }

    private void Follow(IncidentPart part)
    {
        part.PassMarks(_options.Facts);
        if (part.ReadsAsTold && !(_lifts.Count > 0 && part.Untold.Any(_lifts.Contains)))
        {
            foreach (var signal in part.Untold) _incidentOfSignal[signal] = part.Id;
            part.WasTold();
            return;
        }
        var incident = part.Describe();
        part.WasTold();
        Condemn(incident);
        Tell(incident, part);
    }

    /// <summary>With all that has come since it was told.</summary>
    private static Incident AsItStands((Incident Incident, IncidentPart Part) told) =>
        told.Part.Root() is { IsStale: true, AlertTime: not null } part ? part.Describe() : told.Incident;

    /// <summary>Notes from when on functions stand condemned, and judges again what came after.</summary>
    private void Condemn(Incident incident)
    {
        foreach (var target in incident.Targets)
        {
            if (_options.Settings.At(target.Since).ModeOf(AccountOf(target.Function)) != ResponseMode.Enforce) continue;
            var history = _options.Facts.Of(target.Function).FunctionHistory();
            if (!history.Condemn(target.Since)) continue;
            _session?.HasNews = true;
            JudgeAfter(target.Function, target.Since);
            foreach (var subject in history.Events.SelectMany(SubjectsOf).Distinct(StringComparer.Ordinal)) JudgeAfter(subject, target.Since);
        }
    }

    // Detections ask of code and of roles whether their function stands condemned.
    private static IEnumerable<string> SubjectsOf(FunctionEvent happened)
    {
        if (happened.CodeSha256 is { } hash) yield return Learning.CodeSubject(hash);
        if (happened.CodeLocation is { } location) yield return Learning.CodeSubject(location);
        if (happened.Role is { } role) yield return role;
    }

    private void JudgeAfter(string subject, DateTimeOffset since)
    {
        foreach (var kept in _options.Records.Under(subject).Where(k => k.Record.Time > since && !k.Learned).ToList()) Evaluate(kept);
    }

    private void Tell(Incident incident, IncidentPart part)
    {
        var replaced = new SortedSet<string>(incident.Supersedes, StringComparer.Ordinal);
        foreach (var signal in incident.Signals)
        {
            if (_incidentOfSignal.TryGetValue(signal.Id, out var before) && before != incident.Id && _told.ContainsKey(before)) replaced.Add(before);
            _incidentOfSignal[signal.Id] = incident.Id;
        }
        foreach (var id in replaced) _told.Remove(id);
        var known = _told.GetValueOrDefault(incident.Id).Incident;
        _told[incident.Id] = (incident, part);
        if (_session is not null)
        {
            foreach (var id in replaced) _session.Incidents.Remove(id);
            _session.Incidents[incident.Id] = incident;
            if (incident.Verdict == Verdict.Alert) Enqueue(new ContainmentRequest.Alert(Due(), incident, incident.Signals[0].Account));
        }
        if (known is null || known.Verdict != incident.Verdict || known.Time != incident.Time || known.Score != incident.Score || !replaced.SetEquals(known.Supersedes))
        {
            _options.Observer.Happened(incident, [.. replaced]);
        }
        Ask(incident, known);
    }

    private void Ask(Incident incident, Incident? known)
    {
        foreach (var target in incident.Targets)
        {
            if (known is not null && known.Targets.Contains(target)) continue;
            if (!_sinceChange.TryGetValue(target.Function, out var change) || target.SuspectChange < change) _sinceChange[target.Function] = target.SuspectChange;
            Enqueue(new ContainmentRequest.Contain(Due(), incident, AccountOf(target.Function), target) { Seen = _session is null ? null : _world.Look(target, _highest) });
        }
        if (incident.Targets.Count > 0 && Stages(incident) > (known is null ? 0 : Stages(known)))
        {
            Enqueue(new ContainmentRequest.Grown(Due(), incident, AccountOf(incident.Targets[0].Function), incident.Targets[0]));
        }
        if (_lifts.Count == 0) return;
        foreach (var lift in incident.Signals.Where(s => s.Detection == LiftDetection && s.Function is not null && _lifts.Remove(s.Id)))
        {
            Enqueue(new ContainmentRequest.Lifted(Due(), incident, AccountOf(lift.Function!), lift));
        }
    }

    private void ChangedAfterwards(string function, CloudTrailRecord record)
    {
        if (!record.Succeeded || _options.Facts.Of(function).Function is not { Condemned.Count: > 0 } history) return;
        ChangedAfterwards(function, record.EventId, history);
    }

    private void ChangedAfterwards(string function, string eventId, FunctionHistory history)
    {
        if (history.Events.LastOrDefault(e => e.EventId == eventId) is not { } change) return;
        var incident = _told.Values.Select(t => t.Incident).FirstOrDefault(i => i.Targets.Any(t => t.Function == function)) ?? _ended.LastOrDefault(i => i.Targets.Any(t => t.Function == function));
        if (_session is not null && (history.Condemned.Min >= change.Time || _session.IsStored(function, eventId))) return;
        _session?.HasNews = true;
        if (incident is not null) Enqueue(new ContainmentRequest.Changed(Due(), incident, AccountOf(function), function, change));
    }

    private static int Stages(Incident incident) => incident.Signals.Select(s => s.Stage).Distinct().Count();

    private DateTimeOffset Due() => _highest + _options.DeliveryDelay;

    private void Enqueue(ContainmentRequest request)
    {
        if (_session is null) _pending.Enqueue(request, (request.Due, _order++));
        else _session.Requests.Add(request);
    }

    /// <summary>What a batch asks for carries its incident as it stands when all of the batch is in, and that it has grown is asked once: so that it does not matter how much of
    /// the batch somebody had stored who died over it. An alert stays the one that it was.</summary>
    private void Restate(List<ContainmentRequest> requests)
    {
        var grown = new HashSet<string>(StringComparer.Ordinal);
        for (var i = requests.Count - 1; i >= 0; i--)
        {
            if (requests[i] is ContainmentRequest.Alert) continue;
            var incident = AsItStands(requests[i].Incident);
            requests[i] = requests[i] is ContainmentRequest.Grown further ? further with { Incident = incident, Target = incident.Targets[0] } : requests[i] with { Incident = incident };
            if (requests[i] is ContainmentRequest.Grown && !grown.Add(incident.Id)) requests.RemoveAt(i);
        }
    }

    private Incident AsItStands(Incident incident) =>
        _incidentOfSignal.TryGetValue(incident.Signals[0].Id, out var id) && _told.TryGetValue(id, out var told) ? AsItStands(told) : incident;

    /// <summary>Acts upon what is due at the highest event time seen; a request made now with no delay is due at once.</summary>
    private void ActUntil(DateTimeOffset time)
    {
        while (_pending.TryPeek(out var request, out var at) && at.Due <= time)
        {
            _pending.Dequeue();
            _responder.Handle(request);
        }
    }

    private void Archive(DateTimeOffset time)
    {
        if (_archived != DateTimeOffset.MinValue && time - _archived < TimeSpan.FromMinutes(10)) return;
        _archived = time;
        var before = time - _options.Settings.Window - Lateness;
        foreach (var part in _graph.TakeEndedBefore(before))
        {
            foreach (var node in part.Signals)
            {
                if (!_incidentOfSignal.Remove(node.Signal!.Id, out var id)) continue;
                if (_told.Remove(id, out var told)) End(AsItStands(told));
            }
        }
        _judge.ForgetBefore(before);
        _known.Said.ForgetBefore(before);
        _touches.ForgetBefore(time);
    }

    private void End(Incident incident)
    {
        _endedCount++;
        _ended.Enqueue(incident);
        if (_ended.Count > EndedKept) _ended.Dequeue();
    }

    private static string AccountOf(string function) => Arns.AccountIn(function) ?? "";
}
