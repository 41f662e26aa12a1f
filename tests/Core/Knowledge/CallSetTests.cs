using CsCheck;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public class CallSetTests
{
    [Fact]
    public void It_counts_distinct_calls_in_and_up_to_every_second()
    {
        // Few ids, and ids that differ only where the table puts them side by side, so that slots collide.
        var id = Gen.OneOf(Gen.ULong[0, 40].Select(i => i << 6), Gen.ULong[1, 40].Select(i => i << 16), Gen.ULong);
        Gen.Select(id, Gen.Int[0, 59]).Array[0, 300].Sample(calls =>
        {
            var set = new CallSet();
            var model = new HashSet<(ulong, int)>();

            foreach (var (callId, second) in calls) Assert.Equal(model.Add((Math.Max(1, callId >> 6), second)), set.Add(callId, second));

            Assert.Equal(model.Count, set.Count);
            Assert.All(Enumerable.Range(-1, 62), s => Assert.Equal(model.Count(c => c.Item2 <= s), set.CountUpTo(s)));
        }, threads: 1);
    }

    [Fact]
    public void Order_and_repetition_do_not_matter()
    {
        Gen.Select(Gen.Select(Gen.ULong[0, 5_000], Gen.Int[0, 59]).Array[0, 100], Gen.Int).Sample((calls, seed) =>
        {
            var again = calls.Concat(calls).ToArray();
            new Random(seed).Shuffle(again);

            Assert.Equal(Counts(calls), Counts(again));
        }, threads: 1);
    }

    [Fact]
    public void Past_five_thousand_it_stays_there()
    {
        var set = new CallSet();

        var added = Enumerable.Range(1, 6_000).Count(i => set.Add((ulong)i << 6, i % 60));

        Assert.Equal(5_000, added);
        Assert.Equal(5_000, set.Count);
        Assert.Equal(5_000, set.CountUpTo(59));
        Assert.False(set.Add(1 << 6, 1));
    }

    private static int[] Counts(IEnumerable<(ulong, int)> calls)
    {
        var set = new CallSet();
        foreach (var (id, second) in calls) set.Add(id, second);
        return [.. Enumerable.Range(0, 60).Select(set.CountUpTo)];
    }
}
