using System.Text.Json.Nodes;
using Amazon.EC2.Model;
using Sentinel.Aws.Coverage;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Coverage;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Tests.Coverage;

[Collection(MotoTests.Name)]
public sealed class PlaceReaderTests(MotoServer server) : IDisposable
{
    private const string Bus = "arn:aws:events:us-east-1:444455556666:event-bus/sentinel";
    private const string Region = MotoAccount.Region;

    private readonly MotoAccount _account = new(server);

    private string Table => $"arn:aws:dynamodb:{Region}:{_account.Id}:table/customer-data";

    public void Dispose() => _account.Dispose();

    [Fact]
    public async Task An_account_with_nothing_in_it_is_blind_in_every_way()
    {
        var gaps = await GapsAsync();

        Assert.Equal([Sensor.Trail, Sensor.FunctionData, Sensor.TableData, Sensor.Forwarding, Sensor.Config, Sensor.GuardDuty, Sensor.Undelivered], gaps.Select(g => g.Sensor));
        Assert.All(gaps, g => Assert.Equal((Sight.Blind, _account.Id, Region), (g.Sight, g.Account, g.Region)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_account_with_all_of_it_lacks_nothing_whichever_selectors_its_trail_has(bool advanced)
    {
        using var sensors = new Sensors(server, _account.Id);
        if (advanced)
        {
            await sensors.TrailAsync(null,
            [
                Selector(("eventCategory", ["Management"])),
                Selector(("eventCategory", ["Data"]), ("resources.type", ["AWS::Lambda::Function"])),
                Selector(("eventCategory", ["Data"]), ("resources.type", ["AWS::DynamoDB::Table"]), ("resources.ARN", [Table])),
            ]);
        }
        else
        {
            await sensors.TrailAsync(
            [
                new JsonObject
                {
                    ["ReadWriteType"] = "All",
                    ["IncludeManagementEvents"] = true,
                    ["DataResources"] = new JsonArray(Data("AWS::Lambda::Function", "arn:aws:lambda"), Data("AWS::DynamoDB::Table", Table)),
                },
            ], null);
        }
        await sensors.RuleAsync("SentinelMember-Functions", """{"source":["aws.lambda"]}""", Bus);
        await sensors.RuleAsync("SentinelMember-TableData", $$$$"""{"source":["aws.dynamodb"],"detail":{"resources":{"ARN":["{{{{Table}}}}"]}}}""", Bus);
        await sensors.ConfigAsync();
        await sensors.GuardDutyAsync(functions: true);
        await UndeliveredAsync();

        Assert.Empty(await GapsAsync());
    }

    [Fact]
    public async Task Half_of_everything_is_told_apart()
    {
        using var sensors = new Sensors(server, _account.Id);
        await sensors.TrailAsync([new JsonObject { ["ReadWriteType"] = "WriteOnly", ["IncludeManagementEvents"] = true, ["DataResources"] = new JsonArray(Data("AWS::Lambda::Function", "arn:aws:lambda"), Data("AWS::DynamoDB::Table", Table)) }], null);
        await sensors.RuleAsync("SentinelMember-Functions", """{"source":["aws.lambda"]}""", Bus, enabled: false);
        await sensors.RuleAsync("SentinelMember-TableData", """{"source":["aws.dynamodb"]}""", "arn:aws:events:us-east-1:999988887777:event-bus/attacker");
        await sensors.ConfigAsync(started: false);
        await sensors.GuardDutyAsync(functions: false);
        await UndeliveredAsync("{}");

        var gaps = await GapsAsync();

        Assert.Equal(
        [
            (Sensor.TableData, $"{Table} is in detect/sensitive-resources, and no selector records it"), // reading it is not
            (Sensor.Forwarding, "SentinelMember-Functions is disabled, SentinelMember-TableData does not lead to the bus"),
            (Sensor.Config, "AWS Config does not record"),
            (Sensor.GuardDutyLambda, "GuardDuty does not watch the network of functions (Lambda protection)"),
            (Sensor.Undelivered, "events did not reach the bus: they wait in SentinelMember-Undelivered"),
        ], gaps.Select(g => (g.Sensor, g.What)));
    }

    [Fact]
    public async Task A_stopped_trail_is_a_stopped_trail()
    {
        using var sensors = new Sensors(server, _account.Id);
        await sensors.TrailAsync([new JsonObject { ["ReadWriteType"] = "All", ["IncludeManagementEvents"] = true, ["DataResources"] = new JsonArray(Data("AWS::Lambda::Function", "arn:aws:lambda")) }], null, logging: false);

        Assert.Contains(await GapsAsync(), g => g is { Sensor: Sensor.Trail, What: "the trail is stopped" });
    }

    [Fact]
    public async Task A_network_with_functions_in_it_must_record_its_flows()
    {
        using var there = _account.Clients.Watching(_account.Id, Region, "test");
        var vpc = (await there.Ec2.CreateVpcAsync(new CreateVpcRequest { CidrBlock = "10.0.0.0/16" })).Vpc.VpcId;
        var subnet = (await there.Ec2.CreateSubnetAsync(new CreateSubnetRequest { VpcId = vpc, CidrBlock = "10.0.0.0/24" })).Subnet.SubnetId;
        await there.Ec2.CreateNetworkInterfaceAsync(new CreateNetworkInterfaceRequest { SubnetId = subnet, Description = "AWS Lambda VPC ENI-orders-1e8b0c1b-6c46-4f53-8602-0db2cc04138a" });

        var before = await GapsAsync();
        var made = await there.Ec2.CreateFlowLogsAsync(new CreateFlowLogsRequest { ResourceIds = [vpc], ResourceType = "VPC", TrafficType = "ALL", LogGroupName = "flows", DeliverLogsPermissionArn = _account.Role("flows").Arn });
        var after = await GapsAsync();

        Assert.Empty(made.Unsuccessful ?? []);
        Assert.Contains(vpc, Assert.Single(before, g => g.Sensor == Sensor.FlowLogs).What, StringComparison.Ordinal);
        Assert.DoesNotContain(after, g => g.Sensor == Sensor.FlowLogs);
    }

    [Fact]
    public async Task What_is_refused_is_unknown_with_the_reason()
    {
        _account.Edge.Before = (request, _) => request.Headers.TryGetValues("X-Amz-Target", out var target) && target.First().Contains("DescribeTrails", StringComparison.Ordinal)
            ? new HttpResponseMessage(System.Net.HttpStatusCode.BadRequest) { Content = new StringContent("""{"__type":"AccessDeniedException","message":"not authorized to perform: cloudtrail:DescribeTrails"}""") } : null;

        var gap = Assert.Single(await GapsAsync(), g => g.Sensor == Sensor.Trail);

        Assert.Equal((Sight.Unknown, true), (gap.Sight, gap.What.Contains("AccessDeniedException", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_one_account_was_let_see_of_the_organisations_trail_serves_those_that_are_not()
    {
        var (let, reader) = (false, new PlaceReader(Bus, "SentinelMember-"));
        _account.Edge.Before = (request, _) => !request.Headers.TryGetValues("X-Amz-Target", out var target) || !target.First().Contains("CloudTrail", StringComparison.Ordinal) ? null : target.First().Split('.')[^1] switch
        {
            "DescribeTrails" => Json("""{"trailList":[{"Name":"all","TrailARN":"arn:aws:cloudtrail:us-east-1:999988887777:trail/all","IsMultiRegionTrail":true,"IsOrganizationTrail":true}]}"""),
            _ when !let => Json("""{"__type":"AccessDeniedException","message":"no"}""", System.Net.HttpStatusCode.BadRequest),
            "GetTrailStatus" => Json("""{"IsLogging":true}"""),
            _ => Json("""{"AdvancedEventSelectors":[{"FieldSelectors":[{"Field":"eventCategory","Equals":["Management"]}]}]}"""),
        };

        var before = await TrailAsync();
        let = true;
        var own = await TrailAsync();
        let = false;
        var after = await TrailAsync();

        Assert.Contains("AccessDeniedException", before.Content.Problem, StringComparison.Ordinal);
        Assert.True(own.Content.Value is { IsLogging: true, Selections.Count: 1 });
        Assert.Equal(own.Content.Value, after.Content.Value);

        async Task<TrailView> TrailAsync()
        {
            using var there = _account.Clients.Watching(_account.Id, Region, "coverage");
            return Assert.Single((await reader.ReadAsync(there, _account.Id, Region, CancellationToken.None)).Trails.Value!);
        }

        static HttpResponseMessage Json(string body, System.Net.HttpStatusCode status = System.Net.HttpStatusCode.OK) => new(status) { Content = new StringContent(body) };
    }

    private async Task UndeliveredAsync(params string[] messages)
    {
        using var there = _account.Clients.Watching(_account.Id, Region, "test");
        var queue = (await there.Sqs.CreateQueueAsync("SentinelMember-Undelivered")).QueueUrl;
        foreach (var message in messages) await there.Sqs.SendMessageAsync(queue, message);
    }

    private async Task<IReadOnlyList<Gap>> GapsAsync()
    {
        using var there = _account.Clients.Watching(_account.Id, Region, "coverage");
        var view = await new PlaceReader(Bus, "SentinelMember-").ReadAsync(there, _account.Id, Region, CancellationToken.None);
        return PlaceJudge.Of(view, new Expected { Rules = ["SentinelMember-Functions", "SentinelMember-TableData"], Sensitive = new GlobList([new Glob(Table)]) });
    }

    private static JsonObject Data(string type, string value) => new() { ["Type"] = type, ["Values"] = new JsonArray(value) };

    private static JsonObject Selector(params (string Field, string[] Values)[] fields) => new()
    {
        ["Name"] = fields[^1].Field,
        ["FieldSelectors"] = new JsonArray([.. fields.Select(f => (JsonNode)new JsonObject { ["Field"] = f.Field, ["Equals"] = new JsonArray([.. f.Values.Select(v => (JsonNode)v!)]) })]),
    };
}
