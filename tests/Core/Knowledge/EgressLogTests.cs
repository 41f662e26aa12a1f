using System.Text;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.FlowLogs;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public class EgressLogTests
{
    private static readonly FlowAddress Abroad = FlowAddress.Of(System.Net.IPAddress.Parse("185.143.221.89"));

    [Fact]
    public void A_name_is_one_instance()
    {
        var log = new EgressLog(null);

        Assert.Same(log.NameOf("eni-1"u8), log.NameOf(Encoding.UTF8.GetBytes("eni-1")));
        Assert.Equal("eni-2", log.NameOf("eni-2"u8));
    }

    [Fact]
    public void A_destination_is_looked_up_once()
    {
        var countries = new Counting();
        var log = new EgressLog(countries);

        var first = log.DestinationOf(Abroad);

        Assert.Same(first, log.DestinationOf(Abroad));
        Assert.Equal(("185.143.221.89", "185.143.0.0/16", "NL", 1), (first.Text, first.Network, first.Country, countries.Asked));
    }

    [Fact]
    public void Destinations_do_not_pile_up()
    {
        var countries = new Counting();
        var log = new EgressLog(countries);

        for (var i = 0u; i < 16_384; i++) log.DestinationOf(new FlowAddress(i, IsV6: false));
        log.DestinationOf(new FlowAddress(0, IsV6: false));
        Assert.Equal(16_384, countries.Asked); // all of them are known

        log.DestinationOf(Abroad);
        log.DestinationOf(new FlowAddress(0, IsV6: false));
        Assert.Equal(16_386, countries.Asked); // and are forgotten with the next
    }

    [Fact]
    public void An_interface_is_new_once()
    {
        var log = new EgressLog(null);

        var flows = log.Of("eni-1", out var isNew);

        Assert.True(isNew);
        Assert.Same(flows, log.Of("eni-1", out isNew));
        Assert.False(isNew);
    }

    [Fact]
    public void Of_interfaces_on_which_nothing_ran_the_last_are_kept_and_of_the_others_all()
    {
        var log = new EgressLog(null);
        log.Ran(log.Of("eni-ran", out _), Run(0));
        log.Of("eni-stranger", out _);
        for (var i = 0; i < EgressLog.MostStrangers - 2; i++) log.Of($"eni-{i}", out _);
        Assert.False(IsNew("eni-stranger"));

        log.Of("eni-more", out _);
        log.Of("eni-and-more", out _);

        Assert.False(IsNew("eni-ran"));
        Assert.True(IsNew("eni-stranger"));

        bool IsNew(string id)
        {
            log.Of(id, out var isNew);
            return isNew;
        }
    }

    [Fact]
    public void A_function_tells_on_which_interfaces_it_ran()
    {
        var log = new EgressLog(null);
        var (one, two) = (log.Of("eni-1", out _), log.Of("eni-2", out _));

        Assert.True(log.Ran(one, Run(0)));
        Assert.False(log.Ran(one, Run(0)));
        Assert.True(log.Ran(two, Run(1)));

        Assert.Equal([one, two], log.RanOn(Build.Orders).OrderBy(i => i.Id, StringComparer.Ordinal));
        Assert.Empty(log.RanOn(Build.Mailer));
    }

    [Fact]
    public void What_is_old_is_forgotten_each_ten_minutes()
    {
        var log = new EgressLog(null);
        var (flows, quiet) = (log.Of("eni-1", out _), log.Of("eni-2", out _));
        log.Ran(flows, Run(0));
        log.Ran(quiet, new FunctionRun(Build.Mailer, Build.Dev, "", Build.At(-30)));
        Sent(flows, -60);
        Sent(flows, 0);

        log.ForgetBefore(Build.At(0), Build.At(-10));

        Assert.Equal([Hour(0)], flows.SentFrom(0).Select(s => s.Hour));
        Assert.Empty(log.RanOn(Build.Mailer));
        log.Of("eni-2", out var isNew);
        Assert.True(isNew);
        Assert.Single(log.RanOn(Build.Orders));

        Sent(flows, -60);
        log.ForgetBefore(Build.At(9.9), Build.At(0));
        Assert.Equal(2, flows.SentFrom(0).Count()); // a sweep costs as much as there are interfaces

        log.ForgetBefore(Build.At(10), Build.At(0));
        Assert.Single(flows.SentFrom(0));
        Assert.Single(log.RanOn(Build.Orders)); // a slot more is kept
        log.ForgetBefore(Build.At(120), Build.At(20));
        Assert.Empty(log.RanOn(Build.Orders));
    }

    private static int Hour(double minute) => (int)(Build.At(minute).ToUnixTimeSeconds() / 3600);

    private static void Sent(InterfaceFlows flows, double minute) => Assert.NotNull(flows.SetOf(Hour(minute), Abroad, new EgressDestination(Abroad.ToIPAddress(), Abroad.ToString(), Abroad.Network, null)));

    private static FunctionRun Run(double minute) => new(Build.Orders, Build.Dev, "192.0.2.10", Build.At(minute));

    private sealed class Counting : ICountries
    {
        public int Asked { get; private set; }

        public string? CountryOf(System.Net.IPAddress address)
        {
            Asked++;
            return "NL";
        }
    }
}
