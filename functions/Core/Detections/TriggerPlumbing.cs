using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A function is wired to something that runs it, or its results to somewhere, by somebody who does not usually do so.</summary>
public sealed class TriggerPlumbing : Detection
{
    private static readonly string[] Schedules = ["events:PutTargets", "scheduler:CreateSchedule", "scheduler:UpdateSchedule"];
    private static readonly string[] Notifications = ["s3:PutBucketNotification", "s3:PutBucketNotificationConfiguration", "iot:CreateTopicRule", "iot:ReplaceTopicRule", "cognito-idp:UpdateUserPool"];

    public override DetectionInfo Info { get; } = new()
    {
        Id = "trigger-plumbing",
        Title = "Function wired to a trigger or destination",
        Technique = "T1546",
        Stage = Stage.Access,
        Evidence = Evidence.Content,
        Weight = 5,
        WeightReason = "Every serverless developer does it; it only lends its stage to an incident that other evidence has opened.",
        Why = "A trigger runs the function without the right to invoke it, and a destination carries its results away without a connection.",
        Triage = "Follow the wire: what fires it, who can make that happen, and where do results go?",
        FalsePositives = "Anybody's first schedule, queue or notification; an API integration that leads elsewhere than to a function.",
        BlindTo = "PutRule, whose target another call sets; destinations of asynchronous calls set before the history; targets that CloudTrail hides.",
    };

    public override IReadOnlyList<string> Wants { get; } =
    [
        "lambda:CreateEventSourceMapping", "lambda:PutFunctionEventInvokeConfig", "lambda:UpdateFunctionEventInvokeConfig",
        .. Schedules, .. Notifications, "sns:Subscribe",
        "apigateway:CreateIntegration", "apigateway:UpdateIntegration", "apigateway:PutIntegration",
    ];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!record.Succeeded || WireOf(record, known) is not { } wire) return null;
        if (known.IsDeployer(record.Caller) || known.UsuallyCalls(record.Caller, record.Call)) return null;
        return Fire(record, wire, about: [.. record.Fields.Lines(Field.Targets).Append(record[Field.Endpoint]).Select(FunctionOf)]);
    }

    private static string? WireOf(CloudTrailRecord record, Known known) => record.Service switch
    {
        "lambda" when record.Api is "CreateEventSourceMapping" => SensitiveEventSource.IsSensitive(record[Field.EventSourceArn], known) ? null : "a function was wired to an event source",
        "lambda" => record[Field.OnSuccess] is { Length: > 0 } || record[Field.OnFailure] is { Length: > 0 } ? "results of a function were given a destination" : null,
        "sns" => record[Field.Protocol] is "lambda" ? "a function was subscribed to a topic" : null,
        "apigateway" => "an API was integrated with a backend",
        _ => record.Fields.Lines(Field.Targets).Any(t => FunctionOf(t) is not null) ? "a function was made the target of a trigger" : null,
    };

    private static string? FunctionOf(string? target) => Arns.Function(target, "", "");

    private const string Function = "arn:aws:lambda:eu-west-1:111122223333:function:backup";

    private static readonly Call Target = new("events:PutTargets") { Request = $$"""{"rule":"tick","targets":[{"id":"1","arn":"{{Function}}"}]}""" };
    private static readonly Call Destination = new("lambda:PutFunctionEventInvokeConfig")
    {
        Request = """{"functionName":"backup","destinationConfig":{"onSuccess":{"destination":"arn:aws:sqs:eu-west-1:444455556666:drop"}}}""",
    };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("a rule runs a function", Target),
        Example.Fires("results go to another account's queue", Destination),
        Example.Fires("a queue runs a function", new Call("lambda:CreateEventSourceMapping20150331")
        {
            Request = """{"functionName":"backup","eventSourceArn":"arn:aws:sqs:eu-west-1:111122223333:jobs"}""",
        }),
        Example.Fires("a schedule runs an alias of a function", new Call("scheduler:CreateSchedule") { Request = $$$"""{"name":"nightly","target":{"arn":"{{{Function}}}:live"}}""" }),
        Example.Fires("a topic runs a function", new Call("sns:Subscribe") { Request = $$"""{"topicArn":"arn:aws:sns:eu-west-1:111122223333:t","protocol":"lambda","endpoint":"{{Function}}"}""" }),
        Example.Fires("uploads run a function", new Call("s3:PutBucketNotification")
        {
            Request = $$$$"""{"bucketName":"uploads","NotificationConfiguration":{"CloudFunctionConfiguration":{"Event":"s3:ObjectCreated:*","CloudFunction":"{{{{Function}}}}"}}}""",
        }),
        Example.Fires("failures go to a topic", Destination with { Api = "lambda:UpdateFunctionEventInvokeConfig", Request = """{"functionName":"backup","destinationConfig":{"onFailure":{"destination":"arn:aws:sns:eu-west-1:444455556666:t"}}}""" }),
        Example.Fires("a device message runs a function", new Call("iot:CreateTopicRule") { Request = $$$$$"""{"ruleName":"r","topicRulePayload":{"sql":"SELECT * FROM 'a'","actions":[{"lambda":{"functionArn":"{{{{{Function}}}}}"}}]}}""" }),
        Example.Fires("a sign-in runs a function", new Call("cognito-idp:UpdateUserPool") { Request = $$$"""{"userPoolId":"p","lambdaConfig":{"preSignUp":"{{{Function}}}"}}""" }),
        Example.Fires("an API is put before a function", new Call("apigateway:CreateIntegration") { Request = $$"""{"apiId":"a1","integrationType":"AWS_PROXY","integrationUri":"{{Function}}"}""" }),
        Example.Quiet("a rule feeds a queue", Target with { Request = """{"rule":"tick","targets":[{"id":"1","arn":"arn:aws:sqs:eu-west-1:111122223333:jobs"}]}""" }),
        Example.Quiet("a topic writes an e-mail", new Call("sns:Subscribe") { Request = """{"topicArn":"arn:aws:sns:eu-west-1:111122223333:t","protocol":"email","endpoint":"ops@example.com"}""" }),
        Example.Quiet("retries of asynchronous calls are set, no destination", Destination with { Request = """{"functionName":"backup","maximumRetryAttempts":1}""" }),
        Example.Quiet("a bucket's notifications are removed", new Call("s3:PutBucketNotification") { Request = """{"bucketName":"uploads","NotificationConfiguration":{}}""" }),
        Example.Quiet("a table's stream, which sensitive-event-source judges", new Call("lambda:CreateEventSourceMapping20150331")
        {
            Request = """{"functionName":"backup","eventSourceArn":"arn:aws:dynamodb:eu-west-1:111122223333:table/t/stream/2024-01-01T00:00:00.000"}""",
        }),
        Example.Quiet("the target was refused", Target with { Error = "AccessDenied" }),
        new() { Name = "somebody who sets targets daily", ShouldFire = false, Habits = [Target], Calls = [Target] },
        new()
        {
            Name = "an announced pipeline", ShouldFire = false, Calls = [Target with { By = Who.PipelineViaCloudFormation, From = Who.CloudFormation }],
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["detect/deployers"] = "arn:aws:iam::111122223333:role/deploy" },
        },
    ];
}
