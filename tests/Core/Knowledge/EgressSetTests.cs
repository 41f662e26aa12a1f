using System.Net;
using CsCheck;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.FlowLogs;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

/// <summary>What was sent, as it is counted, and as it is kept for others.</summary>
public class EgressSetTests
{
    private const long MostBytes = (1L << 40) - 1; // of one flow record, as it is kept

    private static readonly int Hour = (int)(Build.Noon.ToUnixTimeSeconds() / 3600);

    private static readonly Gen<FlowEntry> Entries = Gen.Select(Gen.ULong[0, 5_000], Gen.Byte[0, 59], Gen.UShort, Gen.Long[0, MostBytes]).Select((hash, minute, port, bytes) => new FlowEntry(hash, minute, port, bytes));

    [Fact]
    public void Each_flow_record_counts_once_in_its_minute() => Entries.Array[0, 60].Sample(entries =>
    {
        var set = Set();
        var distinct = new Dictionary<ulong, FlowEntry>();
        foreach (var entry in entries) Assert.Equal(distinct.TryAdd(entry.Hash, entry), set.Add(entry));
        Span<long> minutes = stackalloc long[60];

        set.SumInto(minutes);

        for (var minute = 0; minute < 60; minute++) Assert.Equal(distinct.Values.Where(e => e.Minute == minute).Sum(e => e.Bytes), minutes[minute]);
        Assert.Equal(distinct.Values.OrderBy(e => e.Hash), set.Entries.OrderBy(e => e.Hash));
    });

    [Fact]
    public void So_many_are_told_apart_and_no_more()
    {
        var set = Set();
        for (var i = 0; i < EgressSet.Cap; i++) Assert.True(set.Add(new FlowEntry((ulong)i, 1, 443, 1)));

        Assert.False(set.Add(new FlowEntry(ulong.MaxValue, 1, 443, 1)));
        Assert.Equal(EgressSet.Cap, set.Entries.Count);
    }

    [Fact]
    public void What_is_kept_for_others_says_the_same() => Entries.Array[1, 40].Sample(entries =>
    {
        var distinct = entries.DistinctBy(e => e.Hash).OrderBy(e => e.Hash).ToList();

        var kept = Assert.Single(EgressRecord.Of(Set(), distinct));

        Assert.Equal(distinct, EgressRecord.FlowsOf(kept.Record, out var to));
        Assert.Equal(("185.143.221.89", Hour), (to.ToString(), EgressRecord.HourOf(kept.Record)));
        Assert.Equal(Build.At(distinct.Min(e => e.Minute)).AddSeconds(59), kept.Record.Time);
        Assert.Equal(["eni-1"], kept.Subjects);
        Assert.False(kept.Learned);
        Assert.Null(EgressRecord.RunOf(kept.Record));
        Assert.Equal(kept.Record.EventId, Assert.Single(EgressRecord.Of(Set(), distinct.AsEnumerable().Reverse())).Record.EventId); // whoever keeps the same keeps one
    });

    [Fact]
    public void More_than_a_record_holds_is_kept_in_several()
    {
        var entries = Enumerable.Range(0, 1_025).Select(i => new FlowEntry((ulong)i, (byte)(i % 60), 443, MostBytes + 1)).ToList();

        var kept = EgressRecord.Of(Set(), entries).ToList();

        Assert.Equal([1_024, 1], kept.Select(k => EgressRecord.FlowsOf(k.Record, out _).Count));
        Assert.Equal(2, kept.Select(k => k.Record.EventId).Distinct().Count());
        Assert.All(kept.SelectMany(k => EgressRecord.FlowsOf(k.Record, out _)), e => Assert.Equal(MostBytes, e.Bytes)); // as much as can be kept
    }

    [Theory]
    [InlineData("192.0.2.10", "192.0.2.10")]
    [InlineData("2001:DB8::0:7", "2001:db8::7")]
    public void A_run_is_kept_under_its_function_and_interface(string from, string text)
    {
        var source = new SourceAddress(SourceKind.Address, from, IPAddress.Parse(from), "", null);
        var run = new FunctionRun(Build.Orders, Build.Dev, EgressRecord.AddressIn(source), Build.At(3));

        var kept = EgressRecord.Of("eni-1", run, "e-1", Build.User(), source, learned: true);

        Assert.Equal(text, run.Source);
        Assert.Equal(("eni-1", run), EgressRecord.RunOf(kept.Record));
        Assert.Equal([Build.Orders, "eni-1"], kept.Subjects);
        Assert.True(kept.Learned && EgressRecord.Is(kept.Record));
        Assert.Empty(EgressRecord.FlowsOf(kept.Record, out _));
    }

    [Fact]
    public void A_service_has_no_address() => Assert.Equal("", EgressRecord.AddressIn(Build.ThroughService()));

    [Theory]
    [InlineData("185.143.221.89", "185.143.221.89:443")]
    [InlineData("2001:db8::7", "[2001:db8::7]:443")]
    public void An_endpoint_is_written_as_addresses_are(string address, string endpoint) =>
        Assert.Equal(endpoint, new Egress("eni-1", Build.Orders, Build.Account, "eu-west-1", IPAddress.Parse(address), address, "", null, 443, false, Build.Noon, Build.Noon, 1, 1, null).Endpoint);

    private static EgressSet Set()
    {
        var to = IPAddress.Parse("185.143.221.89");
        return new EgressSet(new InterfaceFlows("eni-1"), Hour, FlowAddress.Of(to), new EgressDestination(to, to.ToString(), "185.143.0.0/16", "NL"));
    }
}
