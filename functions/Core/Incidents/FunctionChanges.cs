namespace Sentinel.Core.Incidents;

/// <summary>The functions of which something became known, in the order in which it did: whoever looked before need look at those only.</summary>
internal sealed class FunctionChanges
{
    private const int Most = 4_096;

    private readonly List<string> _functions = [];
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
