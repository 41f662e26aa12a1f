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
    /// <summary>The lines of its subjects, in the same order; empty until the graph takes it in.</summary>
    public SubjectLine[] Lines { get; set; } = [];
    /// <summary>The last walk through the graph that came by.</summary>
    public int Walk { get; set; }
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
    private readonly Dictionary<string, SubjectLine> _lines = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Node> _signals = new(StringComparer.Ordinal);
    private readonly Dictionary<LinkName, Node> _hourly = [];
    private readonly Stack<Node> _open = new();
    private int _walk;

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
        var component = new List<Node>();
        Reach(start, ++_walk);
        while (_open.TryPop(out var node))
        {
            component.Add(node);
            foreach (var line in node.Lines)
            {
                foreach (var near in line.TakeAround(node, _walk, window))
                {
                    if (near.Walk != _walk && reaches(near)) Reach(near, _walk);
                }
            }
        }
        return InOrder(component);
    }

    private void Reach(Node node, int walk)
    {
        node.Walk = walk;
        _open.Push(node);
    }

    // By time first, which mostly tells; what is of one time is put in order apart.
    private static List<Node> InOrder(List<Node> component)
    {
        var nodes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(component);
        var times = new long[nodes.Length];
        for (var i = 0; i < times.Length; i++) times[i] = nodes[i].Time.UtcTicks;
        times.AsSpan().Sort(nodes);
        for (var (start, i) = (0, 1); i <= times.Length; i++)
        {
            if (i < times.Length && times[i] == times[start]) continue;
            if (i - start > 1) nodes[start..i].Sort(Node.Order);
            start = i;
        }
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
        foreach (var line in _lines.Values)
        {
            if (line.Nodes.Count > 0 && line.Nodes[0].Time < time) line.Nodes.RemoveAll(n => IsOver(n, time)); // nor is anything after it older
        }
        foreach (var (name, node) in _hourly)
        {
            if (IsOver(node, time)) _hourly.Remove(name); // allowed while enumerating
        }
        return ended;
    }

    /// <summary>Forgets the subjects of which nothing is left: to be called after <see cref="TakeEndedBefore"/>.</summary>
    public void ForgetBefore(DateTimeOffset time)
    {
        foreach (var (subject, line) in _lines)
        {
            line.ForgetBefore(time);
            if (line.IsEmpty) _lines.Remove(subject); // allowed while enumerating
        }
    }

    private static bool IsOver(Node node, DateTimeOffset time) => node.Part is null ? node.Words is null && node.Last < time : node.Part.Root().Last < time;

    private bool Insert(Node node)
    {
        if (node.Lines.Length == 0) node.Lines = LinesOf(node.Subjects);
        var inserted = false;
        foreach (var line in node.Lines) inserted |= line.Insert(node);
        return inserted;
    }

    private SubjectLine[] LinesOf(string[] subjects)
    {
        var lines = new SubjectLine[subjects.Length]; // by hand: ConvertAll would make a delegate a node
        for (var i = 0; i < lines.Length; i++) lines[i] = LineOf(subjects[i]);
        return lines;
    }

    private SubjectLine LineOf(string subject)
    {
        ref var line = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_lines, subject, out _);
        return line ??= new SubjectLine(subject);
    }

    private static void Remove(Node node)
    {
        foreach (var line in node.Lines) line.Nodes.Remove(node);
    }
}
