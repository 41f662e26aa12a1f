using CsCheck;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public class SlidingSumsTests
{
    [Fact]
    public void Sums_of_calls_up_to_an_hour_late_are_those_of_a_plain_count()
    {
        Gen.Select(Gen.OneOf(Gen.Int[0, 3], Gen.Int[0, 200]), Gen.Int[0, 60]).Array[1, 200].Sample(steps =>
        {
            var sums = new SlidingSums();
            var minutes = new List<int>();
            var newest = 100_000;
            foreach (var (forward, late) in steps)
            {
                newest += forward;
                minutes.Add(newest - late);
                Assert.True(sums.Add(newest - late));
            }
            var reach = minutes.Max() + 4;

            Assert.All(Enumerable.Range(reach - 127, 128), end => Assert.Equal(minutes.Count(m => m <= end && m > end - 5), sums[end]));
            Assert.Equal(0, sums[reach + 1]);
            Assert.Equal(0, sums[reach - 128]);
        }, threads: 1);
    }

    [Fact]
    public void A_call_out_of_reach_changes_nothing()
    {
        var sums = new SlidingSums();
        sums.Add(1_000);

        Assert.True(sums.Add(1_004 - 127));
        Assert.False(sums.Add(1_004 - 128));
        Assert.False(sums.Add(1_004 - 128 - 128));
        Assert.Equal(1, sums[1_000]);
        Assert.Equal(1, sums[1_004 - 127]);
        Assert.Equal(1, sums[1_004]);
        Assert.Equal(0, sums[999]);
    }

    [Fact]
    public void After_a_long_silence_nothing_is_left()
    {
        var sums = new SlidingSums();
        sums.Add(1_000);

        sums.Add(1_000 + 128);

        Assert.Equal(0, sums[1_004]);
        Assert.Equal(0, sums[1_127]);
        Assert.Equal(1, sums[1_128]);
        Assert.Equal(1, sums[1_132]);
    }
}
