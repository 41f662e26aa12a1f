using CsCheck;
using Sentinel.Core.FlowLogs;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public class InterfaceFlowsTests
{
    private const string Here = "192.0.2.10", There = "198.51.100.7";

    private static readonly int Hour = (int)(Build.Noon.ToUnixTimeSeconds() / 3600);

    [Fact]
    public void A_run_is_news_once_in_ten_minutes_for_each_function_caller_and_address_and_when_it_was_earlier()
    {
        var flows = new InterfaceFlows("eni-1");

        Assert.True(flows.Ran(Run(5)));
        Assert.False(flows.Ran(Run(5)));
        Assert.False(flows.Ran(Run(6)));
        Assert.True(flows.Ran(Run(4)));
        Assert.True(flows.Ran(Run(10)));
        Assert.True(flows.Ran(Run(5, by: Build.Mallory)));
        Assert.True(flows.Ran(Run(5, from: There)));
        Assert.True(flows.Ran(Run(5, Build.Mailer)));
        Assert.Equal([Build.Mailer, Build.Orders], flows.Functions.Keys.Order(StringComparer.Ordinal));
    }

    // Against all runs, looked through one by one.
    [Fact]
    public void It_may_have_sent_what_ends_in_the_slot_of_a_run_or_one_of_the_three_after_it() =>
        Gen.Select(Gen.Int[0, 90].Array[0, 6], Gen.Int[0, 150]).Sample((minutes, end) =>
        {
            var flows = new InterfaceFlows("eni-1");
            flows.Ran(Run(-600)); // long before
            foreach (var minute in minutes) flows.Ran(Run(minute));

            var expected = minutes.Any(m => m <= end && (end / 10) - (m / 10) <= 3);

            return flows.Functions[Build.Orders].RunningAt(Build.At(end)) == expected;
        });

    [Fact]
    public void Whoever_ran_it_from_an_address_is_told_with_the_first_time_in_ten_minutes()
    {
        var flows = new InterfaceFlows("eni-1");
        foreach (var run in (FunctionRun[])[Run(7), Run(3), Run(12), Run(4, by: Build.Mallory), Run(1, from: There)]) flows.Ran(run);

        Assert.Equal([(Build.Dev, Build.At(3)), (Build.Dev, Build.At(12)), (Build.Mallory, Build.At(4))], flows.Functions[Build.Orders].From(Here).Order());
        Assert.Equal([(Build.Dev, Build.At(1))], flows.Functions[Build.Orders].From(There));
    }

    [Fact]
    public void What_was_sent_is_kept_by_hour_and_address_and_given_from_an_hour_on()
    {
        var flows = new InterfaceFlows("eni-1");
        var (first, other, later) = (Set(flows, Hour, Here), Set(flows, Hour, There), Set(flows, Hour + 1, Here));

        Assert.Same(first, Set(flows, Hour, Here));
        Assert.Equal(3, new HashSet<EgressSet>([first!, other!, later!], ReferenceEqualityComparer.Instance).Count);
        Assert.Equal([first, other, later], flows.SentFrom(Hour));
        Assert.Equal([later], flows.SentFrom(Hour + 1));
        Assert.Equal([first, later], flows.SentFrom(Hour, Address(Here)));
        Assert.Equal([other], flows.SentFrom(Hour, Address(There)));
        Assert.Equal((flows, Hour, Address(Here)), (first!.Flows, first.Hour, first.Address));
    }

    [Fact]
    public void Of_an_hour_so_many_addresses_are_told_apart_and_no_more()
    {
        var flows = new InterfaceFlows("eni-1");
        for (var i = 0; i < InterfaceFlows.MostDestinations; i++) Assert.NotNull(Set(flows, Hour, $"198.51.{i / 256}.{i % 256}"));

        Assert.Null(Set(flows, Hour, "203.0.113.1"));
        Assert.NotNull(Set(flows, Hour, "198.51.0.0"));
        Assert.NotNull(Set(flows, Hour + 1, "203.0.113.1"));
    }

    [Fact]
    public void Old_hours_and_runs_are_forgotten_and_nothing_is_left_of_an_interface_without_either()
    {
        var flows = new InterfaceFlows("eni-1");
        var slot = InterfaceFlows.SlotOf(Build.Noon);
        foreach (var run in (FunctionRun[])[Run(-1), Run(0), Run(-1, Build.Mailer)]) flows.Ran(run);
        foreach (var hour in (int[])[Hour - 1, Hour]) Set(flows, hour, Here);

        flows.ForgetBefore(Hour, slot);

        Assert.Equal([Hour], flows.SentFrom(0).Select(s => s.Hour));
        Assert.Equal([Build.Orders], flows.Functions.Keys);
        Assert.Equal([(Build.Dev, Build.At(0))], flows.Functions[Build.Orders].From(Here));
        Assert.True(flows.Functions[Build.Orders].RunningAt(Build.At(5)));
        Assert.False(flows.Functions[Build.Orders].RunningAt(Build.At(-0.5)));
        Assert.False(flows.IsEmpty);

        flows.ForgetBefore(Hour + 1, slot);
        Assert.False(flows.IsEmpty); // it ran

        flows.ForgetBefore(Hour + 1, slot + 1);
        Assert.True(flows.IsEmpty);
        Set(flows, Hour + 2, Here);
        Assert.False(flows.IsEmpty); // it sent
    }

    [Fact]
    public void A_slot_is_ten_minutes_since_1970() => Assert.Equal([0, 0, 1, 6], ((int[])[0, 599, 600, 3_600]).Select(s => InterfaceFlows.SlotOf(DateTimeOffset.UnixEpoch.AddSeconds(s))));

    private static FunctionRun Run(double minute, string function = Build.Orders, string by = Build.Dev, string from = Here) => new(function, by, from, Build.At(minute));

    private static FlowAddress Address(string text) => FlowAddress.Of(System.Net.IPAddress.Parse(text));

    private static EgressSet? Set(InterfaceFlows flows, int hour, string to) =>
        flows.SetOf(hour, Address(to), new EgressDestination(System.Net.IPAddress.Parse(to), to, Address(to).Network, null));
}
