namespace Sentinel.Core.Tests.CloudTrail;

/// <summary>What an action allocates on this thread.</summary>
internal static class Allocations
{
    /// <summary>Bytes for a thousand times, the least of ten rounds: the just-in-time compiler allocates on whatever thread it is needed.</summary>
    public static long OfThousand(Action once)
    {
        var least = long.MaxValue;
        for (var round = 0; round < 10; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1000; i++) once();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        return least;
    }
}
