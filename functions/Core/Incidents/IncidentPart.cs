using Sentinel.Core.Detections;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Incidents;

/// <summary>Signals and links that have grown together. Once it alerts it is an incident.</summary>
internal sealed class IncidentPart(FunctionChanges changes, Func<FunctionEvent, bool> announced)
{
    // Days inside an alerting incident teach nothing. What is marked reaches back less than a day, so that a mark is settled before anybody asks.
    private static readonly TimeSpan MarkReach = TimeSpan.FromHours(22);

    private readonly List<Node> _signals = [];
    private readonly HashSet<string> _suspects = new(StringComparer.Ordinal);
    private readonly Dictionary<string, FunctionWatch> _functions = new(StringComparer.Ordinal);
    private readonly HashSet<string> _roles = new(StringComparer.Ordinal);
    private readonly SortedSet<string> _supersedes = new(StringComparer.Ordinal);
    private readonly List<Node> _unmarked = [];
    private readonly Tallies _tallies = new();
    private readonly List<(string Subject, int Day)> _marks = [];
    private readonly List<string> _untold = [];
    private IncidentPart? _into;
    private int _nodes;
    private bool _suspectsGrew;
    private int _changesSeen = changes.Count;
    private DateTimeOffset _condemnedAt = DateTimeOffset.MinValue;
    private int _stages;
    private (string, DateTimeOffset?, DateTimeOffset?, int, int, int, int) _told;
    private string? _id;

    public Node? FirstSignal { get; private set; }
    public string Id => _id ??= Signal.Hash("incident", FirstSignal!.What);
    /// <summary>Time of the latest node.</summary>
    public DateTimeOffset Latest { get; private set; } = DateTimeOffset.MinValue;
    /// <summary>When the last signal of it was last seen.</summary>
    public DateTimeOffset Last { get; private set; } = DateTimeOffset.MinValue;
    public DateTimeOffset? AlertTime { get; private set; }
    public DateTimeOffset? ContainTime { get; private set; }
    /// <summary>Event time at which it grew together with another; the beginning of time when it never did.</summary>
    public DateTimeOffset JoinedAt { get; private set; } = DateTimeOffset.MinValue;
    public Weight Reached { get; private set; }
    public Dictionary<(string Function, DateTimeOffset Life), ContainmentTarget> Targets { get; } = [];
    public IReadOnlyList<Node> Signals => _signals;
    /// <summary>Signals by detection and weight: all that a score depends on.</summary>
    public Tallies Tallies => _tallies;
    /// <summary>Something was added that may raise the score.</summary>
    public bool IsHeavier { get; set; }
    /// <summary>The score was enough to contain, but no function was found to be the suspect's.</summary>
    public bool LacksTargets { get; set; }

    /// <summary>Something came since the incident was described.</summary>
    public bool IsStale { get; private set; }

    public IncidentPart Root()
    {
        var root = this;
        while (root._into is not null) root = root._into;
        return root;
    }

    public void Include(Node node, IFactStore facts)
    {
        node.Part = this;
        node.Judge();
        _nodes++;
        IsStale = true;
        if (node.Time > Latest) Latest = node.Time;
        if (node.Last > Last) Last = node.Last;
        foreach (var line in node.Lines)
        {
            if (line.IsFunction && !_functions.ContainsKey(line.Subject)) Watch(line.Subject, facts);
            if (line.IsRole && node.Words is not null) _roles.Add(line.Subject);
        }
        if (node.Words is not { } signal) return;
        _signals.Add(node);
        _untold.Add(signal.Id);
        _unmarked.Add(node);
        _stages |= 1 << (int)signal.Stage;
        IsHeavier = true;
        Precede(node);
        if (signal.Suspect is { } suspect) _suspectsGrew |= _suspects.Add(suspect);
        if (signal.IsOfFunction && _functions.TryGetValue(signal.Function!, out var acting)) Act(acting);
        _tallies.Add(new Tally(signal.Detection, signal.Group, signal.Stage, signal.Evidence, signal.Weight, node.Last));
    }

    private void Act(FunctionWatch watch)
    {
        if (watch.Acts) return;
        watch.Acts = true;
        _suspectsGrew = true;
    }

    private void Watch(string function, IFactStore facts)
    {
        _functions.Add(function, new FunctionWatch(facts.Of(function)));
        changes.Watch(function, this);
    }

    /// <summary>A signal of it was seen again later, at the same time in an event with a smaller id, or heavier.</summary>
    public void Extend(Node node)
    {
        var signal = node.Words!;
        var beforeAlert = signal.Weight != node.Judged!.Weight && _tallies.IsBeforeAlert(signal.Detection, node.Judged.Weight);
        node.Judge();
        IsStale = true;
        if (node.Last > Last) Last = node.Last;
        Precede(node);
        _tallies.Add(new Tally(signal.Detection, signal.Group, signal.Stage, signal.Evidence, signal.Weight, node.Last) { BeforeAlert = beforeAlert });
    }

    public static IncidentPart Join(IncidentPart a, IncidentPart b, DateTimeOffset now)
    {
        if (ReferenceEquals(a, b)) return a;
        var (into, from) = a._nodes >= b._nodes ? (a, b) : (b, a);
        a.OutliveName(now);
        b.OutliveName(now);
        into.Absorb(from);
        into.JoinedAt = now;
        return into;
    }

    public void Alert(DateTimeOffset now, Weight weight) => (AlertTime, Reached) = (now, weight);

    public void Contain(DateTimeOffset now, Weight weight) => (ContainTime, Reached) = (now, weight);

    /// <summary>Adds the functions of the part that one of its suspects created or changed within reach, in the life they are in now. That one is gone
    /// by then is for the responder to find: the news of a deletion may come late and must not take a verdict back.</summary>
    public void Condemn(DateTimeOffset now, int establishDays)
    {
        _condemnedAt = now;
        foreach (var (function, watch) in _functions)
        {
            if (watch.Facts.Function is not { } history || (!_suspectsGrew && watch.Condemned == history.Version)) continue;
            watch.Condemned = history.Events.Count > 0 && history.Events[^1].Time > now ? -1 : history.Version;
            var life = history.LifeAt(now);
            // Of a target of this very time, who else is a suspect since may have made an earlier change.
            if (Targets.TryGetValue((function, life), out var known) && known.Since < now) continue;
            if (FirstChange(watch, history, life, now, now.AddDays(-establishDays)) is { } change) Targets[(function, life)] = new ContainmentTarget(function, life, now, change.Time);
        }
        _suspectsGrew = false;
    }

    /// <summary>Something has become known of one of the functions that lies no later than the last search for
    /// targets; before there was one, nothing depended on it.</summary>
    public bool WasRewritten()
    {
        if (changes.TryGetSince(_changesSeen, out var changed))
        {
            foreach (var function in changed)
            {
                if (_functions.TryGetValue(function, out var watch) && watch.WasRewritten(_condemnedAt, _suspects, announced)) return true;
            }
        }
        else
        {
            foreach (var watch in _functions.Values)
            {
                if (watch.WasRewritten(_condemnedAt, _suspects, announced)) return true;
            }
        }
        _changesSeen = changes.Count;
        return false;
    }

    /// <summary>Marks the days of the signals that have come to an alerting part since this was last done.</summary>
    public void Mark(DateTimeOffset now)
    {
        foreach (var node in _unmarked)
        {
            if (node.Last <= now - MarkReach) continue;
            foreach (var subject in node.Subjects) _marks.Add((subject, DaySet.DayOf(node.Time)));
        }
        _unmarked.Clear();
    }

    // What alerted before this time did so under the name that it had before this time, whatever else has joined it by now. Had everything of
    // this time come at once, what alerts only now would not have stood by itself.
    private void OutliveName(DateTimeOffset now)
    {
        if (AlertTime < now && JoinedAt < now) _supersedes.Add(Id);
    }

    /// <summary>Writes down the days that the incident keeps from teaching habits, as far as that was not done.</summary>
    public void PassMarks(IFactStore facts)
    {
        foreach (var (subject, day) in _marks) facts.Of(subject).Alerted(day);
        _marks.Clear();
    }

    /// <summary>Ids of the signals that came since <see cref="WasTold"/>.</summary>
    public IReadOnlyList<string> Untold => _untold;

    /// <summary>What a reader would want to hear again, or a responder act upon, is as it was told.</summary>
    public bool ReadsAsTold => _told == Headline;

    public void WasTold()
    {
        _told = Headline;
        _untold.Clear();
    }

    /// <summary>Takes over what was told of a part that this one was judged in the place of: where nothing is contained and both follow the same
    /// incidents, that reads the same as long as the headline does.</summary>
    public void ReadsLike(IncidentPart before)
    {
        if (ContainTime is null && before.ContainTime is null && _supersedes.SetEquals(before._supersedes)) _told = before._told;
    }

    private (string Id, DateTimeOffset? AlertTime, DateTimeOffset? ContainTime, int Score, int Supersedes, int Targets, int Stages) Headline =>
        (Id, AlertTime, ContainTime, Reached.Score, _supersedes.Count - (_supersedes.Contains(Id) ? 1 : 0), ContainTime is null ? 0 : Targets.Count, ContainTime is null ? 0 : System.Numerics.BitOperations.PopCount((uint)_stages));

    public Incident Describe()
    {
        IsStale = false;
        var signals = _signals.Select(n => n.Signal!).OrderBy(s => s.Time).ThenBy(s => s.Id, StringComparer.Ordinal).ToList();
        var lead = signals.Where(s => s.Suspect is not null).GroupBy(s => s.Suspect!, StringComparer.Ordinal)
            .OrderByDescending(g => g.Sum(s => s.Weight)).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.First();
        var contained = ContainTime is not null;
        return new Incident
        {
            Id = Id,
            Supersedes = [.. _supersedes.Where(id => id != Id)],
            Verdict = contained ? Verdict.Contain : Verdict.Alert,
            Time = ContainTime ?? AlertTime!.Value,
            AlertTime = AlertTime!.Value,
            Score = Reached.Score,
            Detections = Reached.Detections,
            Principal = lead?.Principal,
            Session = lead?.Session,
            Functions = [.. _functions.Keys.Order(StringComparer.Ordinal)],
            Roles = [.. _roles.Order(StringComparer.Ordinal)],
            Signals = signals,
            Targets = contained ? [.. Targets.Values.OrderBy(t => t.Since).ThenBy(t => t.Function, StringComparer.Ordinal)] : [],
        };
    }

    /// <summary>What hung on this part hangs on another from now on, which was judged in its place.</summary>
    public void GiveWayTo(IncidentPart other) => _into = other;

    private FunctionEvent? FirstChange(FunctionWatch watch, FunctionHistory history, DateTimeOffset life, DateTimeOffset now, DateTimeOffset after)
    {
        foreach (var e in history.Events)
        {
            if (e.Time > now) break;
            if (e.Time >= life && e.Time > after && watch.IsChange(e, _suspects, announced)) return e;
        }
        return null;
    }

    private void Precede(Node node)
    {
        if (FirstSignal is not null && (ReferenceEquals(node, FirstSignal) || Node.Order(node, FirstSignal) > 0)) return;
        (FirstSignal, _id) = (node, null);
    }

    private void Absorb(IncidentPart other)
    {
        other._into = this;
        _nodes += other._nodes;
        IsStale = IsHeavier = _suspectsGrew = true;
        if (other.Latest > Latest) Latest = other.Latest;
        if (other._changesSeen < _changesSeen) _changesSeen = other._changesSeen;
        if (other._condemnedAt > _condemnedAt) _condemnedAt = other._condemnedAt;
        if (other.Last > Last) Last = other.Last;
        if (IsEarlierVerdict(other)) Reached = other.Reached;
        if (other.FirstSignal is not null) Precede(other.FirstSignal);
        _signals.AddRange(other._signals);
        foreach (var suspect in other._suspects) _suspects.Add(suspect);
        // Each watch goes on from what both parts have seen.
        foreach (var (function, watch) in other._functions)
        {
            if (_functions.TryAdd(function, watch)) continue;
            var mine = _functions[function];
            mine.Judged = Math.Min(mine.Judged, watch.Judged);
            mine.Acts |= watch.Acts;
        }
        foreach (var role in other._roles) _roles.Add(role);
        if (other._supersedes.Count > 0) _supersedes.UnionWith(other._supersedes);
        _marks.AddRange(other._marks);
        _unmarked.AddRange(other._unmarked);
        _untold.AddRange(other._untold); // all of its signals, where it did not alert
        if (AlertTime is null) _told = other._told;
        else if (other.AlertTime is not null) _told = default;
        _stages |= other._stages;
        _tallies.Add(other._tallies);
        foreach (var (key, target) in other.Targets)
        {
            if (!Targets.TryGetValue(key, out var mine) || target.Since < mine.Since) Targets[key] = target;
        }
        AlertTime = Earlier(AlertTime, other.AlertTime);
        ContainTime = Earlier(ContainTime, other.ContainTime);
    }

    // Of two that came to the same verdict at the same time, the one that began first speaks.
    private bool IsEarlierVerdict(IncidentPart other) => (ContainTime, other.ContainTime) switch
    {
        (null, null) => other.AlertTime is { } theirs && (AlertTime is not { } mine || theirs < mine || (theirs == mine && BeganAfter(other))),
        (null, _) => true,
        (_, null) => false,
        ({ } mine, { } theirs) => theirs < mine || (theirs == mine && BeganAfter(other)),
    };

    private bool BeganAfter(IncidentPart other) => Node.Order(other.FirstSignal!, FirstSignal!) < 0;

    private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a <= b ? a : b;
}
