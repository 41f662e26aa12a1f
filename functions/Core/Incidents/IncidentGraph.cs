using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Incidents;

/// <summary>A point in time that ties subjects together: a signal, or a link (a creation, a change, a role assumed) that carries no weight.</summary>
internal sealed class Node
{
    public required DateTimeOffset Time { get; set; }
    public required DateTimeOffset Last { get; set; }
    /// <summary>Event id; orders nodes of one time, empty for a count.</summary>
    public required string Key { get; set; }
    /// <summary>Orders nodes of one event: the signal's id, "link" for a link.</summary>
    public required string What { get; init; }
    public required string[] Subjects { get; init; }
    /// <summary>The signal as it was last put into words, right but for its <see cref="Last"/>; null for a link.</summary>
    public Signal? Words { get; set; }
    /// <summary>Null for a link.</summary>
    public Signal? Signal => Words is null || Words.Last == Last ? Words : Words = Words with { Last = Last };
    /// <summary>The part that it was judged in; null while no signal hangs on it.</summary>
    public IncidentPart? Part { get; set; }
    /// <summary>A link that was taken in while no signal hung on it, and stands by itself or with others like it.</summary>
    public bool IsLoose { get; set; }
    /// <summary>It is as it was when it was judged.</summary>
    public bool IsJudged { get; set; }
    /// <summary>As what it was judged last; null before that, and for a link.</summary>
    public Judged? Judged { get; private set; }

    public void Judge()
    {
        (IsJudged, IsLoose) = (true, false);
        if (Words is null) return;
        var judged = Judged ??= new Judged();
        (judged.Time, judged.Last, judged.Key, judged.Weight) = (Time, Last, Key, Words.Weight);
    }

    public static int Order(Node a, Node b)
    {
        var order = CloudTrailRecord.Compare(a.Time, a.Key, b.Time, b.Key);
        return order != 0 ? order : string.CompareOrdinal(a.What, b.What);
    }
}

/// <summary>What a signal's judgement rests on.</summary>
internal sealed class Judged
{
    public DateTimeOffset Time { get; set; }
    public DateTimeOffset Last { get; set; }
    public string Key { get; set; } = "";
    public int Weight { get; set; }
}

/// <summary>The live signals and links by subject. Two of them touch when they share a subject and lie no further apart than the window; what
/// touches, directly or through others, is one component. Adding commutes and may be repeated.</summary>
internal sealed class IncidentGraph(TimeSpan window)
{
    private readonly Dictionary<string, List<Node>> _bySubject = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> _signals = new(StringComparer.Ordinal);
    private readonly Dictionary<LinkName, Node> _hourly = [];

    public IEnumerable<Signal> Signals => _signals.Values.Select(n => n.Signal!);

    public Signal? Find(string signalId) => _signals.GetValueOrDefault(signalId)?.Signal;

    /// <summary>Adds or merges a signal.</summary>
    /// <returns>Its node when anything changed, else null.</returns>
    public Node? Add(Signal signal)
    {
        if (!_signals.TryGetValue(signal.Id, out var node))
        {
            node = new Node { Time = signal.Time, Last = signal.Last, Key = signal.EventId ?? "", What = signal.Id, Subjects = signal.Subjects as string[] ?? [.. signal.Subjects], Words = signal };
            _signals.Add(signal.Id, node);
            Insert(node);
            return node;
        }
        var merged = node.Signal!.Merge(signal);
        if (merged.Same(node.Signal)) return null;
        var moves = merged.Time != node.Time || !string.Equals(merged.EventId, node.Signal.EventId, StringComparison.Ordinal);
        if (moves) Remove(node);
        (node.Words, node.Time, node.Last, node.Key, node.IsJudged) = (merged, merged.Time, merged.Last, merged.EventId ?? "", false);
        if (moves) Insert(node);
        return node;
    }

    /// <summary>A signal was seen again later; nothing else about it changes.</summary>
    /// <returns>Whether that is news.</returns>
    public static bool Lengthen(Node node, DateTimeOffset last)
    {
        if (last <= node.Last) return false;
        (node.Last, node.IsJudged) = (last, false);
        return true;
    }

    /// <summary>Adds a link between subjects; what counts once an hour moves to its first event.</summary>
    /// <returns>Its node when it was new or has moved, else null.</returns>
    public Node? Link(SubjectLink link)
    {
        if (link.IsHourly && _hourly.TryGetValue(link.Name, out var known)) return Move(known, link);
        var node = new Node { Time = link.Time, Last = link.Last, Key = link.EventId, What = "link", Subjects = link.Subjects };
        if (!Insert(node)) return null;
        if (link.IsHourly) _hourly.Add(link.Name, node);
        return node;
    }

    private Node? Move(Node node, SubjectLink to)
    {
        if (CloudTrailRecord.Compare(to.Time, to.EventId, node.Time, node.Key) >= 0) return null;
        Remove(node);
        (node.Time, node.Key, node.IsJudged, node.IsLoose) = (to.Time, to.EventId, false, false);
        Insert(node);
        return node;
    }

    /// <summary>All nodes that hang together with <paramref name="start"/>, in order.</summary>
    public List<Node> ComponentOf(Node start) => ComponentOf(start, static _ => true);

    /// <summary>The loose links that hang together with <paramref name="start"/> through nothing else, in order, without it.</summary>
    public List<Node> LooseAround(Node start)
    {
        var loose = ComponentOf(start, static n => n.IsLoose);
        loose.Remove(start);
        return loose;
    }

    private List<Node> ComponentOf(Node start, Func<Node, bool> reaches)
    {
        var seen = new HashSet<Node>(ReferenceEqualityComparer.Instance) { start };
        var lines = new Dictionary<string, Clusters>(StringComparer.Ordinal);
        var open = new Stack<Node>();
        open.Push(start);
        while (open.TryPop(out var node))
        {
            foreach (var subject in node.Subjects)
            {
                ref var clusters = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(lines, subject, out _);
                clusters ??= new Clusters(_bySubject[subject], window);
                foreach (var near in clusters.TakeAround(node))
                {
                    if (reaches(near) && seen.Add(near)) open.Push(near);
                }
            }
        }
        var component = seen.ToList();
        component.Sort(Node.Order);
        return component;
    }

    /// <summary>Parts that ended before <paramref name="time"/> are taken out and returned; links of before then that hang on no signal are dropped.</summary>
    public IReadOnlyCollection<IncidentPart> TakeEndedBefore(DateTimeOffset time)
    {
        var ended = new HashSet<IncidentPart>(ReferenceEqualityComparer.Instance);
        foreach (var node in _signals.Values)
        {
            if (node.Part?.Root() is { } part && part.Last < time) ended.Add(part);
        }
        foreach (var node in ended.SelectMany(p => p.Signals)) _signals.Remove(node.What);
        List<string>? empty = null;
        foreach (var (subject, line) in _bySubject)
        {
            if (line[0].Time >= time) continue; // nor is anything after it older
            line.RemoveAll(n => IsOver(n, time));
            if (line.Count == 0) (empty ??= []).Add(subject);
        }
        foreach (var (name, node) in _hourly)
        {
            if (IsOver(node, time)) _hourly.Remove(name); // allowed while enumerating
        }
        foreach (var subject in empty ?? []) _bySubject.Remove(subject);
        return ended;
    }

    private static bool IsOver(Node node, DateTimeOffset time) => node.Part is null ? node.Words is null && node.Last < time : node.Part.Root().Last < time;

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
}

/// <summary>The nodes of one subject, cut where nothing happened for longer than the window.</summary>
internal sealed class Clusters
{
    private static readonly Comparer<Node> InOrder = Comparer<Node>.Create(Node.Order);

    private readonly List<Node> _line;
    private readonly List<int> _starts = [0];
    private readonly HashSet<int> _taken = [];

    public Clusters(List<Node> line, TimeSpan window)
    {
        _line = line;
        var last = line[0].Last;
        for (var i = 1; i < line.Count; i++)
        {
            if (line[i].Time - last > window) _starts.Add(i);
            if (line[i].Last > last) last = line[i].Last;
        }
    }

    /// <summary>The cluster that holds a node; empty when it was taken before.</summary>
    public ReadOnlySpan<Node> TakeAround(Node node)
    {
        var at = _starts.Count == 1 ? 0 : _starts.BinarySearch(_line.BinarySearch(node, InOrder));
        if (at < 0) at = ~at - 1;
        if (!_taken.Add(at)) return [];
        var end = at + 1 < _starts.Count ? _starts[at + 1] : _line.Count;
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_line)[_starts[at]..end];
    }
}
