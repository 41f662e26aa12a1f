using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>Functions or stacks come up in a region that the account does not use.</summary>
public sealed class UnusedRegion : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "unused-region",
        Title = "Function made in a region the account does not use",
        Technique = "T1535",
        Stage = Stage.Change,
        Evidence = Evidence.Novelty,
        Weight = 20,
        WeightReason = "Organisations take up a region rarely and with notice: more than a first function at home (15), still half an alert.",
        Why = "Where nobody works nobody looks, and sensors are often off. Thieves like it there.",
        Triage = "Ask who planned the region. List what else exists there, and whether trails and GuardDuty cover it.",
        FalsePositives = "The first deployment of a planned region; functions for CloudFront, which must be made in us-east-1.",
        BlindTo = "Regions in which some function or stack was changed on two days, and accounts in which nothing is usual yet.",
    };

    public override IReadOnlyList<string> Wants { get; } =
    [
        "lambda:CreateFunction", "lambda:UpdateFunctionCode", "lambda:PublishLayerVersion", "lambda:CreateEventSourceMapping", .. ChangeCalls.Stacks,
    ];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!record.Succeeded || record.Region.Length == 0 || record.Caller.IsService || known.IsDeployer(record.Caller) || record[Field.DryRun] is "true") return null;
        if (known.Usual(Habit.ActiveRegion, record.AccountSubject, record.Region) || !known.HasUsual(Habit.ActiveRegion, record.AccountSubject)) return null;
        return Fire(record, $"{record.Api} in {record.Region}, a region in which this account changes nothing", value: record.Function ?? record.Region);
    }

    private static Call There(Call call) => call with
    {
        Region = "ap-southeast-3",
        Response = call.Response?.Replace("eu-west-1", "ap-southeast-3", StringComparison.Ordinal),
    };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("a function where nobody works", There(Acts.CreateFunction)) with { Habits = [Acts.UpdateCode] },
        Example.Fires("a stack where nobody works, by one who makes stacks daily", There(Acts.CreateStack)) with { Habits = [Acts.CreateStack] },
        Example.Quiet("the usual region", Acts.CreateFunction) with { Habits = [Acts.UpdateCode with { By = Who.Pipeline }] },
        Example.Quiet("the second of two usual regions", There(Acts.CreateFunction)) with { Habits = [Acts.UpdateCode, There(Acts.UpdateCode) with { By = Who.Pipeline }] },
        Example.Quiet("an account in which nothing was ever changed", There(Acts.CreateFunction)) with { Habits = [Acts.SignIn] },
        Example.Quiet("an announced pipeline opens a region", There(Acts.CreateStack) with { By = Who.Pipeline }) with { Habits = [Acts.UpdateCode], Settings = Acts.Announced },
        Example.Quiet("a refused attempt", Acts.Denied("lambda:CreateFunction20150331", 0) with { Region = "ap-southeast-3" }) with { Habits = [Acts.UpdateCode] },
    ];
}
