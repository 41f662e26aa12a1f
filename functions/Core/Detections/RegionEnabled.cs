using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>An account opens a region that was closed.</summary>
public sealed class RegionEnabled : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "region-enabled",
        Title = "Closed region opened",
        Technique = "T1535",
        Stage = Stage.Evasion,
        Evidence = Evidence.Content,
        Weight = 20,
        WeightReason = "It happens once in a region's life and mostly on purpose; together with any change by the same caller it alerts.",
        Why = "Nobody watches a region that was closed yesterday: forwarding rules, recorders and flow logs are not there yet.",
        Triage = "Was the region planned? If not, disable it again and list what was created in it.",
        FalsePositives = "An expansion done by hand; account baselining that is neither announced nor a habit.",
        BlindTo = "Regions that are open by default; what happens in the region until rules are deployed there.",
    };

    public override IReadOnlyList<string> Wants { get; } = ["account:EnableRegion"];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!record.Succeeded || record.Caller.IsService) return null;
        if (known.IsDeployer(record.Caller) || known.UsuallyCalls(record.Caller, "account:EnableRegion")) return null;
        return Fire(record, $"region {record[Field.RegionName] ?? "unnamed"} was opened");
    }

    private static readonly Call Enable = new("account:EnableRegion") { Region = "us-east-1", Request = """{"regionName":"ap-east-1"}""" };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("a developer opens a region", Enable),
        Example.Fires("a pipeline that is not announced opens one for another account", Enable with { By = Who.Pipeline, Request = """{"regionName":"me-south-1","accountId":"444455556666"}""" }),
        Example.Quiet("the opening was refused", Enable with { Error = "AccessDeniedException" }),
        new() { Name = "the role that baselines accounts daily", ShouldFire = false, Habits = [Enable with { By = Who.Pipeline }], Calls = [Enable with { By = Who.Pipeline }] },
        new()
        {
            Name = "an announced deployer", ShouldFire = false, Calls = [Enable with { By = Who.Pipeline }],
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["detect/deployers"] = "arn:aws:iam::111122223333:role/deploy" },
        },
        Example.Quiet("a region is closed", new Call("account:DisableRegion") { Region = "us-east-1", Request = """{"regionName":"ap-east-1"}""" }),
    ];
}
