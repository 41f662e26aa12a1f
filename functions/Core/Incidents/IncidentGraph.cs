using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Incidents;

/// <summary>A point in time that ties subjects together: a signal, or a link (a creation, a change, a role assumed) that carries no weight.</summary>
internal sealed class Node
{
    public required DateTimeOffset Time { get; set; }
    public required DateTimeOffset Last { get; set; }
    /// <summary>Orders nodes of one time: the event id, then what they are.</summary>
    public required string Key { get; set; }
    public required IReadOnlyList<string> Subjects { get; init; }
    /// <summary>Null for a link.</summary>
    public Signal? Signal { get; set; }

    public static int Order(Node a, Node b) => CloudTrailRecord.Compare(a.Time, a.Key, b.Time, b.Key);
}

/// <summary>The live signals and links by subject. Two of them touch when they share a subject and lie no further apart than the window; what
/// touches, directly or through others, is one component. Adding commutes and may be repeated.</summary>
internal sealed class IncidentGraph(TimeSpan window)
{
    private readonly Dictionary<string, List<Node>> _bySubject = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> _signals = new(StringComparer.Ordinal);

    public IEnumerable<Signal> Signals => _signals.Values.Select(n => n.Signal!);

    public bool HasSignals => _signals.Count > 0;

    public Signal? Find(string signalId) => _signals.GetValueOrDefault(signalId)?.Signal;

    /// <summary>Adds or merges a signal.</summary>
    /// <returns>Its node when anything changed, else null.</returns>
    public Node? Add(Signal signal)
    {
        if (!_signals.TryGetValue(signal.Id, out var node))
        {
            node = new Node { Time = signal.Time, Last = signal.Last, Key = KeyOf(signal), Subjects = signal.Subjects, Signal = signal };
            _signals.Add(signal.Id, node);
            Insert(node);
            return node;
        }
        var merged = node.Signal!.Merge(signal);
        if (merged.Same(node.Signal)) return null;
        Remove(node);
        (node.Signal, node.Time, node.Last, node.Key) = (merged, merged.Time, merged.Last, KeyOf(merged));
        Insert(node);
        return node;
    }

    /// <summary>Adds a link between subjects, made by one event.</summary>
    /// <returns>Its node when it was new, else null.</returns>
    public Node? Link(DateTimeOffset time, string eventId, IReadOnlyList<string> subjects)
    {
        var node = new Node { Time = time, Last = time, Key = eventId + "/link", Subjects = subjects };
        return Insert(node) ? node : null;
    }

    /// <summary>All nodes that hang together with <paramref name="start"/>, in order.</summary>
    public List<Node> ComponentOf(Node start)
    {
        var seen = new HashSet<Node>(ReferenceEqualityComparer.Instance) { start };
        var open = new Stack<Node>();
        open.Push(start);
        while (open.TryPop(out var node))
        {
            foreach (var subject in node.Subjects)
            {
                var line = _bySubject[subject];
                var (from, to) = ClusterAround(line, node);
                for (var i = from; i <= to; i++)
                {
                    if (seen.Add(line[i])) open.Push(line[i]);
                }
            }
        }
        var component = seen.ToList();
        component.Sort(Node.Order);
        return component;
    }

    /// <summary>Components that hold a signal and end before <paramref name="time"/> are taken out and returned; links of before then that hang on no
    /// signal are dropped.</summary>
    public List<List<Node>> TakeEndedBefore(DateTimeOffset time)
    {
        var ended = new List<List<Node>>();
        var alive = new HashSet<Node>(ReferenceEqualityComparer.Instance);
        foreach (var node in _signals.Values.ToList())
        {
            if (alive.Contains(node) || !_signals.ContainsKey(node.Signal!.Id)) continue;
            var component = ComponentOf(node);
            if (component.Max(n => n.Last) >= time)
            {
                alive.UnionWith(component);
                continue;
            }
            ended.Add(component);
            foreach (var old in component)
            {
                Remove(old);
                if (old.Signal is not null) _signals.Remove(old.Signal.Id);
            }
        }
        foreach (var (subject, line) in _bySubject.ToList())
        {
            line.RemoveAll(n => n.Last < time && n.Signal is null && !alive.Contains(n));
            if (line.Count == 0) _bySubject.Remove(subject);
        }
        return ended;
    }

    private (int From, int To) ClusterAround(List<Node> line, Node node)
    {
        var from = 0;
        var last = DateTimeOffset.MinValue;
        var found = false;
        for (var i = 0; i < line.Count; i++)
        {
            if (i > 0 && line[i].Time - last > window)
            {
                if (found) return (from, i - 1);
                from = i;
            }
            if (line[i].Last > last) last = line[i].Last;
            found |= ReferenceEquals(line[i], node);
        }
        return (from, line.Count - 1);
    }

    private bool Insert(Node node)
    {
        var inserted = false;
        foreach (var subject in node.Subjects)
        {
            if (!_bySubject.TryGetValue(subject, out var line)) _bySubject.Add(subject, line = []);
            var at = line.Count;
            while (at > 0 && Node.Order(line[at - 1], node) > 0) at--;
            if (at > 0 && Node.Order(line[at - 1], node) == 0) continue;
            line.Insert(at, node);
            inserted = true;
        }
        return inserted;
    }

    private void Remove(Node node)
    {
        foreach (var subject in node.Subjects)
        {
            var line = _bySubject[subject];
            line.Remove(node);
            if (line.Count == 0) _bySubject.Remove(subject);
        }
    }

    private static string KeyOf(Signal signal) => $"{signal.EventId}/{signal.Id}";
}
