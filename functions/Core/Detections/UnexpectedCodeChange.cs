using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>Somebody replaces what a function runs who does not, or from where it was never done.</summary>
public sealed class UnexpectedCodeChange : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "unexpected-code-change",
        Title = "Code changed by somebody who never does",
        Technique = "T1648",
        Stage = Stage.Change,
        Evidence = Evidence.Novelty,
        Weight = Places.OtherCountry,
        Group = "unexpected-change",
        WeightReason = "As unexpected-function-creator, and one piece of evidence with it: new code in an old function is the same act without CreateFunction.",
        Why = "An existing function already has a role, triggers and everybody's trust. Replacing its code, or the version an alias points to, takes all of that over.",
        Triage = "Compare the code's hash with what the pipeline built. Put the last good version back before asking further.",
        FalsePositives = "A hot fix by hand, a colleague who stands in; a new pipeline that is not announced in detect/deployers.",
        BlindTo = "An image tag pushed anew without a call of Lambda, layers and handlers (configuration-tampering), and a thief at the usual deployer's own place.",
    };

    // Stacks are only remembered: what they change is as unusual as their own call was.
    public override IReadOnlyList<string> Wants { get; } = ["lambda:UpdateFunctionCode", "lambda:PublishVersion", "lambda:UpdateAlias", .. ChangeCalls.Stacks];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (record is not { Service: "lambda", Succeeded: true } || record[Field.DryRun] is "true") return null;
        var usual = known.IsDeployer(record.Caller) || known.UsuallyCalls(record.Caller, record.Call)
            || known.UsuallyCalls(record.Caller, "lambda:UpdateFunctionCode") || known.UsuallyCalls(record.Caller, "lambda:CreateFunction");
        if (known.WeightOfChange(record, usual) is not { } weight) return null;
        return Again(record, known, weight) ?? Fire(record, What(record) + Places.Words(known.PlaceOf(record), record.Source) + (usual ? "" : ", which the caller never does"), weight);
    }

    private static string What(CloudTrailRecord record) => record.Api switch
    {
        "PublishVersion" => "Version published",
        "UpdateAlias" => "Alias pointed elsewhere",
        _ => "Code replaced",
    };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("a stolen key replaces code from abroad", Acts.UpdateCode with { From = Who.Abroad }) with { Habits = [Acts.SignIn] },
        Example.Fires("a developer abroad changes an own function", Acts.UpdateCode with { By = Who.DevWithMfa, From = Who.Abroad }) with { Habits = [Acts.UpdateCode with { By = Who.DevWithMfa }] },
        Example.Fires("an alias is pointed elsewhere by somebody who only signs in",
            new Call("lambda:UpdateAlias20150331") { Request = """{"functionName":"orders","name":"live","functionVersion":"7"}""" }) with { Habits = [Acts.SignIn] },
        Example.Fires("a deployer, from where it never deployed", Acts.UpdateCode with { By = Who.Pipeline, From = Who.Abroad }) with
        {
            Habits = [Acts.UpdateCode with { By = Who.Pipeline }], Settings = Acts.Announced,
        },
        Example.Quiet("a developer at home", Acts.UpdateCode) with { Habits = [Acts.UpdateCode] },
        Example.Quiet("whoever creates functions may also change them", Acts.UpdateCode) with { Habits = [Acts.CreateFunction] },
        Example.Quiet("a dry run", Acts.UpdateCode with { Request = """{"functionName":"orders","dryRun":true}""" }),
        Example.Quiet("an announced pipeline's first day", Acts.UpdateCode with { By = Who.Pipeline }) with { Settings = Acts.Announced },
        Example.Quiet("a refused attempt", Acts.Denied("lambda:UpdateFunctionCode20150331v2", 0) with { From = Who.Abroad }),
    ];
}
