using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>Serverless execution that needs no function: state machines, schedules and API destinations that call AWS or the internet by themselves.</summary>
public sealed class ServerlessWithoutLambda : Detection
{
    // What CloudTrail writes for the definition, at least since 2024 (AWS Step Functions guide, "Logging with CloudTrail").
    private const string Hidden = "HIDDEN_DUE_TO_SECURITY_REASONS";

    public override DetectionInfo Info { get; } = new()
    {
        Id = "serverless-without-lambda",
        Title = "Serverless execution without Lambda",
        Technique = "T1648",
        Stage = Stage.Evasion,
        Evidence = Evidence.Content,
        Weight = 15,
        WeightReason = "Common in young projects and there is no function to contain: it only helps other evidence to alert.",
        Why = "A state machine or schedule with SDK tasks reads tables, and an API destination posts them away; every rule that watches Lambda is passed by.",
        Triage = "Read the definition or target: which APIs does it call, with which role, and which addresses does it post to?",
        FalsePositives = "Anybody's first state machine, because CloudTrail hides definitions; a first webhook through EventBridge.",
        BlindTo = "Pipes, AppSync, Glue, Batch and other ways to run code; changes by somebody who does so daily. There is no containment: it alerts only.",
    };

    public override IReadOnlyList<string> Wants { get; } =
    [
        "states:CreateStateMachine", "states:UpdateStateMachine", "events:CreateApiDestination", "events:CreateConnection", "scheduler:CreateSchedule", "scheduler:UpdateSchedule",
    ];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!record.Succeeded || WhatRuns(record) is not { } what) return null;
        if (record.Caller.IsService || known.IsDeployer(record.Caller) || known.UsuallyCalls(record.Caller, record.Call)) return null;
        return Fire(record, what);
    }

    private static string? WhatRuns(CloudTrailRecord record) => record.Service switch
    {
        "states" when record[Field.Definition] is Hidden => "a state machine was written, its tasks are hidden",
        "states" => record[Field.Definition] is { } definition && CallsOut(definition) ? "a state machine was written that calls AWS or the internet by itself" : null,
        "scheduler" => record.Fields.Lines(Field.Targets).Any(t => t.Contains(":scheduler:::aws-sdk:", StringComparison.Ordinal)) ? "a schedule was written that calls AWS by itself" : null,
        _ => "events were given a way out to the internet",
    };

    private static bool CallsOut(string definition) =>
        definition.Contains(":states:::aws-sdk:", StringComparison.Ordinal) || definition.Contains(":states:::http:invoke", StringComparison.Ordinal);

    private static Call Machine(string definition, string api = "states:CreateStateMachine") => new(api) { Request = $$"""{"name":"sync","definition":"{{definition}}"}""" };

    private const string ScanTask = """{\"States\":{\"Read\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::aws-sdk:dynamodb:scan\"}}}""";
    private const string PostTask = """{\"States\":{\"Post\":{\"Type\":\"Task\",\"Resource\":\"arn:aws:states:::http:invoke\"}}}""";
    private const string WaitOnly = """{\"States\":{\"Wait\":{\"Type\":\"Wait\",\"Seconds\":5}}}""";

    private static Call Schedule(string target) => new("scheduler:CreateSchedule") { Request = $$$"""{"name":"nightly","target":{"arn":"{{{target}}}"}}""" };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("a state machine scans a table", Machine(ScanTask)),
        Example.Fires("a state machine is changed to post to the internet", Machine(PostTask, "states:UpdateStateMachine")),
        Example.Fires("a state machine whose definition CloudTrail hides", Machine(Hidden)),
        Example.Fires("a schedule calls an API", Schedule("arn:aws:scheduler:::aws-sdk:dynamodb:scan")),
        Example.Fires("events may leave for an address", new Call("events:CreateApiDestination") { Request = """{"name":"drop","invocationEndpoint":"https://192.0.2.7/","httpMethod":"POST"}""" }),
        Example.Quiet("a state machine that only waits", Machine(WaitOnly)),
        Example.Quiet("only the role of a state machine changes", new Call("states:UpdateStateMachine") { Request = """{"roleArn":"arn:aws:iam::111122223333:role/machine"}""" }),
        Example.Quiet("a schedule runs a function, which trigger-plumbing judges", Schedule("arn:aws:lambda:eu-west-1:111122223333:function:backup")),
        Example.Quiet("the machine was refused", Machine(ScanTask) with { Error = "AccessDeniedException" }),
        new() { Name = "somebody who writes state machines daily", ShouldFire = false, Habits = [Machine(Hidden)], Calls = [Machine(Hidden)] },
        new()
        {
            Name = "an announced pipeline", ShouldFire = false, Calls = [Machine(Hidden) with { By = Who.PipelineViaCloudFormation, From = Who.CloudFormation }],
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["detect/deployers"] = "arn:aws:iam::111122223333:role/deploy" },
        },
    ];
}
