using CsCheck;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public class SubjectFactsTests
{
    [Fact]
    public void A_flood_of_invented_values_does_not_push_out_what_is_usual()
    {
        var facts = new SubjectFacts(Build.Dev);
        facts.Learn(Habit.Network, "192.0.0.0/16", 10);

        for (var i = 0; i < 1_000; i++) facts.Learn(Habit.Network, $"invented-{i}", 11);

        Assert.NotNull(facts.DaysOf(Habit.Network, "192.0.0.0/16"));
        Assert.Equal(SubjectFacts.MostValues, facts.Habits.Count());
    }

    [Fact]
    public void Of_too_many_values_those_first_seen_stay_whatever_the_order()
    {
        Gen.Select(Gen.Int[0, 3].Array[400], Gen.Int).Sample((days, seed) =>
        {
            var learned = days.Select((day, i) => (Value: $"v{i:000}", Day: day)).ToArray();
            var shuffled = learned.ToArray();
            new Random(seed).Shuffle(shuffled);
            var facts = new SubjectFacts(Build.Dev);

            foreach (var (value, day) in shuffled) facts.Learn(Habit.Invokes, value, day);

            var expected = learned.OrderBy(v => v.Day).ThenBy(v => v.Value, StringComparer.Ordinal).Take(256).Select(v => v.Value).Order(StringComparer.Ordinal);
            Assert.Equal(expected, facts.Habits.Select(h => h.Value).Order(StringComparer.Ordinal));
        }, iter: 30, threads: 1);
    }

    [Fact]
    public void Of_what_is_full_only_what_was_seen_no_later_than_its_last_value_is_kept()
    {
        var facts = new SubjectFacts(Build.Dev);
        for (var i = 0; i < 256; i++) facts.Learn(Habit.Invokes, $"v{i:000}", 5);

        Assert.True(facts.IsFull(Habit.Invokes));
        Assert.False(facts.Learn(Habit.Invokes, "v000", 6));
        Assert.False(facts.Learn(Habit.Invokes, "w", 5));
        Assert.True(facts.Learn(Habit.Invokes, "w", 4));
        Assert.Null(facts.DaysOf(Habit.Invokes, "v255"));
        Assert.True(facts.Learn(Habit.Invokes, "v254", 3));
        Assert.Equal([3], facts.DaysOf(Habit.Invokes, "v254")!.Days.ToArray());
    }

    [Fact]
    public void Whoever_shows_more_values_than_are_kept_has_a_habit_of_many()
    {
        var facts = new SubjectFacts(Build.Dev);
        for (var i = 0; i < 300; i++) facts.Learn(Habit.Invokes, $"v{i:000}", 5);

        Assert.True(facts.HasEstablished(Habit.Invokes, 5, 9));
        Assert.False(facts.HasEstablished(Habit.Invokes, 4, 9));
        facts.Alerted(5);
        Assert.False(facts.HasEstablished(Habit.Invokes, 5, 9));
    }

    [Fact]
    public void Each_kind_of_habit_has_room_of_its_own()
    {
        var facts = new SubjectFacts(Build.Dev);
        for (var i = 0; i < 256; i++) facts.Learn(Habit.Network, $"n{i}", 1);

        facts.Learn(Habit.Country, "US", 5);

        Assert.NotNull(facts.DaysOf(Habit.Country, "US"));
        Assert.Equal(257, facts.Habits.Count());
    }

    [Fact]
    public void Learning_tells_whether_it_was_news()
    {
        var facts = new SubjectFacts(Build.Dev);

        Assert.True(facts.Learn(Habit.Country, "US", 1));
        Assert.False(facts.Learn(Habit.Country, "US", 1));
        Assert.True(facts.Learn(Habit.Country, "US", 2));
        Assert.True(facts.Learn(Habit.Network, "US", 2));
        Assert.Equal([1, 2], facts.DaysOf(Habit.Country, "US")!.Days.ToArray());
        Assert.Null(facts.DaysOf(Habit.Country, "us"));
    }

    [Fact]
    public void First_seen_is_the_minimum()
    {
        var facts = new SubjectFacts(Build.Orders);

        foreach (var minute in new[] { 5, 3, 9 }) facts.SeenAt(Build.At(minute));

        Assert.Equal(Build.At(3), facts.FirstSeen);
    }

    [Fact]
    public void Of_each_day_the_highest_sum_is_kept_for_the_latest_ninety_days()
    {
        Gen.Select(Gen.Int[0, 120], Gen.Int[1, 50]).Array[0, 300].Sample(peaks =>
        {
            var facts = new SubjectFacts(Build.Dev);

            foreach (var (day, sum) in peaks) facts.Peak(day, sum);

            var expected = peaks.GroupBy(p => p.Item1).OrderByDescending(g => g.Key).Take(90).ToDictionary(g => g.Key, g => g.Max(p => p.Item2));
            Assert.Equal(expected.OrderBy(p => p.Key), facts.Peaks.OrderBy(p => p.Key));
        }, threads: 1);
    }

    [Fact]
    public void Taking_over_what_another_learned_is_learning_it_and_tells_whether_it_was_news()
    {
        Gen.Select(Lesson.Array[0, 20], Lesson.Array[0, 20]).Sample((mine, theirs) =>
        {
            var (one, other, both) = (Taught(mine), Taught(theirs), Taught(mine.Concat(theirs)));
            var (before, changes) = (one.Text(), one.Changes);

            var news = one.Absorb(other);

            Assert.Equal(both.Text(), one.Text());
            Assert.Equal(before != one.Text(), news);
            Assert.Equal(news, changes != one.Changes);
            Assert.False(one.Absorb(other));
            Assert.Equal(Taught(theirs).Text(), other.Text());
        }, threads: 1);
    }

    [Fact]
    public void Every_change_is_counted_and_nothing_else()
    {
        Lesson.Array[1, 30].Sample(lessons =>
        {
            var facts = new SubjectFacts(Build.Orders);
            foreach (var lesson in lessons)
            {
                var (before, changes) = (facts.Text(), facts.Changes);
                lesson(facts);
                Assert.Equal(before != facts.Text(), changes != facts.Changes);
            }
        }, threads: 1);
    }

    [Fact]
    public void A_copy_holds_the_same_and_goes_on_as_the_original_would()
    {
        Gen.Select(Lesson.Array[0, 20], Lesson.Array[0, 20]).Sample((before, after) =>
        {
            var facts = Taught(before);

            var copy = facts.Copy();
            Assert.Equal(facts.Text(), copy.Text());
            foreach (var lesson in after) lesson(copy);

            Assert.Equal(Taught(before).Text(), facts.Text());
            Assert.Equal(Taught(before.Concat(after)).Text(), copy.Text());
        }, threads: 1);
    }

    [Fact]
    public void Any_value_that_is_old_enough_makes_a_kind_established()
    {
        var facts = new SubjectFacts(Build.Dev);
        Assert.False(facts.HasEstablished(Habit.Country, 5, 9));
        foreach (var (value, day) in (ReadOnlySpan<(string, int)>)[("US", 8), ("US", 9), ("DE", 5), ("DE", 9)]) facts.Learn(Habit.Country, value, day);

        Assert.True(facts.HasEstablished(Habit.Country, 5, 9));
        Assert.False(facts.HasEstablished(Habit.Country, 4, 9));
        Assert.False(facts.HasEstablished(Habit.Country, 5, 8));
        Assert.False(facts.HasEstablished(Habit.Network, 5, 9));
        facts.Alerted(9);
        Assert.False(facts.HasEstablished(Habit.Country, 5, 9));
    }

    private static readonly Gen<Action<SubjectFacts>> Lesson = Gen.Select(Gen.Int[0, 6], Gen.Int[0, 2], Gen.Int[0, 8]).Select((what, value, day) => (Action<SubjectFacts>)(facts =>
    {
        switch (what)
        {
            case 0: facts.Learn(Habit.Calls, $"iam:Call{value}", day); break;
            case 1: facts.Learn(Habit.Country, $"C{value}", day); break;
            case 2: facts.SeenAt(Build.At(day)); break;
            case 3: facts.Alerted(day); break;
            case 4: facts.Peak(day, (value * 10) + 1); break;
            case 5: facts.FunctionHistory().Add(Build.Event((FunctionEventKind)value, day)); break;
            default: facts.FunctionHistory().Condemn(Build.At(day + 10)); break;
        }
    }));

    private static SubjectFacts Taught(IEnumerable<Action<SubjectFacts>> lessons)
    {
        var facts = new SubjectFacts(Build.Orders);
        foreach (var lesson in lessons) lesson(facts);
        return facts;
    }

    [Fact]
    public void A_habit_keeps_its_first_thirty_days_and_of_assuming_a_role_the_first_eight()
    {
        var facts = new SubjectFacts(Build.Dev);
        for (var day = 100; day < 140; day++)
        {
            Assert.Equal(day < 130, facts.Learn(Habit.Calls, "iam:GetRole", day));
            Assert.Equal(day < 108, facts.Learn(Habit.Assumes, Build.Role, day));
        }

        Assert.Equal(Enumerable.Range(100, 30), facts.DaysOf(Habit.Calls, "iam:GetRole")!.Days.ToArray());
        Assert.Equal(Enumerable.Range(100, 8), facts.DaysOf(Habit.Assumes, Build.Role)!.Days.ToArray());
        Assert.False(facts.IsFull(Habit.Calls));
        Assert.False(facts.IsFull(Habit.Country)); // nothing is known of it
    }

    [Fact]
    public void The_history_of_a_function_is_made_once_and_only_when_asked_for()
    {
        var facts = new SubjectFacts(Build.Orders);
        Assert.Null(facts.Function);

        var history = facts.FunctionHistory();

        Assert.Same(history, facts.FunctionHistory());
        Assert.Same(history, facts.Function);
    }
}
