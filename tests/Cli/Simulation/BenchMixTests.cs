using System.Text.Json;
using Sentinel.Cli.Simulation;

namespace Sentinel.Cli.Tests.Simulation;

public sealed class BenchMixTests
{
    private const int Records = 30_000;

    private static readonly string[] Control =
        ["UpdateFunction", "CreateFunction", "CreateRole", "AttachRolePolicy", "AddPermission", "CreateEventSourceMapping", "UpdateStack", "ConsoleLogin", "AssumeRoleWithSAML"];

    private static readonly List<byte[]> Mix = [.. BenchMix.Mix(1, Records)];
    private static readonly List<JsonElement> Details = [.. Mix.Select(line => Sample.Record(line))];

    [Fact]
    public void Sixty_percent_nobody_wants_thirty_are_invocations_and_ten_are_control_plane()
    {
        var invocations = Details.Count(r => r.Name() is "Invoke");
        var control = Details.Count(IsControl);

        Assert.InRange(invocations, Records * 29 / 100, Records * 31 / 100);
        Assert.InRange(control, Records * 9 / 100, Records * 11 / 100);
        Assert.InRange(Records - invocations - control, Records * 59 / 100, Records * 61 / 100);
    }

    [Fact]
    public void The_mean_record_is_between_1200_and_1400_bytes()
    {
        Assert.InRange(Mix.Average(line => line.Length), 1200, 1400);
        Assert.InRange(BenchMix.Flood(1, 5000).Average(line => line.Length), 1200, 1400);
    }

    [Fact]
    public void The_same_seed_gives_the_same_mix()
    {
        Assert.Equal(Mix.Take(2000).SelectMany(l => l), BenchMix.Mix(1, 2000).SelectMany(l => l));
        Assert.NotEqual(Mix.Take(20).SelectMany(l => l), BenchMix.Mix(2, 20).SelectMany(l => l));
    }

    [Fact]
    public void About_two_hundred_principals_work_on_about_fifty_functions()
    {
        var functions = Details.Where(r => r.Name() is "Invoke").Select(r => r.Text("requestParameters", "functionName")).Distinct(StringComparer.Ordinal).Count();

        Assert.InRange(Details.Select(r => r.Principal()).Distinct(StringComparer.Ordinal).Count(), 180, 220);
        Assert.Equal(50, functions);
    }

    [Fact]
    public void Ids_are_unique_and_25_records_share_a_second()
    {
        Assert.Equal(Records, Details.Select(r => r.Text("eventID")).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal((Records / 25) - 1, (Details[^1].Time() - Details[0].Time()).TotalSeconds);
    }

    [Fact]
    public void A_flood_is_nothing_but_invocations_of_few_functions_by_few_callers()
    {
        var flood = BenchMix.Flood(3, 5000).Select(line => Sample.Record(line)).ToList();

        Assert.All(flood, r => Assert.Equal("Invoke", r.Name()));
        Assert.Equal(3, flood.Select(r => r.Text("requestParameters", "functionName")).Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(4, flood.Select(r => r.Principal()).Distinct(StringComparer.Ordinal).Count());
    }

    // Services assume roles all the time and nobody wants to know; people do it as part of their work.
    private static bool IsControl(JsonElement record) =>
        (record.Name() is "AssumeRole" && record.Text("userIdentity", "type") is not "AWSService")
        || Control.Any(name => record.Name().StartsWith(name, StringComparison.Ordinal));
}
