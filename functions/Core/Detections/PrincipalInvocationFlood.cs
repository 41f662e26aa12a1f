using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>One caller invokes far more than it ever did, whichever functions it spreads over.</summary>
public sealed class PrincipalInvocationFlood : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "principal-invocation-flood",
        Title = "Flood of invocations by one caller",
        Technique = "T1648",
        Stage = Stage.Execution,
        Evidence = Evidence.Count,
        Weight = 20,
        WeightReason = "With the flood of one function it passes the alert score; alone it does not, since an orchestrator's first big day looks the same.",
        Why = "Spread over many functions no single one stands out, yet the stolen key that drives them does.",
        Triage = "Is it a person's key or a workload's role? Compare the source address with its usual ones and see which functions it chose.",
        FalsePositives = "Load tests and backfills run by hand; a new orchestrator's first batch; a workload that always makes more than 100,000 calls in five minutes.",
        BlindTo = "Work spread over several keys; calls where data events are off; a caller that was always busy.",
    };

    public override IReadOnlyList<string> Wants { get; } = Learning.Invocations;

    public override Signal? EvaluateFlood(in Flood flood, Known known) =>
        flood.Kind != FloodKind.Principal ? null : Fire(flood, $"{flood.Count} invocations by one caller within five minutes, {flood.Threshold} are too many");

    private static Call Invoke(int times, string function = "orders", double minute = 0) => new("lambda:Invoke")
    {
        Minute = minute,
        Times = times,
        Request = $$"""{"functionName":"arn:aws:lambda:eu-west-1:111122223333:function:{{function}}","invocationType":"RequestResponse"}""",
    };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("one function, a call a second", Invoke(260)),
        Example.Fires("three functions, none of which stands out", Invoke(90, "orders"), Invoke(90, "mailer"), Invoke(90, "invoices")),
        Example.Fires("a role's session", Invoke(260) with { By = Who.Pipeline }),
        Example.Quiet("a bucket's burst", Invoke(400) with { By = Who.S3Service, From = "s3.amazonaws.com" }),
        Example.Quiet("a hundred and fifty calls", Invoke(150)),
        Example.Quiet("as many, over half an hour", Invoke(60), Invoke(60, minute: 6), Invoke(60, minute: 12), Invoke(60, minute: 18), Invoke(60, minute: 24), Invoke(60, minute: 30)),
        Example.Quiet("two callers, half each", Invoke(130), Invoke(130) with { By = Who.Mallory }),
        new() { Name = "as many, where half of it is an ordinary day", ShouldFire = false, Habits = [Invoke(130)], Calls = [Invoke(260)] },
    ];
}
