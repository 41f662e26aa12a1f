using System.Text.Json;
using System.Text.Json.Nodes;
using Sentinel.Cdk.Events;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Detections;
using Sentinel.Core.Knowledge;

namespace Sentinel.Cdk.Tests.Events;

public sealed class EventSourceTests
{
    private const string Own = "arn:aws:lambda:eu-central-1:111122223333:function:sentinel-detector";

    private static readonly IReadOnlyList<EventSource> Member = EventSources.Of(serviceInvocations: false, [], []);
    private static readonly IReadOnlyList<EventSource> Alone = EventSources.Of(serviceInvocations: true, [Templates.Table], [Own]);
    // Findings and changes of compliance are no calls; they have events of their own.
    private static readonly HashSet<string> Wanted = [.. Catalogue.All.SelectMany(d => d.Wants).Concat(Learning.Wants).Where(w => w is not ("guardduty:Finding" or "config:ComplianceChange"))];
    private static readonly HashSet<string> TableData = [.. WantedCalls.TableData.Select(n => $"dynamodb:{n}")];

    [Fact]
    public void The_lists_are_what_the_detections_want_and_what_is_learned_from()
    {
        string[] listed =
        [
            .. Of("lambda", WantedCalls.Functions), .. Of("lambda", WantedCalls.FunctionAccess), .. Of("lambda", WantedCalls.Invocations), .. Of("iam", WantedCalls.Identities),
            .. Of("sts", WantedCalls.Sessions), .. Of("signin", WantedCalls.SignIns), .. Of("ssm", WantedCalls.Tuning), .. Of("dynamodb", WantedCalls.TableData), .. Of("dynamodb", WantedCalls.Tables),
            .. WantedCalls.Plumbing.Concat(WantedCalls.Sensors).SelectMany(s => Of(s.Key, s.Value)),
        ];

        Assert.Equal(Wanted.Order(), listed.Order());

        static IEnumerable<string> Of(string service, string[] names) => names.Select(n => $"{service}:{n}");
    }

    [Fact]
    public void Whatever_is_wanted_is_taken_once_however_Lambda_dates_it()
    {
        var events = Wanted.Except(TableData).Where(w => w != "signin:ConsoleLogin").SelectMany(w =>
        {
            var (service, name) = (w.Split(':')[0], w.Split(':')[1]);
            string[] suffixes = service == "lambda" && !WantedCalls.Invocations.Contains(name) ? ["", "20150331", "20150331v2", "20170331v2", "20171031", "20181031"] : [""];
            return suffixes.Select(s => Envelope.Call(service, name + s, null, ("requestParameters", new JsonObject { ["name"] = "/sentinel/score/alert" })));
        }).ToList();

        var taken = PatternMatcher.Match(Member, events);

        Assert.All(events.Zip(taken), e => Assert.True(e.Second.Count == 1, $"{e.First["detail"]!["eventName"]}: {string.Join(',', e.Second)}"));
    }

    [Fact]
    public void Of_the_recorded_days_exactly_what_is_wanted_is_taken()
    {
        var events = Envelope.Recorded();

        var (member, alone) = (PatternMatcher.Match(Member, events), PatternMatcher.Match(Alone, events));

        Assert.Contains(events, e => (string)e["detail"]!["eventName"]! == "CreateFunction20150331");
        var wrong = events.Zip(member, alone).Where(e =>
        {
            var (call, byService) = (NameOf(e.First), (string?)e.First["detail"]!["userIdentity"]!["type"] == "AWSService");
            var dry = (string?)(e.First["detail"]!["requestParameters"] as JsonObject)?["invocationType"] == "DryRun";
            var asked = Wanted.Contains(call) && !TableData.Contains(call) && !dry && !(byService && call == "sts:AssumeRole");
            var forwarded = asked && !(byService && WantedCalls.Invocations.Contains(call.Split(':')[1]));
            return e.Second.Count != (forwarded ? 1 : 0) || e.Third.Count != (asked || (TableData.Contains(call) && IsOfTable(e.First)) ? 1 : 0);
        });
        Assert.Empty(wrong.Select(e => $"{NameOf(e.First)}: {string.Join(',', e.Second)} | {string.Join(',', e.Third)}"));
    }

    [Theory]
    [InlineData("com.example", "AWS API Call via CloudTrail")]
    [InlineData("aws.lambda", "AWS API Call")]
    [InlineData("aws.lambda", "GuardDuty Finding")]
    public void What_AWS_did_not_send_is_not_taken(string source, string detailType)
    {
        var forged = Envelope.Call("lambda", "CreateFunction20150331", detailType);
        forged["source"] = source;

        Assert.Empty(PatternMatcher.Match(Alone, [forged])[0]);
    }

    [Fact]
    public void What_no_detection_wants_is_dropped()
    {
        JsonObject[] events =
        [
            Envelope.Call("lambda", "GetFunction20150331v2"), Envelope.Call("lambda", "ListFunctions20150331"), Envelope.Call("lambda", "TagResource20170331v2"),
            Envelope.Call("lambda", "DeleteFunctionEventInvokeConfig"), Envelope.Call("lambda", "CreateCodeSigningConfig"), Envelope.Call("iam", "TagRole"), Envelope.Call("sns", "RemovePermission"),
            Envelope.Call("ssm", "PutParameter", null, ("requestParameters", new JsonObject { ["name"] = "/orders/limit" })),
            Envelope.Call("sts", "AssumeRole", null, ("userIdentity", new JsonObject { ["type"] = "AWSService" })),
            Envelope.Call("lambda", "Invoke", null, ("requestParameters", new JsonObject { ["invocationType"] = "DryRun" })),
            Envelope.Call("dynamodb", "Scan", null, ("eventCategory", "Data"), ("resources", new JsonArray(new JsonObject { ["ARN"] = Templates.Table + "-copy" }))),
            Envelope.Call("kms", "RotateKey", "AWS Service Event via CloudTrail"),
        ];

        Assert.All(PatternMatcher.Match(Alone, events).Zip(events), e => Assert.True(e.First.Count == 0, e.Second.ToJsonString()));
    }

    [Fact]
    public void What_is_taken_besides_calls_of_the_control_plane()
    {
        JsonObject[] events =
        [
            Envelope.Call("signin", "ConsoleLogin", "AWS Console Sign In via CloudTrail"), Envelope.Call("signin", "ConsoleLogin", "AWS Console Signin via CloudTrail"),
            Envelope.Call("lambda", "LambdaESMDisabled", "AWS Service Event via CloudTrail"),
            new() { ["source"] = "aws.guardduty", ["detail-type"] = "GuardDuty Finding", ["detail"] = new JsonObject { ["id"] = "6cb1" } },
            Envelope.Call("sts", "AssumeRole", null, ("userIdentity", new JsonObject { ["type"] = "AWSService" }), ("errorCode", "AccessDenied")),
            Envelope.Call("lambda", "Invoke", null, ("resources", Function("internal-backup-processor")), ("requestParameters", new JsonObject { ["invocationType"] = "Event" })),
            Envelope.Call("dynamodb", "Scan", null, ("eventCategory", "Data"), ("resources", new JsonArray(new JsonObject { ["ARN"] = Templates.Table }))),
        ];

        Assert.Equal([["SignIns"], ["SignIns"], ["ServiceEvents"], ["Findings"], ["Sessions"], ["Invocations"], ["TableData"]], PatternMatcher.Match(Alone, events));
    }

    [Theory]
    [InlineData("AWS::Lambda::Function", "NON_COMPLIANT", "ComplianceChangeNotification", true)]
    [InlineData("AWS::Lambda::Function", "COMPLIANT", "ComplianceChangeNotification", false)]
    [InlineData("AWS::Lambda::Function", "NOT_APPLICABLE", "ComplianceChangeNotification", false)]
    [InlineData("AWS::EC2::VPC", "NON_COMPLIANT", "ComplianceChangeNotification", false)]
    [InlineData("AWS::Lambda::Function", "NON_COMPLIANT", "ConfigRuleEvaluationStarted", false)]
    public void Of_what_AWS_Config_judges_functions_that_are_not_as_they_should_be_are_taken(string type, string compliance, string message, bool taken)
    {
        // https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html
        var change = new JsonObject
        {
            ["source"] = "aws.config",
            ["detail-type"] = "Config Rules Compliance Change",
            ["account"] = "111122223333",
            ["detail"] = new JsonObject
            {
                ["resourceId"] = "internal-backup-processor",
                ["awsRegion"] = "us-east-1",
                ["awsAccountId"] = "111122223333",
                ["configRuleName"] = "sentinel-functions",
                ["recordVersion"] = "1.0",
                ["configRuleARN"] = "arn:aws:config:us-east-1:111122223333:config-rule/config-rule-abcdef",
                ["messageType"] = message,
                ["newEvaluationResult"] = new JsonObject { ["complianceType"] = compliance, ["annotation"] = "its role may do everything" },
                ["oldEvaluationResult"] = new JsonObject { ["complianceType"] = "COMPLIANT" },
                ["notificationCreationTime"] = "2024-03-14T18:04:00.000Z",
                ["resourceType"] = type,
            },
        };

        Assert.Equal(taken ? ["Compliance"] : [], PatternMatcher.Match(Alone, [change])[0]);
    }

    [Fact]
    public void What_services_invoke_is_taken_by_choice_and_never_of_our_own_functions()
    {
        JsonObject[] events =
        [
            Envelope.Call("lambda", "InvokeExecution", null, ("userIdentity", new JsonObject { ["type"] = "AWSService" }), ("resources", Function("orders"))),
            Envelope.Call("lambda", "InvokeExecution", null, ("userIdentity", new JsonObject { ["type"] = "AWSService" }), ("resources", Function("sentinel-detector"))),
            Envelope.Call("lambda", "Invoke", null, ("resources", Function("sentinel-detector-of-an-attacker"))),
        ];

        Assert.Equal([["Invocations"], [], ["Invocations"]], PatternMatcher.Match(Alone, events));
        Assert.Equal([[], [], ["Invocations"]], PatternMatcher.Match(Member, events));
    }

    [Fact]
    public void A_flood_of_invocations_takes_another_way_than_a_change() =>
        Assert.Equal(["Invocations", "TableData"], Alone.Where(s => s.Route == EventRoute.Invocations).Select(s => s.Id));

    [Fact]
    public void Every_pattern_fits_into_a_rule() => Assert.All(Alone, s => Assert.InRange(JsonSerializer.Serialize(s.Pattern).Length, 1, 2048));

    private static JsonArray Function(string name) => [new JsonObject { ["type"] = "AWS::Lambda::Function", ["ARN"] = $"arn:aws:lambda:eu-central-1:111122223333:function:{name}" }];

    private static string NameOf(JsonObject envelope) =>
        $"{((string)envelope["detail"]!["eventSource"]!).Split('.')[0]}:{ApiName.WithoutApiDate((string)envelope["detail"]!["eventName"]!)}";

    private static bool IsOfTable(JsonObject envelope) => envelope["detail"]!["resources"]?.ToJsonString().Contains($"\"{Templates.Table}\"", StringComparison.Ordinal) == true;
}
