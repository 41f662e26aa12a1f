using CsCheck;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public class SeenEventsTests
{
    [Fact]
    public void An_event_is_new_once()
    {
        var seen = new SeenEvents();

        Assert.True(seen.Add(1, Build.At(0)));
        Assert.False(seen.Add(1, Build.At(0)));
        Assert.True(seen.Add(2, Build.At(0)));
    }

    [Fact]
    public void Of_many_events_of_one_time_each_is_new_once()
    {
        // Ids that want the same place, ids that are neighbours, and zero, which marks what is empty.
        Gen.OneOf(Gen.ULong[0, 300], Gen.ULong[0, 40].Select(i => i << 32), Gen.ULong).Array[0, 1_000].Sample(ids =>
        {
            var seen = new SeenEvents();
            var model = new HashSet<ulong>();

            foreach (var id in ids) Assert.Equal(model.Add(Math.Max(1, id)), seen.Add(id, Build.At(0)));
            seen.Add(1, Build.At(60));

            Assert.All(ids, id => Assert.False(seen.Add(id, Build.At(0))));
        }, threads: 1);
    }

    [Fact]
    public void Of_events_of_nearly_three_hours_in_any_order_each_is_new_once()
    {
        Gen.Int[0, 174].Array[0, 400].Sample(minutes =>
        {
            var seen = new SeenEvents();
            var model = new HashSet<int>();

            foreach (var minute in minutes) Assert.Equal(model.Add(minute), seen.Add((ulong)minute + 1, Build.At(minute)));
        }, threads: 1);
    }

    [Fact]
    public void It_is_still_known_after_events_of_other_times()
    {
        var seen = new SeenEvents();
        seen.Add(1, Build.At(0));
        seen.Add(2, Build.At(130));

        Assert.False(seen.Add(1, Build.At(0)));
        Assert.False(seen.Add(2, Build.At(130)));
    }

    [Fact]
    public void After_three_hours_it_is_forgotten()
    {
        var seen = new SeenEvents();
        seen.Add(1, Build.At(0));
        seen.Add(2, Build.At(180));

        Assert.True(seen.Add(1, Build.At(0)));
    }

    [Fact]
    public void What_lies_far_behind_is_not_kept()
    {
        var seen = new SeenEvents();
        seen.Add(1, Build.At(0));
        seen.Add(2, Build.At(-180));
        seen.Add(3, Build.At(-179));
        seen.Add(1, Build.At(1));

        Assert.True(seen.Add(2, Build.At(-180)));
    }

    [Fact]
    public void What_is_late_and_within_reach_is_kept()
    {
        var seen = new SeenEvents();
        seen.Add(1, Build.At(0));
        seen.Add(2, Build.At(-120));
        seen.Add(1, Build.At(1));

        Assert.False(seen.Add(2, Build.At(-120)));
    }
}
