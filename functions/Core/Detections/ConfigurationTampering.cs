using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>Somebody who never does changes what a function runs, or as whom, without touching its code.</summary>
public sealed class ConfigurationTampering : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "configuration-tampering",
        Title = "Function's role, handler, runtime or layers swapped by somebody who never does",
        Technique = "T1578",
        Stage = Stage.Change,
        Evidence = Evidence.Content,
        Weight = 15,
        WeightReason = "The request says what was swapped, but not to what end: one step of an attack. With code replaced from abroad (40) and the novel source (25) it contains.",
        Why = "Another handler, runtime or layer runs other code; another role gives it other rights; lifted code signing lets anything in. None of it is an UpdateFunctionCode.",
        Triage = "Compare the configuration with the last deployment's, the hidden environment included (AWS_LAMBDA_EXEC_WRAPPER).",
        FalsePositives = "A runtime upgrade by hand by somebody who stands in.",
        BlindTo = "The environment, which CloudTrail leaves out: a wrapper set there looks like any small edit. Whoever updates configurations as a habit.",
    };

    public override IReadOnlyList<string> Wants { get; } =
        ["lambda:UpdateFunctionConfiguration", "lambda:PutRuntimeManagementConfig", "lambda:PutFunctionCodeSigningConfig", "lambda:DeleteFunctionCodeSigningConfig"];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        var caller = record.Caller;
        if (!record.Succeeded || caller.IsService || known.IsDeployer(caller) || known.UsuallyCalls(caller, record.Call)) return null;
        return What(record) is { Length: > 0 } what ? Fire(record, "Changed " + what + ", which the caller never does") : null;
    }

    private static string What(CloudTrailRecord record) => record.Api switch
    {
        "PutRuntimeManagementConfig" => "the pinned runtime",
        "PutFunctionCodeSigningConfig" => "code signing",
        "DeleteFunctionCodeSigningConfig" => "code signing to none",
        _ => string.Join(", ", Swapped(record)),
    };

    // Only what the request itself sets: AWS answers every request with the whole configuration.
    private static IEnumerable<string> Swapped(CloudTrailRecord record)
    {
        if (record[Field.Role] is not null) yield return "the role";
        if (record[Field.Handler] is not null) yield return "the handler";
        if (record[Field.Runtime] is not null) yield return "the runtime";
        if (record[Field.LayersRequested] is "true") yield return "the layers";
        if (record[Field.DeadLetterTarget] is not null) yield return "the dead-letter target";
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("another handler and role", Acts.Configure("\"handler\":\"exfil.handler\",\"role\":\"arn:aws:iam::111122223333:role/states\"")) with { Habits = [Acts.SignIn] },
        Example.Fires("other layers", Acts.Configure("\"layers\":[\"arn:aws:lambda:eu-west-1:111122223333:layer:tools:4\"]")) with { Habits = [Acts.SignIn] },
        Example.Fires("failed events go to another queue", Acts.Configure("\"deadLetterConfig\":{\"targetArn\":\"arn:aws:sqs:eu-west-1:999988887777:drop\"}")) with { Habits = [Acts.SignIn] },
        Example.Fires("code signing taken off", new Call("lambda:DeleteFunctionCodeSigningConfig") { Request = """{"functionName":"orders"}""" }),
        Example.Quiet("only memory and timeout", Acts.Configure("\"memorySize\":512,\"timeout\":30")) with { Habits = [Acts.SignIn] },
        Example.Quiet("only the description", Acts.Configure("\"description\":\"orders of the shop\"")),
        Example.Quiet("whoever updates configurations every week", Acts.Configure("\"runtime\":\"python3.13\"")) with { Habits = [Acts.Configure("\"timeout\":30")] },
        Example.Quiet("an announced pipeline's first day", Acts.Configure("\"runtime\":\"python3.13\"") with { By = Who.Pipeline }) with { Settings = Acts.Announced },
        Example.Quiet("a refused attempt", Acts.Denied("lambda:UpdateFunctionConfiguration20150331v2", 0)),
    ];
}
