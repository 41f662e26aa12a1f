using Sentinel.Core.CloudTrail;
using Sentinel.Core.Findings;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>AWS Config calls a function non-compliant.</summary>
public sealed class ConfigNoncompliance : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "config-noncompliance",
        Title = "Function non-compliant for AWS Config",
        Technique = "T1648",
        Stage = Stage.Corroboration,
        Evidence = Evidence.Content,
        Weight = 10,
        WeightReason = "Posture, not an act: many functions are non-compliant for months. It adds to an attack that is seen otherwise, and never alerts alone.",
        Why = "A function whose creator is unknown, whose role may do everything or that anybody may call is what an attack leaves behind.",
        Triage = "Read the rule's annotation. If the function is new, look at who made it; if it is old, it is work for its owner.",
        FalsePositives = "Functions that are public by trade; a rule that is switched on for the first time and judges everything that exists.",
        BlindTo = "Accounts and regions where Config does not record; what happens within the minutes that Config takes.",
    };

    public override IReadOnlyList<string> Wants { get; } = [ComplianceChanges.Call];

    public override Signal? Evaluate(CloudTrailRecord record, Known known) =>
        record[Field.ComplianceType] is "NON_COMPLIANT" && record.Function is not null ? Fire(record, $"AWS Config rule {record[Field.Name]} calls the function non-compliant") : null;

    internal static Call Change(string type, string resourceType = "AWS::Lambda::Function", string resource = "orders", string before = "COMPLIANT") => new(ComplianceChanges.Call)
    {
        Whole = $$$$"""
            {"version":"0","id":"e","detail-type":"Config Rules Compliance Change","source":"aws.config","account":"111122223333","time":"2024-03-14T12:10:00Z","region":"eu-west-1","resources":[],"detail":{"resourceId":"{{{{resource}}}}","awsRegion":"eu-west-1","awsAccountId":"111122223333","configRuleName":"sentinel-function","recordVersion":"1.0","configRuleARN":"arn:aws:config:eu-west-1:111122223333:config-rule/config-rule-abc","messageType":"ComplianceChangeNotification","newEvaluationResult":{"evaluationResultIdentifier":{"evaluationResultQualifier":{"configRuleName":"sentinel-function","resourceType":"{{{{resourceType}}}}","resourceId":"{{{{resource}}}}"},"orderingTimestamp":"TIME"},"complianceType":"{{{{type}}}}","resultRecordedTime":"TIME","configRuleInvokedTime":"TIME"},"oldEvaluationResult":{"complianceType":"{{{{before}}}}"},"notificationCreationTime":"TIME","resourceType":"{{{{resourceType}}}}"}}
            """,
    };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("a function that deletes by the hundred", MassDelete.Items(120), Change("NON_COMPLIANT") with { Minute = 5 }),
        Example.Fires("a function that was compliant", Change("NON_COMPLIANT")),
        Example.Fires("a function that was not judged before", Change("NON_COMPLIANT", before: "NOT_APPLICABLE")),
        Example.Quiet("a function that has become compliant", Change("COMPLIANT", before: "NON_COMPLIANT")),
        Example.Quiet("a bucket", Change("NON_COMPLIANT", "AWS::S3::Bucket", "reports")),
        Example.Quiet("a function that is gone", Change("NOT_APPLICABLE")),
    ];
}
