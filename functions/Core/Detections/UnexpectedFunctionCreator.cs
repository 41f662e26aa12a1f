using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>Somebody creates a function who does not, or from where it was never done.</summary>
public sealed class UnexpectedFunctionCreator : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "unexpected-function-creator",
        Title = "Function created by somebody who never does",
        Technique = "T1648",
        Stage = Stage.Change,
        Evidence = Evidence.Novelty,
        Weight = Places.OtherCountry,
        Group = "unexpected-change",
        WeightReason = "40 from a country never usual for the caller: a first-ever kind of change from there says a lot. 30 where countries cannot be compared, 25 from another network of a usual country, 15 from a usual place or, elsewhere, by a usual creator.",
        Why = "New code with a role of its own is what serverless execution needs. Those who create functions in an account are few and always the same.",
        Triage = "Ask the creator. Look at the role that was passed, the code's origin (bucket, image) and what is wired to the function next.",
        FalsePositives = "Somebody's first function; a new pipeline that is not announced in detect/deployers.",
        BlindTo = "A thief of a usual creator's key who works from the victim's network; a role that many share, one of whom creates functions daily.",
    };

    // Stacks are only remembered: what they create is as unusual as their own call was.
    public override IReadOnlyList<string> Wants { get; } = ["lambda:CreateFunction", .. ChangeCalls.Stacks];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (record is not { Api: "CreateFunction", Succeeded: true }) return null;
        var usual = known.IsDeployer(record.Caller) || known.UsuallyCalls(record.Caller, "lambda:CreateFunction");
        if (known.WeightOfChange(record, usual) is not { } weight) return null;
        return Again(record, known, weight) ?? Fire(record, "Function created" + Places.Words(known.PlaceOf(record), record.Source) + (usual ? "" : ", which the caller never does"), weight);
    }

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("a stolen key of somebody who only signs in, from abroad", Acts.CreateFunction with { From = Who.Abroad }) with { Habits = [Acts.SignIn] },
        Example.Fires("somebody's first function, from home", Acts.CreateFunction with { By = Who.DevWithMfa }) with { Habits = [Acts.SignIn] },
        Example.Fires("a pipeline's role, used from abroad", Acts.CreateFunction with { By = Who.Pipeline, From = Who.Abroad }) with { Habits = [Acts.CreateFunction with { By = Who.Pipeline }] },
        Example.Fires("through a stack that was created from abroad",
            Acts.CreateStack with { By = Who.Pipeline, From = Who.Abroad },
            Acts.CreateFunction with { By = Who.PipelineViaCloudFormation, From = Who.CloudFormation, Minute = 2 }) with { Habits = [Acts.CreateFunction with { By = Who.Pipeline }] },
        Example.Quiet("whoever creates functions every day", Acts.CreateFunction) with { Habits = [Acts.CreateFunction] },
        Example.Quiet("an announced pipeline's first day", Acts.CreateFunction with { By = Who.Pipeline, From = Who.OtherProvider }) with { Settings = Acts.Announced },
        Example.Quiet("the usual pipeline through CloudFormation",
            Acts.CreateStack with { By = Who.Pipeline },
            Acts.CreateFunction with { By = Who.PipelineViaCloudFormation, From = Who.CloudFormation, Minute = 2 }) with
        {
            Habits = [Acts.CreateStack with { By = Who.Pipeline }, Acts.CreateFunction with { By = Who.PipelineViaCloudFormation, From = Who.CloudFormation, Minute = 2 }],
        },
        Example.Quiet("an attempt that was refused", Acts.Denied("lambda:CreateFunction20150331", 0) with { From = Who.Abroad }),
        Example.Quiet("another call that begins alike", new Call("lambda:CreateFunctionUrlConfig") { Request = """{"functionName":"orders","authType":"AWS_IAM"}""" }),
    ];
}
