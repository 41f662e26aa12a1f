using System.Text.Json;
using CsCheck;

namespace Sentinel.Cli.Tests.Readme;

public class MonthlyCostTests
{
    private static readonly AccountDay Day = new();
    private static readonly MeasuredRequests Measured = new(MeasuredLoad.Of(1_000, null, "UpdateItem 3, Query 3"), MeasuredLoad.Of(1_000, null, "UpdateItem 1,500, Query 2,000"), MeasuredLoad.Of(1_000, 200, "UpdateItem 250, BatchGetItem 5"));

    private static readonly Gen<AccountDay> Days =
        from control in Gen.Int[0, 100_000]
        from news in Gen.Int[0, control]
        from recorded in Gen.Int[0, 1_000_000]
        from forwarded in Gen.Int[0, recorded]
        from regions in Gen.Int[1, 34]
        select new AccountDay { Control = control, News = news, Recorded = recorded, Forwarded = forwarded, Regions = regions };

    [Fact]
    public void More_accounts_cost_more_in_every_part_that_grows() =>
        Gen.Select(Days, Gen.Int[1, 20_000], Gen.Int[1, 20_000]).Sample((day, fewer, more) =>
        {
            var (before, after) = (MonthlyCost.Of(fewer, day, Measured), MonthlyCost.Of(fewer + more, day, Measured));

            Assert.True(after.Total > before.Total, "all");
            Assert.True(after.Forwarding > before.Forwarding, "forwarding");
            Assert.True(after.Watching > before.Watching, "watching");
            Assert.True(after.LogsAndKey >= before.LogsAndKey, "logs");
            Assert.True(after.Queues >= before.Queues, "queues");
            Assert.True(after.Functions >= before.Functions, "functions");
            Assert.True(after.Table >= before.Table, "table");
            Assert.True(after.DataEvents >= before.DataEvents, "data events");
        });

    [Fact]
    public void Twice_the_requests_make_the_table_twice_as_dear_and_nothing_else()
    {
        var once = MonthlyCost.Of(300, Day, Measured);

        var twice = MonthlyCost.Of(300, Day, Measured.Times(2));

        Assert.True(once.Table > 0);
        Assert.Equal(once with { Table = once.Table * 2 }, twice);
    }

    [Theory]
    [InlineData("control")]
    [InlineData("changes")]
    [InlineData("invocations")]
    public void Each_measured_load_counts(string load)
    {
        var more = load switch
        {
            "control" => Measured with { Control = Measured.Control.Times(2) },
            "changes" => Measured with { Changes = Measured.Changes.Times(2) },
            _ => Measured with { Invocations = Measured.Invocations.Times(2) },
        };

        Assert.True(MonthlyCost.Of(300, Day, more).Total > MonthlyCost.Of(300, Day, Measured).Total);
    }

    [Fact]
    public void Without_events_there_remain_heartbeats_polling_and_the_key()
    {
        var quiet = MonthlyCost.Of(1, new AccountDay { Control = 0, News = 0, Recorded = 0, Forwarded = 0, Regions = 1 }, Measured);

        Assert.Equal(30 * 288 * Prices.Event.Each, quiet.Forwarding);
        Assert.Equal((0m, 0m, 0m), (quiet.Functions, quiet.Table, quiet.DataEvents));
        Assert.InRange(quiet.Total, 1, 5);
    }

    [Fact]
    public void An_account_on_an_assumed_day_is_what_it_comes_to_by_hand()
    {
        var cost = MonthlyCost.Of(10_000, new AccountDay { Control = 0, News = 0, Recorded = 20_000, Forwarded = 5_000, Regions = 17 }, Measured);

        // 1.5 thousand million calls forwarded, 1.4688 thousand million heartbeats; six thousand million recorded.
        Assert.Equal(1_500m + 1_468.8m, cost.Forwarding);
        Assert.Equal(6_000m, cost.DataEvents);
        // A set of function, caller and minute: 1.25 writes and 2.5 reads.
        Assert.Equal(1_500 * ((1.25m * 0.625m) + (2.5m * 0.125m)), cost.Table);
    }

    [Fact]
    public void The_counts_are_read_by_the_names_of_loads_and_columns()
    {
        var read = MeasuredRequests.Read("""
            | load | records | requests | for 1,000 records | for each function, caller and minute of a batch | by operation |
            |---|---|---|---|---|---|
            | steady control plane | 1,000 | 6 | 6.0 |  | UpdateItem 3, Query 3 |
            | steady invocations | 1,000 | 255 | 255.0 | 1.275 | UpdateItem 250, BatchGetItem 5 |
            | changes of functions and roles by those who make them | 1,000 | 3,500 | 3,500.0 |  | UpdateItem 1,500, Query 2,000 |
            """);

        Assert.Equal(Measured, read);
    }

    [Theory]
    [InlineData("| load | records |\n|---|---|\n| steady control plane | 1,000 |", "column")]
    [InlineData("nothing was measured", "load")]
    public void Counts_that_are_not_there_are_not_nothing(string markdown, string missing) =>
        Assert.Contains(missing, Assert.Throws<FormatException>(() => MeasuredRequests.Read(markdown)).Message, StringComparison.Ordinal);

    [Fact]
    public void An_operation_that_nobody_priced_is_not_free() => Assert.Throws<FormatException>(() => MeasuredLoad.Of(1, null, "TransactWriteItems 7"));

    [Fact]
    public void What_is_deployed_is_what_is_paid_for()
    {
        var resources = Template("organisation-Sentinel").Values.Select(r => (Type: r.GetProperty("Type").GetString(), Properties: r.GetProperty("Properties"))).ToList();
        var invocations = resources.Single(r => r.Type is "AWS::Lambda::EventSourceMapping" && r.Properties.GetProperty("BatchSize").GetInt32() == MonthlyCost.InvocationsBatch).Properties;
        var regions = resources.Where(r => r.Type is "AWS::CloudFormation::StackSet").Max(r => r.Properties.GetProperty("StackInstancesGroup")[0].GetProperty("Regions").GetArrayLength());
        var heartbeat = Template("organisation-SentinelMemberRules").Single(r => r.Key.StartsWith("RulesHeartbeat", StringComparison.Ordinal)).Value.GetProperty("Properties").GetProperty("ScheduleExpression").GetString();

        Assert.Equal(MonthlyCost.GatherSeconds, invocations.GetProperty("MaximumBatchingWindowInSeconds").GetInt32());
        Assert.Equal(MonthlyCost.AtOnce, invocations.GetProperty("ScalingConfig").GetProperty("MaximumConcurrency").GetInt32());
        Assert.All(resources.Where(r => r.Type is "AWS::Lambda::Function"), f => Assert.Equal(MonthlyCost.Gigabytes * 1024, f.Properties.GetProperty("MemorySize").GetInt32()));
        var beats = resources.Single(r => r.Type is "AWS::Lambda::EventSourceMapping" && r.Properties.TryGetProperty("MaximumBatchingWindowInSeconds", out var window) && window.GetInt32() == MonthlyCost.BeatSeconds).Properties;
        Assert.Equal(MonthlyCost.BeatsAtOnce, beats.GetProperty("ScalingConfig").GetProperty("MaximumConcurrency").GetInt32());
        Assert.Contains(resources, r => r.Type is "AWS::Events::Rule" && r.Properties.TryGetProperty("ScheduleExpression", out var rate) && rate.GetString() == $"rate({24 * 60 / MonthlyCost.LooksOfDay} minutes)");
        Assert.Equal(Day.Regions, regions);
        Assert.Equal($"rate({24 * 60 / MonthlyCost.HeartbeatsOfDay} minutes)", heartbeat);
    }

    /// <summary>The resources of a template as the tests of cdk/ keep it.</summary>
    private static Dictionary<string, JsonElement> Template(string name)
    {
        using var template = JsonDocument.Parse(File.ReadAllText(Path.Combine(Golden.Folder(), "..", "..", "Cdk", "Golden", name + ".json")));
        return template.RootElement.GetProperty("Resources").EnumerateObject().ToDictionary(r => r.Name, r => r.Value.Clone(), StringComparer.Ordinal);
    }
}
