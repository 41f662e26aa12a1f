using CsCheck;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public class DaySetTests
{
    [Fact]
    public void It_is_a_sorted_set_that_keeps_the_earliest_thirty()
    {
        Gen.Int[0, 140].Array[0, 400].Sample(days =>
        {
            var set = new DaySet();
            var model = new SortedSet<int>();
            foreach (var day in days)
            {
                var before = model.ToArray();
                model.Add(day);
                if (model.Count > DaySet.Most) model.Remove(model.Max);

                var changed = set.Add(day);

                Assert.Equal(!model.SequenceEqual(before), changed);
                Assert.Equal(model.Count, set.Count);
            }
            Assert.Equal(model, set.Days.ToArray());
            Assert.All(Enumerable.Range(0, 141), day => Assert.Equal(model.Contains(day), set.Contains(day)));
        }, threads: 1);
    }

    [Fact]
    public void Order_and_repetition_do_not_matter()
    {
        Gen.Select(Gen.Int[0, 300].Array[0, 200], Gen.Int).Sample((days, seed) =>
        {
            var again = days.Concat(days).ToArray();
            new Random(seed).Shuffle(again);

            Assert.Equal(SetOf(days).Days.ToArray(), SetOf(again).Days.ToArray());
        }, threads: 1);
    }

    [Fact]
    public void Established_is_what_a_look_at_all_days_says()
    {
        var days = Gen.Int[0, 15].Array[0, 8];
        Gen.Select(days, days, Gen.Int[0, 15], Gen.Int[0, 15]).Sample((seen, alerts, firstBy, lastDay) =>
        {
            var counted = seen.Distinct().Where(d => d <= lastDay && !alerts.Contains(d)).Order().ToArray();

            var established = SetOf(seen).Established(firstBy, lastDay, SetOf(alerts));

            Assert.Equal(counted.Length >= 2 && counted[0] <= firstBy, established);
        }, threads: 1);
    }

    [Fact]
    public void It_tells_whether_it_changed_and_a_copy_lives_a_life_of_its_own()
    {
        Gen.Int[0, 140].Array[1, 150].Sample(days =>
        {
            var set = new DaySet();
            foreach (var day in days)
            {
                var before = set.Changes;
                Assert.Equal(set.Add(day), set.Changes > before);
            }
            var kept = set.Days.ToArray();

            var copy = set.Copy();
            copy.Add(500);
            copy.Add(-1);

            Assert.Equal(kept, set.Days.ToArray());
            Assert.Contains(-1, copy.Days.ToArray());
        }, threads: 1);
    }

    [Fact]
    public void Without_alert_days_every_day_counts()
    {
        Assert.True(SetOf(1, 2).Established(1, 2, null));
        Assert.False(SetOf(1).Established(1, 2, null));
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00+00:00", 0)]
    [InlineData("2024-03-14T00:00:00+00:00", 19796)]
    [InlineData("2024-03-14T23:59:59+00:00", 19796)]
    [InlineData("2024-03-14T23:59:59-02:00", 19797)]
    public void A_day_is_a_day_of_utc(string time, int day) =>
        Assert.Equal(day, DaySet.DayOf(DateTimeOffset.Parse(time, System.Globalization.CultureInfo.InvariantCulture)));

    private static DaySet SetOf(params int[] days)
    {
        var set = new DaySet();
        foreach (var day in days) set.Add(day);
        return set;
    }
}
