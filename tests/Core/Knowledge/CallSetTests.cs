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

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void A_call_that_comes_twice_is_counted_once_however_many_there_are(int others)
    {
        var set = SetOf(Enumerable.Range(2, others).Select(i => ((ulong)i << 6, 0)));

        Assert.True(set.Add(1 << 6, 5));
        Assert.False(set.Add(1 << 6, 5));
        Assert.Equal(others + 1, set.Count);
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

    [Fact]
    public void A_union_holds_the_calls_of_both_and_leaves_the_other_as_it_was()
    {
        var calls = Gen.Select(Gen.ULong[0, 30].Select(i => i << 6), Gen.Int[0, 59]).Array[0, 40];
        Gen.Select(calls, calls).Sample((mine, theirs) =>
        {
            var (one, other) = (SetOf(mine), SetOf(theirs));
            var before = other.Values.Order().ToArray();

            one.UnionWith(other);

            Assert.Equal(SetOf(mine.Concat(theirs)).Values.Order(), one.Values.Order());
            Assert.Equal(mine.Concat(theirs).Select(c => CallSet.ValueOf(c.Item1, c.Item2)).Distinct().Order(), one.Values.Order());
            Assert.Equal(before, other.Values.Order());
            Assert.Equal(one.Count, one.Values.Count());
        }, threads: 1);
    }

    [Fact]
    public void A_copy_lives_a_life_of_its_own()
    {
        foreach (var count in (int[])[0, 1, 2, 100])
        {
            var set = SetOf(Enumerable.Range(1, count).Select(i => ((ulong)i << 6, 0)));

            var copy = set.Copy();
            copy.Add(5_000 << 6, 0);

            Assert.Equal((count, count + 1), (set.Count, copy.Count));
        }
    }

    [Theory]
    [InlineData(0, 0, 64)] // never zero
    [InlineData(0, 5, 69)]
    [InlineData(63, 5, 69)]
    [InlineData(64, 0, 64)]
    [InlineData(0xFFFF, 59, 0xFFFB)]
    public void A_call_is_stored_as_its_hash_with_its_second(ulong id, int second, ulong stored) => Assert.Equal(stored, CallSet.ValueOf(id, second));

    private static CallSet SetOf(IEnumerable<(ulong, int)> calls)
    {
        var set = new CallSet();
        foreach (var (id, second) in calls) set.Add(id, second);
        return set;
    }

    private static int[] Counts(IEnumerable<(ulong, int)> calls)
    {
        var set = new CallSet();
        foreach (var (id, second) in calls) set.Add(id, second);
        return [.. Enumerable.Range(0, 60).Select(set.CountUpTo)];
    }
}
