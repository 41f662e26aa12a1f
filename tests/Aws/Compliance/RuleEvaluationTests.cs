using System.Text;
using System.Text.Json.Nodes;
using Amazon.ConfigService;
using Amazon.ConfigService.Model;
using Microsoft.Extensions.Time.Testing;
using Sentinel.Aws.Compliance;
using Sentinel.Aws.Response;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Compliance;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Tests.Compliance;

/// <summary>Functions and roles on moto; AWS Config, which moto plays only in test mode, by hand.</summary>
[Collection(MotoTests.Name)]
public sealed class RuleEvaluationTests(MotoServer server) : IAsyncLifetime, IDisposable
{
    private const string Region = MotoAccount.Region;

    private static readonly DateTimeOffset Now = new(2024, 3, 14, 18, 5, 0, TimeSpan.Zero);

    private readonly MotoAccount _account = new(server);
    private readonly RecordedConfig _config = new();
    private readonly MemoryFactStore _facts = new();
    private ContainmentLedger _ledger = null!;

    public async Task InitializeAsync()
    {
        var name = $"rule-{_account.Id}";
        await _account.Clients.DynamoDb.CreateTableAsync(StateTable.Definition(name));
        _ledger = new ContainmentLedger(new StateTable(_account.Clients.DynamoDb, name, new FakeTimeProvider(Now)));
        await _account.MakeRoleAsync("exec");
        await _account.MakeFunctionAsync("orders", "exec", more: new JsonObject { ["Runtime"] = "python3.12" });
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _account.Dispose();
        _config.Dispose();
    }

    [Fact]
    public async Task An_ordinary_function_is_compliant_as_of_its_item()
    {
        var result = await AnswerAsync(Event("ConfigurationItemChangeNotification", Item()));

        var told = Assert.Single(_config.Evaluations);
        Assert.Equal(("AWS::Lambda::Function", "orders", "COMPLIANT", null), (told.ComplianceResourceType, told.ComplianceResourceId, told.ComplianceType, told.Annotation));
        Assert.Equal(new DateTimeOffset(2024, 3, 14, 18, 3, 10, TimeSpan.Zero), told.OrderingTimestamp);
        Assert.Equal(("token", null), (_config.Puts[0].ResultToken, _config.Puts[0].TestMode));
        Assert.Equal(new RuleEvaluationResult(1, 0), result);
    }

    [Fact]
    public async Task What_its_role_may_do_who_made_it_and_who_may_call_an_alias_of_it_are_found_out()
    {
        await _account.IamAsync("PutRolePolicy", ("RoleName", "exec"), ("PolicyName", "all"), ("PolicyDocument", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}"""));
        await _account.LambdaAsync(HttpMethod.Post, "2015-03-31/functions/orders/versions", []);
        await _account.LambdaAsync(HttpMethod.Post, "2015-03-31/functions/orders/aliases", new JsonObject { ["Name"] = "live", ["FunctionVersion"] = "1" });
        await _account.LambdaAsync(HttpMethod.Post, "2015-03-31/functions/orders/policy?Qualifier=live", new JsonObject { ["StatementId"] = "all", ["Action"] = "lambda:InvokeFunction", ["Principal"] = "*" });
        _facts.Of(FunctionJudge.AccountSubject(_account.Id)).SeenAt(Now.AddDays(-40));
        _facts.Of(_account.Function("orders").Arn).FunctionHistory().Add(new FunctionEvent { Time = Now, EventId = "e", Kind = FunctionEventKind.Created, By = "arn:aws:iam::111122223333:user/dev_user" });

        await AnswerAsync(Event("ConfigurationItemChangeNotification", Item()));

        Assert.Equal(("NON_COMPLIANT", "its policy lets anybody invoke it; its role may do everything; created by arn:aws:iam::111122223333:user/dev_user, neither a deployer nor usual"),
            (_config.Evaluations[0].ComplianceType, _config.Evaluations[0].Annotation));
    }

    [Fact]
    public async Task A_policy_of_the_customers_own_is_read()
    {
        await _account.IamAsync("CreatePolicy", ("PolicyName", "tables"), ("PolicyDocument", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"dynamodb:*","Resource":"*"}]}"""));
        await _account.IamAsync("AttachRolePolicy", ("RoleName", "exec"), ("PolicyArn", $"arn:aws:iam::{_account.Id}:policy/tables"));

        await AnswerAsync(Event("ConfigurationItemChangeNotification", Item()));

        Assert.Equal("its role may do everything with a kind of data", Assert.Single(_config.Evaluations).Annotation);
    }

    [Fact]
    public async Task A_quarantined_function_is_not_compliant_until_it_is_released()
    {
        var arn = _account.Function("orders").Arn;
        await _ledger.OpenAsync(1, new LedgerHeader(arn, _account.Id, Region, "incident-1", Now, Now, Now, true), CancellationToken.None);

        await AnswerAsync(Event("ConfigurationItemChangeNotification", Item()));
        await _ledger.CloseAsync(arn, 1, CancellationToken.None);
        await AnswerAsync(Event("ConfigurationItemChangeNotification", Item()));

        Assert.Equal([("NON_COMPLIANT", "quarantined by SentinelStack"), ("COMPLIANT", null)], _config.Evaluations.Select(e => (e.ComplianceType, e.Annotation)));
    }

    [Theory]
    [InlineData("deleted")]
    [InlineData("left")]
    [InlineData("other")]
    public async Task What_is_gone_or_none_of_the_rules_is_not_applicable_and_nothing_is_asked(string how)
    {
        var item = Item();
        if (how == "deleted") (item["configurationItemStatus"], item["configuration"]) = ("ResourceDeleted", null);
        if (how == "other") item["resourceType"] = "AWS::EC2::VPC";
        _account.Edge.Reset();

        await AnswerAsync(Event("ConfigurationItemChangeNotification", item, leftScope: how == "left"));

        Assert.Equal("NOT_APPLICABLE", Assert.Single(_config.Evaluations).ComplianceType);
        Assert.Empty(_account.Edge.Sent);
    }

    [Fact]
    public async Task An_item_that_is_too_large_is_fetched_as_it_was_then()
    {
        var item = Item();
        _config.History = new ConfigurationItem { Configuration = item["configuration"]!.ToJsonString().Replace("python3.12", "nodejs12.x", StringComparison.Ordinal) };
        item.Remove("configuration");

        await AnswerAsync(Event("OversizedConfigurationItemChangeNotification", item));

        Assert.Equal(("AWS::Lambda::Function", "orders", new DateTimeOffset(2024, 3, 14, 18, 3, 10, TimeSpan.Zero), 1), (_config.Asked!.ResourceType, _config.Asked.ResourceId, _config.Asked.LaterTime, _config.Asked.Limit));
        Assert.Equal("runtime nodejs12.x is deprecated since 2023-03-31", Assert.Single(_config.Evaluations).Annotation);
    }

    [Fact]
    public async Task By_the_clock_every_function_is_judged_a_hundred_to_a_call()
    {
        for (var i = 0; i < 120; i++) await _account.MakeFunctionAsync($"f{i}", "exec", [1], new JsonObject { ["Runtime"] = i < 3 ? "python2.7" : "python3.12" });

        var result = await AnswerAsync(Event("ScheduledNotification", null, token: "TESTMODE"));

        Assert.Equal(new RuleEvaluationResult(121, 3), result);
        Assert.Equal([100, 21], _config.Puts.Select(p => p.Evaluations!.Count));
        Assert.All(_config.Puts, p => Assert.True(p.TestMode));
        Assert.Equal(121, _config.Evaluations.Select(e => e.ComplianceResourceId).Distinct().Count());
    }

    [Fact]
    public async Task What_AWS_Config_does_not_take_is_no_success()
    {
        _config.Refuse = true;

        await Assert.ThrowsAsync<EvaluationRefusedException>(() => AnswerAsync(Event("ConfigurationItemChangeNotification", Item())));
    }

    [Fact]
    public async Task A_notification_that_is_none_of_its_business_is_answered_by_nothing()
    {
        Assert.Equal(new RuleEvaluationResult(0, 0), await AnswerAsync(Event("ConfigurationSnapshotDeliveryCompleted", null)));
        Assert.Empty(_config.Puts);
    }

    [Fact]
    public async Task On_the_wire_evaluations_are_what_the_service_reads()
    {
        using var there = _account.Clients.Evaluating(_account.Id, Region);

        var answer = await there.Config.PutEvaluationsAsync(new PutEvaluationsRequest
        {
            ResultToken = "TESTMODE",
            TestMode = true,
            Evaluations = [new Evaluation { ComplianceResourceType = "AWS::Lambda::Function", ComplianceResourceId = "orders", ComplianceType = "COMPLIANT", OrderingTimestamp = Now }],
        });

        Assert.Equal(System.Net.HttpStatusCode.OK, answer.HttpStatusCode);
        Assert.Empty(answer.FailedEvaluations ?? []);
    }

    private async Task<RuleEvaluationResult> AnswerAsync(ConfigRuleEvent asked)
    {
        var surroundings = new SurroundingsReader(_facts, _ledger, _ => ValueTask.FromResult(SentinelSettings.Default));
        return await new RuleEvaluation((account, region) => _account.Clients.Evaluating(account, region) with { Config = _config }, surroundings).AnswerAsync(asked, Now, CancellationToken.None);
    }

    private JsonObject Item() => new()
    {
        ["configurationItemCaptureTime"] = "2024-03-14T18:03:10.000Z",
        ["awsAccountId"] = _account.Id,
        ["configurationItemStatus"] = "OK",
        ["resourceType"] = "AWS::Lambda::Function",
        ["resourceId"] = "orders",
        ["awsRegion"] = Region,
        ["configuration"] = new JsonObject { ["functionArn"] = _account.Function("orders").Arn, ["role"] = _account.Role("exec").Arn, ["runtime"] = "python3.12", ["layers"] = new JsonArray() },
    };

    private ConfigRuleEvent Event(string type, JsonObject? item, bool leftScope = false, string token = "token")
    {
        var invoking = new JsonObject { ["messageType"] = type, ["notificationCreationTime"] = "2024-03-14T18:03:12.000Z" };
        if (item is not null) invoking[type.StartsWith("Oversized", StringComparison.Ordinal) ? "configurationItemSummary" : "configurationItem"] = item;
        return ConfigRuleEvent.Parse(Encoding.UTF8.GetBytes(new JsonObject
        {
            ["invokingEvent"] = invoking.ToJsonString(),
            ["resultToken"] = token,
            ["eventLeftScope"] = leftScope,
            ["configRuleArn"] = $"arn:aws:config:{Region}:{_account.Id}:config-rule/config-rule-abcdef",
            ["accountId"] = _account.Id,
        }.ToJsonString()));
    }

    private sealed class RecordedConfig : IAmazonConfigService
    {
        public List<PutEvaluationsRequest> Puts { get; } = [];

        public List<Evaluation> Evaluations => [.. Puts.SelectMany(p => p.Evaluations!)];

        public GetResourceConfigHistoryRequest? Asked { get; private set; }

        public ConfigurationItem? History { get; set; }

        public bool Refuse { get; set; }

        public Task<GetResourceConfigHistoryResponse> GetResourceConfigHistoryAsync(GetResourceConfigHistoryRequest request, CancellationToken cancellationToken = default)
        {
            Asked = request;
            return Task.FromResult(new GetResourceConfigHistoryResponse { ConfigurationItems = History is null ? [] : [History] });
        }

        public Task<PutEvaluationsResponse> PutEvaluationsAsync(PutEvaluationsRequest request, CancellationToken cancellationToken = default)
        {
            Puts.Add(request);
            return Task.FromResult(new PutEvaluationsResponse { FailedEvaluations = Refuse ? [request.Evaluations![0]] : [] });
        }

        public Task<DescribeConfigurationRecordersResponse> DescribeConfigurationRecordersAsync(DescribeConfigurationRecordersRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException("the rule asks for no recorder");

        public Task<DescribeConfigurationRecorderStatusResponse> DescribeConfigurationRecorderStatusAsync(DescribeConfigurationRecorderStatusRequest request, CancellationToken cancellationToken = default) => throw new NotSupportedException("the rule asks for no recorder");

        public void Dispose()
        {
        }
    }
}
