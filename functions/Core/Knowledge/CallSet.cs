namespace Sentinel.Core.Knowledge;

/// <summary>The distinct calls of one function by one caller within one UTC minute: a set of 8-byte hashes, each carrying its second, at most
/// <see cref="Cap"/>. Adding commutes and may be repeated; past the cap only the count is right, and it stays at the cap.</summary>
public sealed class CallSet
{
    /// <summary>Calls told apart in one set; a flood is recognised long before.</summary>
    public const int Cap = 5_000;

    private const ulong SecondMask = 63;

    private ulong[] _slots = [];
    private ulong _first;

    public int Count { get; private set; }

    /// <param name="callId">Hash of the call's id.</param>
    /// <param name="second">Second within the minute, 0 to 59.</param>
    /// <returns>Whether the call was new and counted.</returns>
    public bool Add(ulong callId, int second) => Add(ValueOf(callId, second));

    /// <summary>A call with its second, as it is stored.</summary>
    public static ulong ValueOf(ulong callId, int second)
    {
        var value = (callId & ~SecondMask) | (uint)second;
        return value < 64 ? value | 64 : value; // zero marks an empty slot
    }

    /// <summary>The calls as they are stored: each its hash with the second in the lowest six bits; never zero.</summary>
    internal IEnumerable<ulong> Values => Count == 1 ? [_first] : _slots.Where(value => value != 0);

    internal CallSet Copy()
    {
        var copy = new CallSet();
        copy.UnionWith(this);
        return copy;
    }

    internal void UnionWith(CallSet other)
    {
        foreach (var value in other.Values) Add(value);
    }

    /// <summary>Adds one of the <see cref="Values"/> of another set.</summary>
    /// <returns>Whether the call was new and counted.</returns>
    internal bool Add(ulong value)
    {
        if (Count == 0)
        {
            _first = value;
            Count = 1;
            return true;
        }
        if (Count == 1)
        {
            if (_first == value) return false;
            _slots = new ulong[8];
            Insert(_first);
        }
        else if (Count * 4 >= _slots.Length * 3)
        {
            Grow();
        }
        if (!IsNew(value, out var at)) return false;
        if (Count >= Cap) return false;
        _slots[at] = value;
        Count++;
        return true;
    }

    /// <summary>How many of the calls were made in or before a second of the minute.</summary>
    public int CountUpTo(int second)
    {
        if (Count == 1) return (int)(_first & SecondMask) <= second ? 1 : 0;
        var count = 0;
        foreach (var value in _slots)
        {
            if (value != 0 && (int)(value & SecondMask) <= second) count++;
        }
        return count;
    }

    /// <summary>The second of the minute in which the first of the calls was made; 0 of an empty set.</summary>
    internal int FirstSecond => Values.Select(v => (int)(v & SecondMask)).DefaultIfEmpty(0).Min();

    private bool IsNew(ulong value, out int at)
    {
        var mask = _slots.Length - 1;
        at = (int)((value >> 6) & (uint)mask);
        while (_slots[at] != 0)
        {
            if (_slots[at] == value) return false;
            at = (at + 1) & mask;
        }
        return true;
    }

    private void Insert(ulong value)
    {
        IsNew(value, out var at);
        _slots[at] = value;
    }

    private void Grow()
    {
        var old = _slots;
        _slots = new ulong[old.Length * 2];
        foreach (var value in old)
        {
            if (value != 0) Insert(value);
        }
    }
}
