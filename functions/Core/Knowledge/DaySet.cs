namespace Sentinel.Core.Knowledge;

/// <summary>The UTC days on which something was seen: the earliest of them, since a habit is judged by how it began. Adding commutes and may be repeated.</summary>
/// <param name="most">How many are kept.</param>
public sealed class DaySet(int most = DaySet.Most)
{
    /// <summary>Days kept of a habit. Two that count establish it; the others stand in for those that turn out to lie in an alerting incident. A further day says nothing, and
    /// costs no write.</summary>
    public const int Most = 30;

    private int[] _days = new int[2];

    public int Count { get; private set; }

    /// <summary>Grows with every change.</summary>
    internal int Changes { get; private set; }

    /// <summary>The days, ascending, as days since 1970-01-01 UTC.</summary>
    public ReadOnlySpan<int> Days => _days.AsSpan(0, Count);

    /// <summary>Day number of an instant.</summary>
    public static int DayOf(DateTimeOffset time) => (int)((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerDay);

    /// <summary>Midnight, UTC, of a day number.</summary>
    public static DateOnly DateOf(int day) => DateOnly.FromDateTime(DateTime.UnixEpoch).AddDays(day);

    /// <returns>Whether the set changed.</returns>
    public bool Add(int day)
    {
        if (Count > 0 && (_days[Count - 1] == day || (Count == most && day > _days[Count - 1]))) return false;
        var at = Days.BinarySearch(day);
        if (at >= 0) return false;
        at = ~at;
        if (Count == most) Count--;
        if (Count == _days.Length) Array.Resize(ref _days, Math.Min(most, Count * 2));
        _days.AsSpan(at, Count - at).CopyTo(_days.AsSpan(at + 1));
        _days[at] = day;
        Count++;
        Changes++;
        return true;
    }

    public bool Contains(int day) => Days.BinarySearch(day) >= 0;

    internal DaySet Copy() => new(most) { _days = [.. _days], Count = Count };

    /// <summary>Forgets the days after one of them.</summary>
    internal void CutAfter(int last)
    {
        while (Count > 0 && _days[Count - 1] > last) Count--;
    }

    /// <summary>Seen on at least two days up to <paramref name="lastDay"/>, the first no later than <paramref name="firstBy"/>; days in
    /// <paramref name="not"/> do not count.</summary>
    public bool Established(int firstBy, int lastDay, DaySet? not)
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

    /// <summary>Seen by <paramref name="last"/>, on a day that is not in <paramref name="not"/>.</summary>
    internal bool HasAnyBy(int last, DaySet not)
    {
        foreach (var day in Days)
        {
            if (day > last) return false;
            if (!not.Contains(day)) return true;
        }
        return false;
    }
}
