using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>Something that watches the account is switched off, narrowed or deleted.</summary>
public sealed class SensorTampering : Detection
{
    // Our rules and our tuning, as the stacks name them.
    private const string OwnRules = "Sentinel", OwnParameters = "/sentinel/";

    public override DetectionInfo Info { get; } = new()
    {
        Id = "sensor-tampering",
        Title = "Logging or detection switched off",
        Technique = "T1562.008",
        Stage = Stage.Evasion,
        Evidence = Evidence.Content,
        Weight = 30,
        WeightReason = "Two such calls are one piece of evidence; it needs one more of any kind to alert, because maintenance touches sensors too.",
        Why = "An attacker who stops the trail, disables a forwarding rule or rewrites our settings works unseen from then on.",
        Triage = "Switch it on again first. Then list what the caller did in the hour before, and look elsewhere for what went unlogged.",
        FalsePositives = "Maintenance and teardown by people who rarely do it; a schedule that is switched off; a tuning session by hand.",
        BlindTo = "What happens after the sensor is gone; log groups and buckets deleted; parameters deleted in bulk; a trail narrowed by somebody who changes trails daily.",
    };

    public override IReadOnlyList<string> Wants { get; } =
    [
        "cloudtrail:StopLogging", "cloudtrail:DeleteTrail", "cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors", "cloudtrail:DeleteEventDataStore",
        "events:DisableRule", "events:DeleteRule", "events:RemoveTargets", "events:RemovePermission", "events:PutRule",
        "config:StopConfigurationRecorder", "config:DeleteConfigurationRecorder", "config:DeleteDeliveryChannel", "config:DeleteConfigRule",
        "guardduty:DeleteDetector", "guardduty:UpdateDetector", "guardduty:CreateFilter", "guardduty:CreateIPSet", "guardduty:StopMonitoringMembers",
        "ec2:DeleteFlowLogs", "kms:DisableKey", "kms:ScheduleKeyDeletion", "ssm:PutParameter", "ssm:DeleteParameter",
    ];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!record.Succeeded || !Harms(record)) return null;
        if (Excused(record, known) && !StopsOwnRule(record)) return null;
        return Fire(record, StopsOwnRule(record) ? $"{record.Api} on a rule of SentinelStack" : $"{record.Service} {record.Api} by somebody who does not usually do so");
    }

    private static bool Harms(CloudTrailRecord record) => (record.Service, record.Api) switch
    {
        ("guardduty", "UpdateDetector") => record[Field.Enable] is "false",
        ("ssm", _) => record[Field.Name] is { } name && name.StartsWith(OwnParameters, StringComparison.Ordinal),
        ("events", "PutRule") => IsOwnRule(record), // a narrower pattern blinds as well as a disabled rule
        _ => true,
    };

    private static bool Excused(CloudTrailRecord record, Known known) =>
        record.Caller.IsService || IsServiceLinked(record.Caller) || known.IsDeployer(record.Caller) || known.UsuallyCalls(record.Caller, record.Call);

    // Only AWS can make or assume roles under this path: conformance packs and Control Tower tidy up through them.
    private static bool IsServiceLinked(Principal caller) => caller.Arn is { } arn && arn.Contains(":role/aws-service-role/", StringComparison.Ordinal);

    private static bool StopsOwnRule(CloudTrailRecord record) => record is { Service: "events", Api: "DisableRule" or "DeleteRule" or "RemoveTargets" } && IsOwnRule(record);

    // RemoveTargets calls the rule "rule", the others "name".
    private static bool IsOwnRule(CloudTrailRecord record) =>
        record.Fields.Lines(Field.Name).Concat(record.Fields.Lines(Field.Ids)).Any(name => name.StartsWith(OwnRules, StringComparison.Ordinal));

    private static readonly Call Stop = new("cloudtrail:StopLogging") { Request = """{"name":"org-trail"}""" };
    private static readonly Call DisableOwn = new("events:DisableRule") { Request = """{"name":"SentinelMember-ControlPlane"}""" };
    private static readonly Call Disable = new("events:DisableRule") { Request = """{"name":"nightly-report"}""" };
    private static readonly Call Tune = new("ssm:PutParameter") { Request = """{"name":"/sentinel/score/contain","type":"String","overwrite":true}""" };

    private const string ConfigService = """{"type":"AssumedRole","principalId":"AROAEXAMPLECFG:sweep","arn":"arn:aws:sts::111122223333:assumed-role/AWSServiceRoleForConfigConforms/sweep","accountId":"111122223333","sessionContext":{"sessionIssuer":{"type":"Role","principalId":"AROAEXAMPLECFG","arn":"arn:aws:iam::111122223333:role/aws-service-role/config-conforms.amazonaws.com/AWSServiceRoleForConfigConforms","accountId":"111122223333","userName":"AWSServiceRoleForConfigConforms"}},"invokedBy":"config-conforms.amazonaws.com"}""";
    private static readonly Dictionary<string, string> Announced = new(StringComparer.Ordinal) { ["detect/deployers"] = "arn:aws:iam::111122223333:role/deploy | releases" };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("the trail is stopped", Stop),
        Example.Fires("flow logs are deleted", new Call("ec2:DeleteFlowLogs") { Request = """{"DeleteFlowLogsRequest":{"FlowLogId":{"tag":1,"content":"fl-0123456789abcdef0"}}}""" }),
        Example.Fires("threat detection is switched off", new Call("guardduty:UpdateDetector") { Request = """{"detectorId":"12abc","enable":false}""" }),
        Example.Fires("our threshold is changed by somebody who never tunes", Tune),
        new() { Name = "our rule is disabled by an announced pipeline that disables rules daily", ShouldFire = true, Settings = Announced, Habits = [Disable with { By = Who.Pipeline }], Calls = [DisableOwn with { By = Who.Pipeline }] },
        new() { Name = "the targets of our rule are removed, as the caller does with others daily", ShouldFire = true, Habits = [RemoveTargets("nightly-report")], Calls = [RemoveTargets("SentinelMember-Invocations")] },
        Example.Fires("the pattern of our rule is rewritten", new Call("events:PutRule") { Request = """{"name":"SentinelMember-ControlPlane","eventPattern":"{}"}""" }),
        Example.Quiet("the trail withstood", Stop with { Error = "AccessDenied" }),
        new() { Name = "somebody who switches a schedule off every evening", ShouldFire = false, Habits = [Disable], Calls = [Disable] },
        new() { Name = "the analyst who tunes daily", ShouldFire = false, Habits = [Tune], Calls = [Tune] },
        Example.Quiet("another application's parameter", Tune with { Request = """{"name":"/orders/limit","type":"String","overwrite":true}""" }),
        Example.Quiet("a schedule of one's own is written", new Call("events:PutRule") { Request = """{"name":"nightly-report","scheduleExpression":"rate(1 day)"}""" }),
        Example.Quiet("threat detection stays on, its frequency changes", new Call("guardduty:UpdateDetector") { Request = """{"detectorId":"12abc","enable":true,"findingPublishingFrequency":"ONE_HOUR"}""" }),
        Example.Quiet("a conformance pack of AWS removes its rules", new Call("config:DeleteConfigRule") { By = ConfigService, From = "config-conforms.amazonaws.com", Request = """{"configRuleName":"s3-encrypted-conformance-pack-x"}""" }),
        new() { Name = "an announced pipeline tears a trail down", ShouldFire = false, Settings = Announced, Calls = [new Call("cloudtrail:DeleteTrail") { By = Who.Pipeline, Request = """{"name":"old"}""" }] },
    ];

    private static Call RemoveTargets(string rule) => new("events:RemoveTargets") { Request = $$"""{"rule":"{{rule}}","ids":["1"]}""" };
}
