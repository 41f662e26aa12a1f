using Sentinel.Core.Detections;

namespace Sentinel.EndToEnd.Tests.Detections;

/// <summary>Short attacks in which one detection tips the scales: no single step of them would wake anybody.</summary>
internal static class TwoStepAttacks
{
    private const string Function = "arn:aws:lambda:eu-west-1:111122223333:function:orders";
    private const string FarFunction = "arn:aws:lambda:ap-southeast-3:111122223333:function:orders";
    private const string Role = "arn:aws:iam::111122223333:role/orders-role";

    private static readonly Call UpdateCode = new("lambda:UpdateFunctionCode20150331v2") { Request = """{"functionName":"orders"}""", Response = Configuration(Function) };
    private static readonly Call Create = new("lambda:CreateFunction20150331")
    {
        Request = $$"""{"functionName":"orders","runtime":"python3.12","role":"{{Role}}"}""",
        Response = Configuration(Function),
    };

    private static readonly Call CreateRole = Iam("CreateRole", """{"roleName":"orders-role"}""") with { Response = $$$"""{"role":{"roleName":"orders-role","arn":"{{{Role}}}"}}""" };
    private static readonly Call Tick = new("events:PutTargets") { Minute = 2, Request = $$"""{"rule":"tick","targets":[{"id":"1","arn":"{{Function}}"}]}""" };
    private static readonly Call FromTable = new("lambda:CreateEventSourceMapping20150331")
    {
        Minute = 3,
        Request = """{"functionName":"orders","eventSourceArn":"arn:aws:dynamodb:eu-west-1:111122223333:table/customers/stream/2024-01-01T00:00:00.000"}""",
    };

    public static IReadOnlyList<Example> All { get; } =
    [
        Story("a function and its trigger where nobody works", [UpdateCode],
            Create with { Region = "ap-southeast-3", Response = Configuration(FarFunction) }, Tick with { Region = "ap-southeast-3", Request = Tick.Request!.Replace("eu-west-1", "ap-southeast-3", StringComparison.Ordinal) }),
        Story("a region is opened, then a first function made", [UpdateCode],
            new Call("account:EnableRegion") { Region = "us-east-1", Request = """{"regionName":"ap-east-1"}""" }, Create with { Minute = 1 }),
        Story("whoever creates functions daily makes one that may read every table", [Create],
            CreateRole, Iam("AttachRolePolicy", """{"roleName":"orders-role","policyArn":"arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess"}""") with { Minute = 1 }, Create with { Minute = 2 }, FromTable),
        Story("a policy too large to record, then a trigger", [],
            Iam("PutRolePolicy", """{"reason":"requestParameters too large","omitted":true}"""), Tick),
        Story("a key for another user, then a trigger", [], Iam("CreateAccessKey", """{"userName":"admin"}"""), Tick),
        Story("a state machine that scans a table, then a trigger", [],
            new Call("states:CreateStateMachine") { Request = """{"name":"sync","definition":"{\"States\":{\"Read\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::aws-sdk:dynamodb:scan\"}}}"}""" }, Tick),
        Story("a function is opened to everybody, and a bucket floods it", [UpdateCode],
            new Call("lambda:AddPermission20150331v2") { Request = """{"functionName":"orders","statementId":"s1","action":"lambda:InvokeFunction","principal":"*"}""" },
            new Call("lambda:Invoke") { Minute = 5, Times = 400, By = Who.S3Service, From = "s3.amazonaws.com", Request = $$"""{"functionName":"{{Function}}","invocationType":"RequestResponse"}""" }),
        // By a second key whose owner creates functions daily: nothing else would speak.
        ByAnother with { Name = "contained code comes back by somebody who creates functions daily", Habits = [.. ByAnother.Habits, Create with { By = Who.Mallory }] },
    ];

    private static Example ByAnother => new CodeClone().Examples.First(e => e.Calls[^1].By == Who.Mallory);

    private static Example Story(string name, Call[] habits, params Call[] calls) => new() { Name = name, ShouldFire = true, Habits = habits, Calls = calls };

    private static Call Iam(string api, string request) => new("iam:" + api) { Region = "us-east-1", Request = request };

    private static string Configuration(string function) => $$"""{"functionName":"orders","functionArn":"{{function}}","role":"{{Role}}","runtime":"python3.12"}""";
}
