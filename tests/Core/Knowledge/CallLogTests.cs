using CsCheck;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public class CallLogTests
{
    private const string Caller = "caller";
    private static readonly int Minute = (int)((Build.Noon - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMinute);

    [Fact]
    public void Calls_ran_or_were_prevented_by_the_turn_before_them()
    {
        var call = Gen.Select(Gen.Int[0, 600], Gen.Int[0, 2]);
        Gen.Select(call.Array[0, 60], Gen.Int[0, 620].Array[0, 5], Gen.Int[-30, 620]).Sample((calls, turns, since) =>
        {
            var log = new CallLog();
            var function = log.Of(Build.Orders);
            for (var i = 0; i < calls.Length; i++) Add(log, calls[i].Item1, (ulong)i + 1, $"caller-{calls[i].Item2}");
            var ordered = turns.Order().ToArray();

            for (var i = 0; i < ordered.Length; i++) function.Turn(Build.Noon.AddSeconds(ordered[i]), contained: i % 2 == 0);

            var counted = calls.Where(c => c.Item1 >= since).ToArray();
            var prevented = counted.Count(c => ordered.Count(t => t < c.Item1) % 2 == 1);
            Assert.Equal((counted.Length - prevented, prevented), function.Tally(Build.Noon.AddSeconds(since)));
        }, threads: 1);
    }

    [Fact]
    public void A_function_never_contained_only_ran()
    {
        var log = new CallLog();
        Add(log, 0, 1);
        Add(log, 70, 2);

        Assert.Equal((2, 0), log.Of(Build.Orders).Tally(DateTimeOffset.MinValue));
    }

    [Fact]
    public void A_turn_cannot_be_earlier_than_the_one_before_it()
    {
        var log = new CallLog();
        Add(log, 5, 1);
        Add(log, 15, 2);
        var function = log.Of(Build.Orders);

        function.Turn(Build.Noon.AddSeconds(10), contained: true);
        function.Turn(Build.Noon, contained: false);

        Assert.Equal((2, 0), function.Tally(DateTimeOffset.MinValue));
    }

    [Fact]
    public void An_execution_repeats_a_call_and_is_not_added_to_it()
    {
        var log = new CallLog();
        Add(log, 0, 1);
        Add(log, 0, 1, FunctionCalls.ExecutionCaller);

        var live = log.Of(Build.Orders).Tally(DateTimeOffset.MinValue);
        log.ForgetBefore(Minute + 71);

        Assert.Equal((1, 0), live);
        Assert.Equal((1, 0), log.Of(Build.Orders).Tally(DateTimeOffset.MinValue));
        Assert.Empty(log.Live);
    }

    [Fact]
    public void Where_executions_tell_of_more_they_are_tallied()
    {
        var log = new CallLog();
        Add(log, 0, 1);
        Add(log, 10, 2, FunctionCalls.ExecutionCaller);
        Add(log, 20, 3, FunctionCalls.ExecutionCaller);
        log.Of(Build.Orders).Turn(Build.Noon.AddSeconds(15), contained: true);

        var live = log.Of(Build.Orders).Tally(Build.Noon);
        log.ForgetBefore(Minute + 100);

        Assert.Equal((1, 1), live);
        Assert.Equal((1, 1), log.Of(Build.Orders).Tally(Build.Noon));
    }

    [Fact]
    public void Where_executions_tell_of_as_many_the_calls_are_tallied()
    {
        var log = new CallLog();
        Add(log, 0, 1);
        Add(log, 20, 2);
        Add(log, 0, 1, FunctionCalls.ExecutionCaller);
        Add(log, 1, 2, FunctionCalls.ExecutionCaller);

        log.Of(Build.Orders).Turn(Build.Noon.AddSeconds(15), contained: true);

        Assert.Equal((1, 1), log.Of(Build.Orders).Tally(Build.Noon));
    }

    [Theory]
    [InlineData(60, 3, 0)]
    [InlineData(59, 2, 1)]
    [InlineData(0, 1, 2)]
    public void What_was_called_in_the_very_second_of_a_turn_came_before_it(int turn, int ran, int prevented)
    {
        var log = new CallLog();
        foreach (var second in (int[])[0, 59, 60]) Add(log, second, (ulong)second + 1);

        log.Of(Build.Orders).Turn(Build.Noon.AddSeconds(turn), contained: true);

        Assert.Equal((ran, prevented), log.Of(Build.Orders).Tally(Build.Noon));
    }

    [Fact]
    public void Executions_forgotten_before_the_containment_count_by_the_hour_too()
    {
        var log = new CallLog();
        Add(log, 0, 1);
        Add(log, 10, 2, FunctionCalls.ExecutionCaller);
        Add(log, 20, 3, FunctionCalls.ExecutionCaller);

        log.ForgetBefore(Minute + 100);

        Assert.Equal((2, 0), log.Of(Build.Orders).Tally(Build.Noon));
    }

    [Fact]
    public void Sets_live_for_seventy_minutes()
    {
        var log = new CallLog();
        Add(log, 0, 1);
        Add(log, 60, 2);

        log.ForgetBefore(Minute + 70);
        var before = log.Live.Count();
        log.ForgetBefore(Minute + 71);

        Assert.Equal(2, before);
        Assert.Equal(Minute + 1, Assert.Single(log.Live).Minute);
        Assert.Equal((2, 0), log.Of(Build.Orders).Tally(DateTimeOffset.MinValue));
    }

    [Fact]
    public void What_was_forgotten_before_the_function_was_contained_counts_by_the_whole_hour()
    {
        var log = new CallLog();
        Add(log, -3600, 1);
        Add(log, 60, 2);
        Add(log, 1800, 3);

        log.ForgetBefore(Minute + 200);

        Assert.Equal((2, 0), log.Of(Build.Orders).Tally(Build.Noon.AddMinutes(20)));
        Assert.Equal((2, 0), log.Of(Build.Orders).Tally(Build.Noon));
        Assert.Equal((3, 0), log.Of(Build.Orders).Tally(Build.Noon.AddTicks(-1)));
        Assert.Equal((0, 0), log.Of(Build.Orders).Tally(Build.Noon.AddMinutes(60)));
    }

    [Fact]
    public void Of_what_was_forgotten_before_the_last_day_is_kept()
    {
        var log = new CallLog();
        for (var hour = 0; hour < 30; hour++) Add(log, hour * 3600, (ulong)hour + 1);

        log.ForgetBefore(Minute + (40 * 60));

        Assert.Equal((24, 0), log.Of(Build.Orders).Tally(DateTimeOffset.MinValue));
    }

    [Fact]
    public void The_tally_of_a_contained_function_does_not_change_when_its_calls_are_forgotten()
    {
        Gen.Select(Gen.Int[0, 600].Array[0, 60], Gen.Int[0, 620].Array[1, 4], Gen.Int[0, 620]).Sample((calls, turns, change) =>
        {
            var since = Math.Min(change, turns.Min()); // the suspect's change comes before the containment
            var log = new CallLog();
            for (var i = 0; i < calls.Length; i++) Add(log, calls[i], (ulong)i + 1);
            var function = log.Of(Build.Orders);
            var ordered = turns.Order().ToArray();
            for (var i = 0; i < ordered.Length; i++) function.Turn(Build.Noon.AddSeconds(ordered[i]), contained: i % 2 == 0);
            var before = function.Tally(Build.Noon.AddSeconds(since));

            log.ForgetBefore(Minute + 500);

            Assert.Equal(before, function.Tally(Build.Noon.AddSeconds(since)));
        }, threads: 1);
    }

    [Fact]
    public void One_caller_has_one_set_a_minute()
    {
        var log = new CallLog();
        var function = log.Of(Build.Orders);

        var set = function.SetOf(Caller, Minute);

        Assert.Same(set, function.SetOf(Caller, Minute));
        Assert.NotSame(set, function.SetOf("another", Minute));
        Assert.NotSame(set, function.SetOf(Caller, Minute + 1));
        Assert.Same(set, function.SetOf(Caller, Minute));
        Assert.NotSame(set, log.Of(Build.Mailer).SetOf(Caller, Minute));
        Assert.Same(function, log.Of(Build.Orders));
        Assert.Equal((Caller, Minute, function), (set.Caller, set.Minute, set.Function));
    }

    [Fact]
    public void A_call_after_its_minute_was_forgotten_starts_another_set()
    {
        var log = new CallLog();
        var old = log.Of(Build.Orders).SetOf(Caller, Minute);
        log.ForgetBefore(Minute + 100);

        var again = log.Of(Build.Orders).SetOf(Caller, Minute);

        Assert.NotSame(old, again);
    }

    [Fact]
    public void A_call_is_judged_when_one_no_later_from_the_same_place_was()
    {
        var set = new CallLog().Of(Build.Orders).SetOf(Caller, Minute);
        var place = Build.Place();
        Assert.False(set.IsJudged(Build.Noon, "b"u8, place));

        set.Judged(Build.Noon, "b", place);

        Assert.True(set.IsJudged(Build.Noon, "b"u8, place));
        Assert.True(set.IsJudged(Build.Noon, "c"u8, place));
        Assert.True(set.IsJudged(Build.Noon, "bb"u8, place));
        Assert.True(set.IsJudged(Build.Noon.AddSeconds(1), "a"u8, place));
        Assert.False(set.IsJudged(Build.Noon, "a"u8, place));
        Assert.False(set.IsJudged(Build.Noon, ""u8, place));
        Assert.False(set.IsJudged(Build.Noon.AddSeconds(-1), "c"u8, place));
        Assert.False(set.IsJudged(Build.Noon.AddSeconds(1), "c"u8, Build.Place()));
    }

    [Fact]
    public void The_sets_of_a_caller_are_found_by_minutes_both_ends_included()
    {
        var log = new CallLog();
        foreach (var second in (int[])[0, 60, 120, 180]) Add(log, second, (ulong)second + 1);
        Add(log, 60, 7, "another");

        Assert.Equal([Minute + 1, Minute + 2], log.By(Caller, Minute + 1, Minute + 2).Select(s => s.Minute));
        Assert.Equal([Minute + 1], log.By("another", Minute, Minute + 3).Select(s => s.Minute));
        Assert.Empty(log.By(Caller, Minute + 4, Minute + 9));
    }

    [Fact]
    public void A_function_of_which_no_call_names_an_interface_runs_outside_a_VPC()
    {
        var log = new CallLog();
        var calls = log.Of(Build.Orders);
        log.Of(Build.Mailer);
        Assert.Equal(0, log.Outside); // no invocation was seen

        Assert.Null(calls.InterfaceIn([]));
        Assert.Equal(1, log.Outside);

        Assert.Null(calls.InterfaceIn("""{"functionVersion":"x"}"""u8));
        Assert.Equal(1, log.Outside);

        var named = """{"customerEniId":"eni-1"}"""u8;
        Assert.Equal("eni-1", calls.InterfaceIn(named));
        Assert.Same(calls.InterfaceIn(named), calls.InterfaceIn(named)); // read once
        Assert.Equal("eni-2", calls.InterfaceIn("""{"customerEniId":"eni-2"}"""u8));
        Assert.Equal(0, log.Outside);
    }

    [Fact]
    public void The_first_call_from_a_place_on_an_interface_is_told()
    {
        var set = new CallLog().Of(Build.Orders).SetOf(Caller, Minute);
        var place = Build.Place();

        Assert.True(set.IsFirstOn("eni-1", place, Build.Noon));
        Assert.False(set.IsFirstOn("eni-1", place, Build.Noon));
        Assert.False(set.IsFirstOn("eni-1", place, Build.Noon.AddSeconds(1)));
        Assert.True(set.IsFirstOn("eni-1", place, Build.Noon.AddSeconds(-1)));
        var other = Build.Place();
        Assert.True(set.IsFirstOn("eni-1", other, Build.Noon.AddSeconds(2)));
        Assert.True(set.IsFirstOn("eni-2", other, Build.Noon.AddSeconds(2)));
    }

    private static void Add(CallLog log, int second, ulong id, string caller = Caller) =>
        log.Of(Build.Orders).SetOf(caller, Minute + (int)Math.Floor(second / 60.0)).Calls.Add(id << 6, ((second % 60) + 60) % 60);
}
