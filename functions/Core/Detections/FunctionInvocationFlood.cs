using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>One function runs far more often than it ever did.</summary>
public sealed class FunctionInvocationFlood : Detection
{
    /// <summary>Everything that runs a function and is logged as a data event.</summary>
    public override DetectionInfo Info { get; } = new()
    {
        Id = "function-invocation-flood",
        Title = "Flood of invocations of a function",
        Technique = "T1648",
        Stage = Stage.Execution,
        Evidence = Evidence.Count,
        Weight = 25,
        WeightReason = "A count says how much, not why: with one caller's flood beside it it alerts, alone it waits for other evidence.",
        Why = "Draining a table record by record takes hundreds of calls in minutes; 847 in nine minutes emptied one.",
        Triage = "Who calls, and since when does the function exist? Compare with its usual day and look at what its role reads.",
        FalsePositives = "Load tests, backfills and launches; a function without history whose first day is busy; one that always runs more than 25,000 times in five minutes.",
        BlindTo = "Slow drains under the threshold; one call that scans everything; calls where data events are off; a function that was always busy.",
    };

    public override IReadOnlyList<string> Wants { get; } = Learning.Invocations;

    public override Signal? EvaluateFlood(in Flood flood, Known known) =>
        flood.Kind != FloodKind.Function ? null : Fire(flood, $"{flood.Count} invocations of the function within five minutes, {flood.Threshold} are too many");

    private static Call Invoke(int times, double minute = 0) => new("lambda:Invoke")
    {
        Minute = minute,
        Times = times,
        Request = """{"functionName":"arn:aws:lambda:eu-west-1:111122223333:function:orders","invocationType":"RequestResponse"}""",
    };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("one caller, a call a second", Invoke(400)),
        Example.Fires("two callers share the work", Invoke(200), Invoke(200) with { By = Who.Mallory }),
        Example.Fires("calls of a bucket count too", Invoke(400) with { By = Who.S3Service, From = "s3.amazonaws.com" }),
        Example.Quiet("two hundred calls", Invoke(200)),
        Example.Quiet("as many, over half an hour", Invoke(60), Invoke(60, 6), Invoke(60, 12), Invoke(60, 18), Invoke(60, 24), Invoke(60, 30)),
        new() { Name = "as many, where half of it is an ordinary day", ShouldFire = false, Habits = [Invoke(200)], Calls = [Invoke(400)] },
        Example.Quiet("dry runs execute nothing", Invoke(400) with { Request = """{"functionName":"arn:aws:lambda:eu-west-1:111122223333:function:orders","invocationType":"DryRun"}""" }),
        Example.Quiet("calls that were refused", Invoke(400) with { Error = "AccessDenied" }),
    ];
}
