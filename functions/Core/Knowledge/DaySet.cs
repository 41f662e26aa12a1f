namespace Sentinel.Core.Knowledge;

/// <summary>The UTC days on which something was seen: at most the latest 90. Adding commutes and may be repeated.</summary>
public sealed class DaySet
{
    /// <summary>Days kept; the longest <c>detect/establish-days</c>.</summary>
    public const int Most = 90;

    private int[] _days = new int[2];

    public int Count { get; private set; }

    /// <summary>Grows with every change.</summary>
    internal int Changes { get; private set; }

    /// <summary>The days, ascending, as days since 1970-01-01 UTC.</summary>
    public ReadOnlySpan<int> Days => _days.AsSpan(0, Count);

    /// <summary>Day number of an instant.</summary>
    public static int DayOf(DateTimeOffset time) => (int)((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerDay);

    /// <returns>Whether the set changed.</returns>
    public bool Add(int day)
    {
        if (Count > 0 && _days[Count - 1] == day) return false;
        var at = Days.BinarySearch(day);
        if (at >= 0) return false;
        at = ~at;
        if (Count == Most)
        {
            if (at == 0) return false;
            _days.AsSpan(1, at - 1).CopyTo(_days);
            _days[at - 1] = day;
            Changes++;
            return true;
        }
        if (Count == _days.Length) Array.Resize(ref _days, Math.Min(Most, Count * 2));
        _days.AsSpan(at, Count - at).CopyTo(_days.AsSpan(at + 1));
        _days[at] = day;
        Count++;
        Changes++;
        return true;
    }

    public bool Contains(int day) => Days.BinarySearch(day) >= 0;

    internal DaySet Copy() => new() { _days = [.. _days], Count = Count };

    /// <summary>Seen on at least two days up to <paramref name="lastDay"/>, the first no later than <paramref name="firstBy"/>; days in
    /// <paramref name="not"/> do not count.</summary>
    internal bool Established(int firstBy, int lastDay, DaySet? not)
    {
        var seen = 0;
        foreach (var day in Days)
        {
            if (day > lastDay) break;
            if (not is not null && not.Contains(day)) continue;
            if (seen == 0 && day > firstBy) return false;
            if (++seen == 2) return true;
        }
        return false;
    }
}
