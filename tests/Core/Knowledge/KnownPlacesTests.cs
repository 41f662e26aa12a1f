using CsCheck;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Knowledge;

/// <summary>Where callers are usually, asked of one record more than once and of many records in a row.</summary>
public class KnownPlacesTests
{
    private static readonly SourceAddress[] Places = [Build.Place(), Build.Place("198.51.100.1"), Build.Place("203.0.113.1", "RU"), Build.Place("198.51.100.9", null), Build.ThroughService()];
    private static readonly Principal[] Callers = [Build.User(), Build.User(Build.Mallory), Build.Service()];

    private readonly MemoryFactStore _facts = new();
    private readonly MemoryRecordStore _records = new();

    public KnownPlacesTests() => Usually(_facts);

    [Fact]
    public void Whoever_was_asked_about_before_changes_no_answer()
    {
        Gen.Select(Gen.Int[0, Callers.Length - 1], Gen.Int[0, Places.Length - 1]).Array[1, 12].Sample(asked =>
        {
            var known = At(0);

            Assert.All(asked, a => Assert.Equal(At(0).NoveltyOf(Callers[a.Item1], Places[a.Item2]), known.NoveltyOf(Callers[a.Item1], Places[a.Item2])));
        }, threads: 1);
    }

    [Fact]
    public void A_call_through_a_service_is_as_unusual_as_the_most_unusual_of_the_hour()
    {
        Gen.Select(Gen.Select(Gen.Int[-80, 5], Gen.Int[0, Places.Length - 1]).Array[0, 8], Gen.Int[0, 1]).Sample((calls, who) =>
        {
            var (facts, records) = (new MemoryFactStore(), new MemoryRecordStore());
            Usually(facts);
            foreach (var (minute, place) in calls) records.Add(Build.Kept(Build.Record("iam:CreateRole", minute, $"{minute}/{place}", Callers[who], Places[place])));
            var known = new Known(facts, records, SentinelSettings.Default);
            known.At(Build.Noon, "", [Callers[who].Subject]);
            var through = Build.Record("lambda:CreateFunction", by: Callers[who], from: Build.ThroughService());

            var novelty = known.NoveltyOf(through);

            var expected = calls.Where(c => c.Item1 is > -60 and < 0).Select(c => known.NoveltyOf(Callers[who], Places[c.Item2])).DefaultIfEmpty().Max();
            Assert.Equal(expected, novelty);
            Assert.Equal(expected, known.NoveltyOf(through));
        }, threads: 1);
    }

    [Fact]
    public void Of_another_record_or_at_another_time_it_is_asked_anew()
    {
        _records.Add(Build.Kept(Build.Record("iam:CreateRole", -50, from: Places[2])));
        var known = At(0);
        var mine = Build.Record("lambda:CreateFunction", from: Build.ThroughService());
        Assert.Equal(SourceNovelty.Country, known.NoveltyOf(mine));

        Assert.Equal(SourceNovelty.Usual, known.NoveltyOf(Build.Record("lambda:CreateFunction", by: Callers[1], from: Build.ThroughService())));
        known.At(Build.At(20), "", [Build.Dev]);
        Assert.Equal(SourceNovelty.Usual, known.NoveltyOf(mine));
    }

    [Theory]
    [InlineData("192.0.2.10", true)]
    [InlineData("192.0.77.1", true)]
    [InlineData("198.51.100.1", false)]
    [InlineData("203.0.113.1", true)] // trusted
    public void A_usual_place_is_a_usual_network_or_a_trusted_one(string address, bool usual)
    {
        var settings = SentinelSettings.Default with { TrustedNetworks = [System.Net.IPNetwork.Parse("203.0.113.0/24")], Deployers = [new Deployer(new Glob(Build.Dev), null, null)] };

        Assert.Equal(usual, At(0, settings).IsFromUsualPlace(Build.Record("iam:CreateRole", from: Build.Place(address))));
    }

    [Fact]
    public void Through_a_service_nobody_is_at_a_usual_place_and_a_private_address_is_one()
    {
        Assert.False(At(0).IsFromUsualPlace(Build.Record("iam:CreateRole", from: Build.ThroughService())));
        Assert.False(At(0).IsFromUsualPlace(Build.Record("iam:CreateRole", from: SourceAddress.Absent)));
        Assert.False(At(0).IsFromUsualPlace(Build.Record("iam:CreateRole", by: Callers[1])));
        Assert.True(At(0).IsFromUsualPlace(Build.Record("iam:CreateRole", from: Build.Place() with { Network = null })));
    }

    private static void Usually(MemoryFactStore facts)
    {
        foreach (var ago in (int[])[30, 10])
        {
            facts.Of(Build.Dev).Learn(Habit.Network, "192.0.0.0/16", Build.Today - ago);
            facts.Of(Build.Dev).Learn(Habit.Country, "US", Build.Today - ago);
        }
    }

    private Known At(double minute, SentinelSettings? settings = null)
    {
        var known = new Known(_facts, _records, settings ?? SentinelSettings.Default);
        known.At(Build.At(minute), "", [Build.Dev]);
        return known;
    }
}
