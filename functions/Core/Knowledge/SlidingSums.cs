namespace Sentinel.Core.Knowledge;

/// <summary>Five-minute sliding sums of calls, by the minute in which each window ends. Holds the last 128 minutes of event time; what is older
/// than that when it arrives is not summed. Counting commutes.</summary>
internal sealed class SlidingSums
{
    /// <summary>Minutes in a window.</summary>
    public const int Window = 5;

    private const int Size = 128; // more than the 60 minutes that an event may be late, the hour a flood belongs to, and a window
    private readonly int[] _sums = new int[Size];
    private int _newest = int.MinValue;

    /// <summary>Counts one call in a minute (minutes since 1970-01-01 UTC) and so in the five windows that contain it.</summary>
    /// <returns>False when the minute is out of reach.</returns>
    public bool Add(int minute)
    {
        if (_newest == int.MinValue) _newest = minute + Window - 1;
        for (; _newest < minute + Window - 1; Advance(minute + Window - 1))
        {
        }
        if (minute <= _newest - Size) return false;
        for (var end = minute; end < minute + Window; end++) _sums[end & (Size - 1)]++;
        return true;
    }

    /// <summary>Sum of the window that ends with this minute; 0 out of reach.</summary>
    public int this[int end] => end > _newest || end <= _newest - Size ? 0 : _sums[end & (Size - 1)];

    private void Advance(int to)
    {
        if (to - _newest >= Size)
        {
            Array.Clear(_sums);
            _newest = to;
            return;
        }
        _newest++;
        _sums[_newest & (Size - 1)] = 0;
    }
}
