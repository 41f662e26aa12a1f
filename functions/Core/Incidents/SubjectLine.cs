namespace Sentinel.Core.Incidents;

/// <summary>What is known of one subject (a principal, a session, a role, a function, an account) in the graph: its nodes in order, and where it was
/// last seen.</summary>
internal sealed class SubjectLine(string subject)
{
    private static readonly Comparer<Node> InOrder = Comparer<Node>.Create(Node.Order);

    // Of the walk that came by last: where the clusters start, nodes between which nothing happened for longer than the window, and which of them it took.
    private readonly List<int> _starts = [];
    private readonly List<bool> _taken = [];
    private int _walk;

    private Tip _tip;
    private Tip _draft;
    private int _draftOf;

    public string Subject => subject;
    public bool IsFunction { get; } = subject.Contains(":function:", StringComparison.Ordinal);
    public bool IsRole { get; } = subject.Contains(":role/", StringComparison.Ordinal);
    public List<Node> Nodes { get; } = [];

    /// <summary>Where the subject was last seen.</summary>
    public ref Tip Tip => ref _tip;

    /// <summary>Nothing refers to the subject any more.</summary>
    public bool IsEmpty => Nodes.Count == 0 && !_tip.IsKnown;

    /// <summary>The same as far as one judgement has come, numbered from 1, until that is kept.</summary>
    /// <param name="isFirst">The judgement has not asked before: it is the default value.</param>
    public ref Tip DraftOf(int judgement, out bool isFirst)
    {
        isFirst = _draftOf != judgement;
        if (isFirst) (_draftOf, _draft) = (judgement, default);
        return ref _draft;
    }

    /// <returns>False when it stands there already.</returns>
    public bool Insert(Node node)
    {
        var at = Nodes.Count;
        while (at > 0 && Node.Order(Nodes[at - 1], node) > 0) at--;
        if (at > 0 && Node.Order(Nodes[at - 1], node) == 0) return false;
        Nodes.Insert(at, node);
        return true;
    }

    /// <summary>The nodes around one of them with no gap longer than the window between; empty when the same walk was given them before.</summary>
    public ReadOnlySpan<Node> TakeAround(Node node, int walk, TimeSpan window)
    {
        if (_walk != walk) Cut(walk, window);
        if (_starts.Count == 0) return [];
        var at = _starts.Count == 1 ? 0 : _starts.BinarySearch(Nodes.BinarySearch(node, InOrder));
        if (at < 0) at = ~at - 1;
        if (_taken[at]) return [];
        _taken[at] = true;
        var end = at + 1 < _starts.Count ? _starts[at + 1] : Nodes.Count;
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(Nodes)[_starts[at]..end];
    }

    /// <summary>Forgets where the subject was last seen, when that was before <paramref name="time"/>.</summary>
    public void ForgetBefore(DateTimeOffset time)
    {
        if (_tip.Last < time && (_tip.Part is null || _tip.Part.Root().Last < time)) _tip = default;
    }

    private void Cut(int walk, TimeSpan window)
    {
        _walk = walk;
        _starts.Clear();
        _taken.Clear();
        var last = DateTimeOffset.MinValue;
        for (var i = 0; i < Nodes.Count; i++)
        {
            if (i == 0 || Nodes[i].Time - last > window)
            {
                _starts.Add(i);
                _taken.Add(false);
            }
            if (Nodes[i].Last > last) last = Nodes[i].Last;
        }
    }
}

/// <summary>Where a subject was last seen.</summary>
/// <param name="Part">Null: in links that hang on no signal; they are judged when a signal joins them.</param>
/// <param name="Last">Until when something is known to tie the subject.</param>
/// <param name="Latest">Time of the latest node of the subject.</param>
internal readonly record struct Tip(IncidentPart? Part, DateTimeOffset Last, DateTimeOffset Latest)
{
    /// <summary>False for the default value: the subject was not seen.</summary>
    public bool IsKnown { get; } = true;
}
