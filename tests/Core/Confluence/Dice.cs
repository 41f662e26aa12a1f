namespace Sentinel.Core.Tests.Confluence;

/// <summary>A small seeded generator (SplitMix64), so that a failing stream can be played again.</summary>
internal sealed class Dice(long seed)
{
    private ulong _state = (ulong)seed;

    public int Below(int limit)
    {
        _state += 0x9E3779B97F4A7C15;
        var z = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return (int)((z ^ (z >> 31)) % (ulong)limit);
    }

    public void Shuffle<T>(T[] items)
    {
        for (var i = items.Length - 1; i > 0; i--)
        {
            var j = Below(i + 1);
            (items[i], items[j]) = (items[j], items[i]);
        }
    }
}
