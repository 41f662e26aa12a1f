namespace Sentinel.Core.Incidents;

/// <summary>The functions of which something became known, in the order in which it did: whoever looked before need look at those only. And the
/// parts that mention each function.</summary>
internal sealed class FunctionChanges
{
    private const int Most = 4_096;

    private readonly List<string> _functions = [];
    private readonly Dictionary<string, List<IncidentPart>> _parts = new(StringComparer.Ordinal);
    private int _dropped;

    /// <summary>How many were noted so far.</summary>
    public int Count => _dropped + _functions.Count;

    public void Note(string function)
    {
        _functions.Add(function);
        if (_functions.Count < Most) return;
        _functions.RemoveRange(0, Most / 2);
        _dropped += Most / 2;
    }

    /// <summary>A part mentions the function from now on, and so does whatever it becomes.</summary>
    public void Watch(string function, IncidentPart part)
    {
        if (!_parts.TryGetValue(function, out var parts)) _parts.Add(function, parts = []);
        parts.Add(part);
    }

    /// <summary>What the parts that mention the function have become, each once; valid until the next call of anything here.</summary>
    public ReadOnlySpan<IncidentPart> PartsOf(string function)
    {
        if (!_parts.TryGetValue(function, out var parts)) return [];
        if (parts.Exists(p => !ReferenceEquals(p, p.Root())))
        {
            var roots = parts.Select(p => p.Root()).ToHashSet<IncidentPart>(ReferenceEqualityComparer.Instance);
            parts.Clear();
            parts.AddRange(roots);
        }
        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(parts);
    }

    /// <summary>Forgets parts that ended before <paramref name="time"/>.</summary>
    public void ForgetBefore(DateTimeOffset time)
    {
        foreach (var (function, parts) in _parts)
        {
            parts.RemoveAll(p => p.Root().Last < time);
            if (parts.Count == 0) _parts.Remove(function);
        }
    }

    /// <summary>Those noted after <paramref name="count"/> had been, some perhaps twice.</summary>
    /// <returns>False when they are no longer told apart from those before.</returns>
    public bool TryGetSince(int count, out ReadOnlySpan<string> functions)
    {
        functions = default;
        if (count < _dropped) return false;
        functions = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_functions)[(count - _dropped)..];
        return true;
    }
}
