using System.Collections.Concurrent;
using Sentinel.Aws.Coverage;
using Sentinel.Aws.Reports;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Aws.Tests.State;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Coverage;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Reports.Facts;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Aws.Tests.Reports;

[Collection(OnDynalite.Name)]
public sealed class DeployedReportsTests(Dynalite dynalite) : IDisposable
{
    private const string Carts = "arn:aws:dynamodb:eu-west-1:111122223333:table/carts";
    private const string Customers = "arn:aws:dynamodb:eu-west-1:111122223333:table/customers";
    private static readonly int Noon = MinuteOf(Build.Noon);

    private readonly StateBench _bench = new(dynalite);

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Tables_are_those_that_its_people_roles_and_functions_touched()
    {
        await CountAsync(
            Touch(Carts, new DataActor(Build.Dev, null, false).Reads, Noon + 3, 7, second: 9),
            Touch(Carts, new DataActor(Build.Role, Build.Orders, false).Deletes, Noon + 4, 40, second: 5),
            Touch(Carts, new DataActor(Build.Role, Build.Orders, true).Deletes, Noon + 5, 2, second: 1), // taken out of Lambda
            Touch(Customers, new DataActor(Build.Mallory, null, false).Reads, Noon + 3, 99, second: 0)); // of somebody else

        var use = Assert.Single((await ReportAsync()).Data.Tables).Use;

        Assert.Equal(new TableUse(Carts, 7, 42, Build.At(3).AddSeconds(9), Build.At(4).AddSeconds(5)), use);
    }

    [Fact]
    public async Task A_table_that_was_mapped_tells_of_credentials_that_were_not_known()
    {
        await MappedAsync($"{Carts}/stream/2024-01-01T00:00:00.000");
        await CountAsync(
            Touch(Carts, new DataActor(Build.Role + "-of-before", Build.Orders, false).Reads, Noon + 3, 7, second: 9),
            Touch(Carts, new DataActor(Build.Dev, null, false).Reads, Noon + 3, 3, second: 9), // found under the table and under the person
            Touch(Carts, new DataActor(Build.Mallory, null, false).Reads, Noon + 3, 5, second: 9));

        var use = Assert.Single((await ReportAsync()).Data.Tables).Use;

        Assert.Equal((10, 0), (use!.Reads, use.DeletedItems));
    }

    [Fact]
    public async Task What_came_before_the_incident_and_long_after_it_is_not_its()
    {
        var dev = new DataActor(Build.Dev, null, false).Reads;
        await CountAsync(Touch(Carts, dev, Noon - 1, 7, second: 9), Touch(Carts, dev, Noon + 30 + SentinelSettings.Default.WindowMinutes + 60, 7, second: 9));

        Assert.Empty((await ReportAsync(Build.At(400))).Data.Tables);
    }

    [Fact]
    public async Task What_is_not_seen_of_its_account_and_region_stands_in_it()
    {
        GapEntry Of(string account, string region, string what, bool ended = false) => new(new OpenGap(new Gap(account, region, Sensor.Trail, Sight.Blind, what), Build.Noon), Told: true, ended);
        await new GapBook(_bench.Table).KeepAsync(
        [
            Of(Build.Account, "eu-west-1", "the trail is stopped"), Of(Build.Account, "", "regions are open in which nothing is watched"),
            Of(Build.Account, "us-west-2", "elsewhere"), Of("999988887777", "eu-west-1", "of somebody else"), Of(Build.Account, "eu-west-1", "over", ended: true) with { Open = new OpenGap(new Gap(Build.Account, "eu-west-1", Sensor.Config, Sight.Blind, "over"), Build.Noon) },
        ], CancellationToken.None);

        var report = await ReportAsync();

        Assert.Equal(["111122223333 eu-west-1: the trail is stopped", "111122223333: regions are open in which nothing is watched"], report.Unseen.Where(u => u.What == "Coverage").Select(u => u.Why).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task What_was_not_counted_is_unknown()
    {
        var report = await ReportAsync();

        Assert.Null(report.Functions.Single(f => f.IsTarget).Invocations);
        Assert.Superset(new HashSet<string> { "How often the functions were invoked", "Reads and deletes of table items", "Where data was sent, and how much" }, report.Unseen.Select(u => u.What).ToHashSet());
        Assert.DoesNotContain(report.Unseen, u => u.What == "Limits of this run");
    }

    [Fact]
    public async Task Counts_that_are_older_than_a_day_may_be_gone_and_it_says_so()
    {
        await CountAsync(Touch(Build.Orders, Build.Dev, Noon + 3, 7, second: 9)); // not swept yet

        var report = await ReportAsync(Build.At(25 * 60));

        Assert.Null(report.Functions.Single(f => f.IsTarget).Invocations);
        Assert.Contains(report.Unseen, u => u.Why.Contains("counted for a day", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Traffic_is_that_of_its_signals()
    {
        var sent = Build.Signal(12, "unexpected-egress", Stage.Network) with { Resource = "192.0.2.7:443", Count = 40_000_000 };

        var egress = Assert.Single((await ReportAsync(signals: sent)).Data.Egress);

        Assert.Equal(("192.0.2.7", 443, 40_000_000), (egress.Address, egress.Port, egress.Bytes));
    }

    [Fact]
    public async Task It_reads_by_Query_and_BatchGetItem_alone()
    {
        await MappedAsync(Carts);
        var called = new ConcurrentDictionary<string, int>(StringComparer.Ordinal);
        _bench.Requests.Instead = operation =>
        {
            called.AddOrUpdate(operation, 1, (_, n) => n + 1);
            return null;
        };

        await ReportAsync();

        // As cdk/Constructs/ResponderRole.cs allows.
        Assert.Equal(["BatchGetItem", "Query"], called.Keys.Order());
        Assert.InRange(called.Values.Sum(), 5, 30);
    }

    private Task<IncidentReport> ReportAsync(DateTimeOffset? at = null, params Signal[] signals)
    {
        _bench.Clock.SetUtcNow(at ?? Build.At(60));
        return new DeployedReports(_bench.Table, countries: null).OfAsync(Incident([Build.Signal(0), Build.Signal(30), .. signals]), [], SentinelSettings.Default, default);
    }

    private ValueTask CountAsync(params MinuteCalls[] sets) => new DynamoCallStore(_bench.Table, _bench.Options).AddAsync(sets, default);

    private static MinuteCalls Touch(string what, string by, int minute, int times, int second)
    {
        var set = new CallSet();
        for (var i = 0; i < times; i++) set.Add(((ulong)(i + 1) << 8) + (ulong)minute, i == 0 ? second : 59);
        return new MinuteCalls(what, by, minute, set);
    }

    private static Incident Incident(IReadOnlyList<Signal> signals) => new()
    {
        Id = "0123456789abcdef",
        Supersedes = [],
        Verdict = Verdict.Contain,
        Time = Build.At(30),
        AlertTime = Build.Noon,
        Score = 90,
        Principal = Build.Dev,
        Session = null,
        Functions = [Build.Orders],
        Detections = ["fresh-role-passed"],
        Signals = signals,
        Roles = [Build.Role],
        Targets = [new(Build.Orders, Build.Noon, Build.Noon, Build.Noon)],
    };

    private static int MinuteOf(DateTimeOffset time) => (int)(time.ToUnixTimeSeconds() / 60);

    private async Task MappedAsync(string source)
    {
        var facts = new DynamoFactStore(_bench.Table, _bench.Options);
        facts.Of(Build.Orders).FunctionHistory().Add(Build.Event(FunctionEventKind.MappingCreated, 1, mapping: "m") with { EventSource = source });
        await facts.FlushAsync(default);
    }
}
