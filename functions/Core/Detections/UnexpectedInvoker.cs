using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A function is invoked by somebody who never usually does.</summary>
public sealed class UnexpectedInvoker : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "unexpected-invoker",
        Title = "Function invoked by an unexpected caller",
        Technique = "T1648",
        Stage = Stage.Execution,
        Evidence = Evidence.Novelty,
        Weight = 15,
        WeightReason = "First calls happen every week in a living account; it marks the stage, the change before it must carry the incident.",
        Why = "After creating or rewriting a function the attacker runs it, with a key that never invoked it and mostly never invoked anything.",
        Triage = "Ask the caller. See what the function does and whether the same caller changed it shortly before.",
        FalsePositives = "On-call people who run a repair function; a new hire's first day; a role that starts to orchestrate.",
        BlindTo = "Invocations through services and triggers; a stolen key whose owner invokes the same function; accounts without data events.",
    };

    public override IReadOnlyList<string> Wants { get; } = Learning.Invocations;

    public override Signal? EvaluateInvocation(in Invocation call, Known known)
    {
        var caller = call.Caller;
        if (caller.IsService || caller.InvokedBy is not null || caller == Principal.Nobody || known.IsDeployer(caller)) return null;
        if (known.Usual(Habit.Invokes, caller.Subject, call.Function)) return null;
        if (known.NoveltyOf(caller, call.Source) != SourceNovelty.Usual) return Again(call, known, Info.Weight) ?? Fire(call, "invoked from an unusual place by somebody who never did");
        // From the usual place: somebody who invokes other functions meets a further one, or a developer tries what was made yesterday.
        if (known.HasUsual(Habit.Invokes, caller.Subject) || !known.IsLongKnown(call.Function)) return null;
        return Again(call, known, Info.Weight) ?? Fire(call, "invoked by somebody who usually invokes nothing");
    }

    private static Call Invoke(string by, string from, string function = "orders") => new("lambda:Invoke")
    {
        By = by,
        From = from,
        Request = $$"""{"functionName":"arn:aws:lambda:eu-west-1:111122223333:function:{{function}}","invocationType":"RequestResponse"}""",
    };

    private static readonly Call DevAtWork = new("lambda:UpdateFunctionCode20150331v2") { Request = """{"functionName":"other"}""" };
    private static readonly Call PipelineInvokes = Invoke(Who.Pipeline, Who.Home);

    public override IReadOnlyList<Example> Examples { get; } =
    [
        new() { Name = "a developer who invokes nothing runs a long-known function", ShouldFire = true, Habits = [DevAtWork, PipelineInvokes], Calls = [Invoke(Who.Dev, Who.Home)] },
        new() { Name = "a known key runs a new function from abroad", ShouldFire = true, Habits = [DevAtWork], Calls = [Invoke(Who.Dev, Who.Abroad, "backup")] },
        new() { Name = "somebody who invokes others runs a further function from abroad", ShouldFire = true, Habits = [Invoke(Who.Dev, Who.Home, "mailer")], Calls = [Invoke(Who.Dev, Who.Abroad)] },
        new() { Name = "a developer tries a new function from the usual place", ShouldFire = false, Habits = [DevAtWork], Calls = [Invoke(Who.Dev, Who.Home, "backup")] },
        new() { Name = "somebody who invokes others runs a further function from the usual place", ShouldFire = false, Habits = [Invoke(Who.Dev, Who.Home, "mailer"), PipelineInvokes], Calls = [Invoke(Who.Dev, Who.Home)] },
        new() { Name = "the usual caller of the function, travelling", ShouldFire = false, Habits = [Invoke(Who.Dev, Who.Home)], Calls = [Invoke(Who.Dev, Who.Abroad)] },
        new() { Name = "a bucket's first upload", ShouldFire = false, Habits = [PipelineInvokes], Calls = [Invoke(Who.S3Service, "s3.amazonaws.com")] },
        new() { Name = "a role, through a service", ShouldFire = false, Habits = [Invoke(Who.Dev, Who.Home)], Calls = [Invoke(Who.PipelineViaCloudFormation, Who.CloudFormation)] },
        new()
        {
            Name = "an announced pipeline's smoke test from a fresh runner", ShouldFire = false, Habits = [Invoke(Who.Dev, Who.Home)], Calls = [Invoke(Who.Pipeline, Who.OtherProvider)],
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["detect/deployers"] = "arn:aws:iam::111122223333:role/deploy" },
        },
    ];
}
