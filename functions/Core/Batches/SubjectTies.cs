namespace Sentinel.Core.Batches;

/// <summary>Which subjects are tied to each other by what a run read and wrote, and which of them it wrote about.</summary>
internal sealed class SubjectTies
{
    private readonly Dictionary<string, string> _parents = new(StringComparer.Ordinal);
    private readonly HashSet<string> _written = new(StringComparer.Ordinal);
    private HashSet<string>? _roots;

    /// <summary>Nothing was written that others may have to see.</summary>
    public bool IsEmpty => _written.Count == 0;

    /// <summary>Something that concerns these subjects was written.</summary>
    public void Wrote(IReadOnlyList<string> subjects)
    {
        Tie(subjects);
        if (subjects.Count > 0) _written.Add(subjects[0]);
    }

    /// <summary>Something concerns all of these subjects.</summary>
    public void Tie(IReadOnlyList<string> subjects)
    {
        _roots = null;
        for (var i = 1; i < subjects.Count; i++)
        {
            var (a, b) = (Root(subjects[0]), Root(subjects[i]));
            if (!string.Equals(a, b, StringComparison.Ordinal)) _parents[a] = b;
        }
    }

    /// <summary>The subject is tied to one that was written about, over however many others.</summary>
    public bool Reaches(string subject) => (_roots ??= _written.Select(Root).ToHashSet(StringComparer.Ordinal)).Contains(Root(subject));

    private string Root(string subject)
    {
        if (!_parents.TryGetValue(subject, out var parent)) return subject;
        var root = parent;
        while (_parents.TryGetValue(root, out var next)) root = next;
        for (var at = subject; !string.Equals(at, root, StringComparison.Ordinal); at = parent)
        {
            parent = _parents[at];
            _parents[at] = root;
        }
        return root;
    }
}
