using CsCheck;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

/// <summary>What somebody who wants to be taken for usual can do to the facts, and what comes of it.</summary>
public class PoisoningTests
{
    // Few days and more values than are kept: nearly every value comes back on several days, and many go and come back.
    private static readonly Gen<(int Day, int Value)[]> Seen = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 330]).Array[900];

    [Fact]
    public void What_survives_a_flood_of_values_follows_from_what_was_seen_and_not_from_its_order()
    {
        Gen.Select(Seen, Gen.Int).Sample((seen, seed) =>
        {
            var shuffled = seen.ToArray();
            new Random(seed).Shuffle(shuffled);

            Assert.Equal(Taught(seen.OrderBy(s => s.Day)).Text(), Taught(shuffled).Text());
        }, iter: 60, threads: 1);
    }

    [Fact]
    public void Nor_from_how_it_was_cut_into_parts_that_were_merged()
    {
        Gen.Select(Seen, Gen.Int[1, 899]).Sample((seen, cut) =>
        {
            var (one, other) = (Taught(seen.Take(cut)), Taught(seen.Skip(cut)));
            var back = other.Copy();
            back.Absorb(one);
            one.Absorb(other);

            Assert.Equal(Taught(seen).Text(), one.Text());
            Assert.Equal(one.Text(), back.Text());
            Assert.False(one.Absorb(other));
        }, iter: 60, threads: 1);
    }

    [Fact]
    public void What_was_usual_before_a_flood_of_invented_values_stays_usual()
    {
        var facts = new SubjectFacts(Build.Dev);
        for (var day = 100; day < 300; day++) facts.Learn(Habit.Network, "192.0.0.0/16", day);

        for (var day = 110; day < 130; day++)
        {
            for (var i = 0; i < 1_000; i++) facts.Learn(Habit.Network, $"0-invented-{i}", day);
        }

        Assert.True(facts.DaysOf(Habit.Network, "192.0.0.0/16")!.Established(firstBy: 100, lastDay: 298, facts.AlertDays));
        Assert.Equal(SubjectFacts.MostValues, facts.Habits.Count());
    }

    [Fact]
    public void A_habit_of_every_day_stays_established_for_the_longest_time_that_can_be_asked_for()
    {
        var facts = new SubjectFacts(Build.Dev);
        for (var day = 0; day < 400; day++) facts.Learn(Habit.Calls, "lambda:CreateFunction", day);

        Assert.True(facts.DaysOf(Habit.Calls, "lambda:CreateFunction")!.Established(firstBy: 399 - 90, lastDay: 397, facts.AlertDays));
    }

    [Fact]
    public void Days_inside_alerting_incidents_teach_nothing_however_many_they_are()
    {
        var facts = new SubjectFacts(Build.Dev);
        for (var day = 0; day < 300; day++)
        {
            facts.Learn(Habit.Calls, "lambda:CreateFunction", day);
            facts.Peak(day, 1_000);
            facts.Alerted(day);
        }

        Assert.False(facts.HasEstablished(Habit.Calls, firstBy: 290, lastDay: 298));
        Assert.Equal(300, new FloodWatch(facts).ThresholdOn(299, floor: 300, factor: 5, establishDays: 7));
    }

    [Theory]
    [InlineData(Build.Orders, FloodWatch.FunctionCeiling)]
    [InlineData(Build.Dev, FloodWatch.PrincipalCeiling)]
    public void Rates_that_grow_slowly_do_not_lift_a_threshold_without_end(string subject, int ceiling)
    {
        var facts = new SubjectFacts(subject);
        int threshold = 0, rate = 299;
        for (var day = 0; day < 200; day++)
        {
            threshold = new FloodWatch(facts).ThresholdOn(day, floor: 300, factor: 100, establishDays: 1);
            rate = (int)Math.Min(threshold - 1L, rate * 99L);
            facts.Peak(day, rate); // always one below what would be noticed

            Assert.InRange(threshold, 300, ceiling);
        }

        Assert.Equal(ceiling, threshold);
    }

    [Fact]
    public void Above_the_ceiling_a_flood_is_one_whatever_was_learned()
    {
        const int today = 20_000;
        var facts = new SubjectFacts(Build.Orders);
        for (var day = today - 20; day < today; day++) facts.Peak(day, 1_000_000);
        var watch = new FloodWatch(facts);

        var spoke = 0;
        for (var i = 1; i <= FloodWatch.FunctionCeiling; i++)
        {
            if (watch.Count(today * 1440, execution: false, floor: 300, factor: 5, establishDays: 7).Any && spoke == 0) spoke = i;
        }

        Assert.Equal(FloodWatch.FunctionCeiling, spoke);
    }

    private static SubjectFacts Taught(IEnumerable<(int Day, int Value)> seen)
    {
        var facts = new SubjectFacts(Build.Dev);
        foreach (var (day, value) in seen) facts.Learn(Habit.Invokes, $"v{value:000}", day);
        return facts;
    }
}
