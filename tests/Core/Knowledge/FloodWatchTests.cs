using CsCheck;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public class FloodWatchTests
{
    private const int Hour = 500_000;
    private const int Start = Hour * 60;

    [Fact]
    public void The_flood_of_an_hour_is_the_same_whatever_the_order_of_its_calls()
    {
        Gen.Select(Gen.Select(Gen.Int[0, 59], Gen.Int[1, 8], Gen.Bool).Array[1, 40], Gen.Int).Sample((bursts, seed) =>
        {
            var calls = bursts.SelectMany(b => Enumerable.Repeat((Minute: Start + 30 + b.Item1, Execution: b.Item3), b.Item2)).ToArray();
            var watch = new FloodWatch(new SubjectFacts(Build.Orders));
            new Random(seed).Shuffle(calls);

            foreach (var (minute, execution) in calls) watch.Count(minute, execution, floor: 12, factor: 5, establishDays: 7);

            int Sum(int end) => Math.Max(calls.Count(c => !c.Execution && c.Minute <= end && c.Minute > end - 5), calls.Count(c => c.Execution && c.Minute <= end && c.Minute > end - 5));
            for (var hour = Hour; hour < Hour + 3; hour++)
            {
                var ends = Enumerable.Range(hour * 60, 60).Where(end => Sum(end) >= 12).ToArray();
                Assert.Equal(ends.Length == 0 ? default : (ends[0], ends[^1], Sum(ends[0])), watch.FloodIn(hour));
            }
            var days = Enumerable.Range(Start + 30, 64).GroupBy(end => end / 1440).ToDictionary(g => g.Key, g => g.Max(Sum));
            Assert.Equal(days.Where(d => d.Value > 0), watch.Facts.Peaks.OrderBy(p => p.Key));
        }, threads: 1);
    }

    [Fact]
    public void It_speaks_when_the_sum_of_five_minutes_reaches_the_threshold()
    {
        var watch = new FloodWatch(new SubjectFacts(Build.Orders));

        var quiet = Count(watch, Start + 10, 2).Any | Count(watch, Start + 14, 7).Any;
        var reached = watch.Count(Start + 14, false, floor: 10, factor: 5, establishDays: 7);

        Assert.False(quiet);
        Assert.Equal(new HourSpan(Hour, Hour), reached);
        Assert.Equal((Start + 14, Start + 14, 10), watch.FloodIn(Hour));
    }

    [Fact]
    public void Calls_more_than_five_minutes_apart_are_not_one_flood()
    {
        var watch = new FloodWatch(new SubjectFacts(Build.Orders));

        var spoke = Count(watch, Start + 10, 9).Any | Count(watch, Start + 15, 9).Any;

        Assert.False(spoke);
        Assert.Equal(default, watch.FloodIn(Hour));
    }

    [Fact]
    public void It_speaks_again_of_an_hour_only_where_the_flood_begins_or_grows_longer()
    {
        var watch = new FloodWatch(new SubjectFacts(Build.Orders));
        Count(watch, Start + 20, 10); // reached in the minutes 20 to 24
        Count(watch, Start + 25, 10); // and so until 29

        Assert.False(watch.Count(Start + 25, false, 10, 5, 7).Any);
        Assert.True(watch.Count(Start + 20, false, 10, 5, 7).Any);
        Assert.True(Count(watch, Start + 30, 10).Any);
        Assert.True(Count(watch, Start + 15, 10).Any);
        Assert.Equal((Start + 15, Start + 34, 10), watch.FloodIn(Hour));
    }

    [Fact]
    public void A_flood_across_the_hour_belongs_to_both()
    {
        var watch = new FloodWatch(new SubjectFacts(Build.Orders));

        var span = Count(watch, Start + 58, 10);

        Assert.Equal(new HourSpan(Hour, Hour + 1), span);
        Assert.Equal((Start + 58, Start + 59, 10), watch.FloodIn(Hour));
        Assert.Equal((Start + 60, Start + 62, 10), watch.FloodIn(Hour + 1));
    }

    [Fact]
    public void Invocations_and_executions_are_not_added_up()
    {
        var watch = new FloodWatch(new SubjectFacts(Build.Orders));

        for (var i = 0; i < 9; i++)
        {
            Assert.False(watch.Count(Start, execution: false, 10, 5, 7).Any);
            Assert.False(watch.Count(Start, execution: true, 10, 5, 7).Any);
        }

        Assert.True(watch.Count(Start, execution: true, 10, 5, 7).Any);
        Assert.Equal(10, watch.FloodIn(Hour).Sum);
    }

    [Fact]
    public void Who_always_floods_has_to_exceed_his_habit_by_the_factor()
    {
        var facts = new SubjectFacts(Build.Orders);
        var today = Start / 1440;
        facts.Peak(today - 8, 3);
        facts.Peak(today - 2, 4);
        facts.Peak(today - 1, 1_000);

        Assert.Equal(20, new FloodWatch(facts).ThresholdOn(today, floor: 10, factor: 5, establishDays: 7));
        Assert.Equal(30, new FloodWatch(facts).ThresholdOn(today, floor: 30, factor: 5, establishDays: 7));
    }

    [Fact]
    public void A_habit_counts_from_its_second_day_on_and_when_it_is_old_enough()
    {
        var today = Start / 1440;

        Assert.Equal(10, new FloodWatch(Peaks((today - 8, 9))).ThresholdOn(today, 10, 5, 7));
        Assert.Equal(10, new FloodWatch(Peaks((today - 6, 9), (today - 3, 9))).ThresholdOn(today, 10, 5, 7));
        Assert.Equal(45, new FloodWatch(Peaks((today - 7, 9), (today - 3, 9))).ThresholdOn(today, 10, 5, 7));
        Assert.Equal(10, new FloodWatch(Peaks((today - 8, 9), (today - 1, 9))).ThresholdOn(today, 10, 5, 7));
        Assert.Equal(50, new FloodWatch(Peaks((today - 9, 9), (today - 8, 10))).ThresholdOn(today, 10, 5, 7));
    }

    [Fact]
    public void Days_inside_an_alerting_incident_set_no_habit()
    {
        var today = Start / 1440;
        var facts = Peaks((today - 9, 3), (today - 8, 100), (today - 3, 2));
        facts.Alerted(today - 8);

        Assert.Equal(15, new FloodWatch(facts).ThresholdOn(today, 10, 5, 7));
    }

    [Fact]
    public void Each_day_has_a_threshold_of_its_own()
    {
        var today = Start / 1440;
        var watch = new FloodWatch(Peaks((today - 9, 3), (today - 2, 7)));

        Assert.Equal(10, watch.ThresholdOn(today - 1, 10, 5, 7));
        Assert.Equal(35, watch.ThresholdOn(today, 10, 5, 7));
        Assert.Equal(10, watch.ThresholdOn(today - 1, 10, 5, 7));
    }

    [Fact]
    public void What_is_learned_from_history_sets_peaks_and_never_speaks()
    {
        var watch = new FloodWatch(new SubjectFacts(Build.Orders));

        var spoke = Enumerable.Range(0, 50).Any(_ => watch.Count(Start, false, int.MaxValue, 5, 7).Any);

        Assert.False(spoke);
        Assert.Equal(50, watch.Facts.Peaks[Start / 1440]);
    }

    [Fact]
    public void A_call_out_of_reach_is_not_summed()
    {
        var watch = new FloodWatch(new SubjectFacts(Build.Orders));
        watch.Count(Start, false, 1, 5, 7);

        var span = watch.Count(Start - 200, false, 1, 5, 7);

        Assert.False(span.Any);
        Assert.Single(watch.Facts.Peaks);
    }

    [Fact]
    public void The_peak_of_yesterday_still_rises_after_midnight()
    {
        var midnight = Start / 1440 * 1440;
        var watch = new FloodWatch(new SubjectFacts(Build.Orders));
        watch.Count(midnight + 10, false, 100, 5, 7);

        Count(watch, midnight - 20, 3);
        watch.Count(midnight + 11, false, 100, 5, 7);

        Assert.Equal(3, watch.Facts.Peaks[(midnight / 1440) - 1]);
        Assert.Equal(2, watch.Facts.Peaks[midnight / 1440]);
    }

    [Fact]
    public void Floods_of_the_last_two_days_are_remembered()
    {
        var watch = new FloodWatch(new SubjectFacts(Build.Orders));

        for (var hour = 0; hour < 60; hour++) watch.Count(Start + (hour * 60), false, 1, 5, 90);

        Assert.Equal(default, watch.FloodIn(Hour));
        Assert.Equal(Start + (59 * 60), watch.FloodIn(Hour + 59).First);
        Assert.Equal(Start + (12 * 60), watch.FloodIn(Hour + 12).First);
    }

    [Fact]
    public void A_span_of_hours_grows_to_both_sides()
    {
        Assert.False(default(HourSpan).Any);
        Assert.Equal(new HourSpan(7, 7), default(HourSpan).With(7));
        Assert.Equal(new HourSpan(6, 8), new HourSpan(7, 7).With(8).With(6));
    }

    private static SubjectFacts Peaks(params (int Day, int Sum)[] peaks)
    {
        var facts = new SubjectFacts(Build.Orders);
        foreach (var (day, sum) in peaks) facts.Peak(day, sum);
        return facts;
    }

    private static HourSpan Count(FloodWatch watch, int minute, int calls)
    {
        HourSpan last = default;
        for (var i = 0; i < calls; i++) last = watch.Count(minute, false, floor: 10, factor: 5, establishDays: 7);
        return last;
    }
}
