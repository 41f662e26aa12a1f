using CsCheck;
using Sentinel.Core.Coverage;
using Sentinel.Core.Reports;

namespace Sentinel.Core.Tests.Coverage;

public class SilenceTests
{
    private static readonly DateTimeOffset Noon = new(2024, 3, 14, 12, 0, 0, TimeSpan.Zero);
    private static readonly string[] Regions = ["eu-west-1", "us-east-1"];
    private static readonly Dictionary<string, DateTimeOffset> Old = new() { ["111122223333"] = Noon.AddDays(-30) };

    [Theory]
    [InlineData(9, false)] // one missed
    [InlineData(12, false)] // two, and the second may be on its way
    [InlineData(13, true)]
    public void Two_missed_heartbeats_are_silence(int minutes, bool silent)
    {
        var gaps = Silence.Of(Old, Regions, Heard(("eu-west-1", minutes), ("us-east-1", 1)), Noon);

        Assert.Equal(silent ? ["eu-west-1"] : [], gaps.Select(g => g.Region));
        Assert.All(gaps, g => Assert.Equal(("111122223333", Sensor.Heartbeat, Sight.Blind), (g.Account, g.Sensor, g.Sight)));
    }

    [Fact]
    public void A_region_that_was_never_heard_is_silent_once_the_account_is_an_hour_old()
    {
        var heard = Heard(("eu-west-1", 1));

        Assert.Equal(["us-east-1"], Silence.Of(Old, Regions, heard, Noon).Select(g => g.Region));
        Assert.Empty(Silence.Of(new Dictionary<string, DateTimeOffset> { ["111122223333"] = Noon.AddMinutes(-50) }, Regions, heard, Noon));
    }

    [Fact]
    public void Who_is_not_expected_is_not_missed() =>
        Assert.Empty(Silence.Of(Old, ["eu-west-1"], new Dictionary<(string, string), DateTimeOffset>
        {
            [("111122223333", "eu-west-1")] = Noon,
            [("999988887777", "eu-west-1")] = Noon.AddDays(-2),
            [("111122223333", "ap-south-1")] = Noon.AddDays(-2),
        }, Noon));

    [Fact]
    public void A_later_heartbeat_never_makes_more_silent() => Gen.Select(Gen.Int[0, 60], Gen.Int[0, 60], Gen.Int[0, 30]).Sample((one, other, later) =>
        Assert.True(Silence.Of(Old, Regions, Heard(("eu-west-1", one), ("us-east-1", other)), Noon).Count
            >= Silence.Of(Old, Regions, Heard(("eu-west-1", Math.Max(0, one - later)), ("us-east-1", other)), Noon).Count));

    [Fact]
    public void A_page_names_the_one_that_is_silent()
    {
        var page = CoveragePages.Begun([new OpenGap(new Gap("111122223333", "eu-west-1", Sensor.Heartbeat, Sight.Blind, "never heard"), Noon)], Noon)!;

        Assert.Equal("Blind: eu-west-1 in 111122223333, incident coverage", PageLines.Subject(page));
        Assert.Contains("111122223333, eu-west-1: never heard", PageText.Of(page), StringComparison.Ordinal);
        Assert.Contains("sentinel coverage", PageText.Of(page), StringComparison.Ordinal);
    }

    [Fact]
    public void A_page_about_the_same_has_the_same_id_and_about_another_time_another_one()
    {
        OpenGap[] one = [Open("eu-west-1"), Open("us-east-1")];

        Assert.Equal(CoveragePages.Begun(one, Noon)!.Id, CoveragePages.Begun([.. one.Reverse()], Noon.AddMinutes(5))!.Id);
        Assert.NotEqual(CoveragePages.Begun(one, Noon)!.Id, CoveragePages.Begun([one[0], one[1] with { Since = Noon.AddDays(1) }], Noon)!.Id);
        Assert.NotEqual(CoveragePages.Begun(one, Noon)!.Id, CoveragePages.Ended(one, Noon)!.Id);
    }

    [Fact]
    public void Nobody_is_paged_for_what_is_only_unknown_or_noted() =>
        Assert.Null(CoveragePages.Begun([Open("eu-west-1", Sight.Unknown), Open("us-east-1", Sight.Noted)], Noon));

    [Fact]
    public void Regions_that_say_the_same_are_one_line()
    {
        string[] regions = ["eu-west-1", "eu-west-2", "eu-west-3", "us-east-1", "us-east-2"];

        var lines = CoveragePages.Lines(regions.Select(r => Open(r).Gap));

        Assert.Equal(("111122223333, eu-west-1, eu-west-2 and 3 more regions", 5), (Assert.Single(lines).Place, lines[0].Count));
    }

    private static OpenGap Open(string region, Sight sight = Sight.Blind) => new(new Gap("111122223333", region, Sensor.GuardDuty, sight, "GuardDuty is off"), Noon);

    private static Dictionary<(string, string), DateTimeOffset> Heard(params (string Region, int Minutes)[] heard) => heard.ToDictionary(h => ("111122223333", h.Region), h => Noon.AddMinutes(-h.Minutes));
}
