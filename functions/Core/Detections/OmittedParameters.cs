using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A change so long-winded that CloudTrail leaves out what it was.</summary>
public sealed class OmittedParameters : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "omitted-parameters",
        Title = "Change whose parameters were too large to record",
        Technique = "T1562.008",
        Stage = Stage.Change,
        Evidence = Evidence.Content,
        Weight = 10,
        WeightReason = "Honest calls of these APIs do not come near the 100 KB; yet the omission alone says nothing of what was done.",
        Why = "IAM does not count white space in a policy: padded with it, the policy takes effect and the record of it is empty.",
        Triage = "Read the role, user or function itself; the record will not tell.",
        FalsePositives = "None known; generated policies stay below the quotas of IAM when written without padding.",
        BlindTo = "Parameters hidden in the environment, which is never recorded, and calls of other services.",
    };

    public override IReadOnlyList<string> Wants { get; } = [.. ChangeCalls.Lambda, .. ChangeCalls.Roles, .. ChangeCalls.Users];

    public override Signal? Evaluate(CloudTrailRecord record, Known known) =>
        record.ParametersOmitted && !record.Caller.IsService ? Fire(record, $"The parameters of {record.Api} were too large for CloudTrail") : null;

    private const string Omitted = """{"reason":"requestParameters too large","omitted":true}""";

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("a padded inline policy", Acts.PutPolicy("*") with { Request = Omitted }),
        Example.Fires("a padded trust policy", Acts.CreateRole with { Request = Omitted }),
        Example.Quiet("a policy as it should be", Acts.PutPolicy("*")),
        Example.Quiet("no parameters at all, as for refused calls", Acts.Denied("iam:PutRolePolicy", 0)),
        Example.Quiet("a read call with too long a filter", new Call("iam:SimulateCustomPolicy") { Region = "us-east-1", Request = Omitted }),
        Example.Quiet("a stack template too long to record, which is usual", Acts.CreateStack with { Request = Omitted }),
    ];
}
