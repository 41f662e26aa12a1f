using System.Globalization;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Findings;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>GuardDuty has something to say about a function or a principal.</summary>
public sealed class GuarddutyFinding : Detection
{
    // https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_findings-severity.html
    private const double Critical = 9, High = 7, Medium = 4;

    public override DetectionInfo Info { get; } = new()
    {
        Id = "guardduty-finding",
        Title = "GuardDuty finding",
        Technique = "T1078.004",
        Stage = Stage.Corroboration,
        Evidence = Evidence.Content,
        Weight = 40,
        WeightReason = "High severity alerts by itself, as GuardDuty means it to; critical weighs 50, medium 20, low 5, so that they only add to what else is known.",
        Why = "It sees what CloudTrail does not: addresses of known criminals, DNS of functions, calls that no model of the account expects.",
        Triage = "Open the finding by its id; its type says what it saw, its evidence from where.",
        FalsePositives = "Anomaly findings of the first weeks in an account; penetration tests; a tester's VPN on a threat list.",
        BlindTo = "Whatever GuardDuty does not find, or finds after the data is gone: it publishes minutes later. IAM users with a path, whose ARN it does not tell; findings about other resources.",
    };

    public override IReadOnlyList<string> Wants { get; } = [GuardDutyFindings.Call];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!double.TryParse(record[Field.Severity], CultureInfo.InvariantCulture, out var severity)) return null;
        var weight = severity switch { >= Critical => 50, >= High => Info.Weight, >= Medium => 20, _ => 5 };
        return Fire(record, string.Create(CultureInfo.InvariantCulture, $"GuardDuty tells of {record[Field.FindingType]}, severity {severity:0.#}"), weight) with { Resource = record.EventId };
    }

    private static Call Finding(string type, double severity, string resource, string more = "") => new(GuardDutyFindings.Call)
    {
        Whole = $$$$"""
            {"version":"0","id":"e","detail-type":"GuardDuty Finding","source":"aws.guardduty","account":"111122223333","time":"2024-03-14T12:10:00Z","region":"eu-west-1","resources":[],"detail":{"schemaVersion":"2.0","accountId":"111122223333","region":"eu-west-1","partition":"aws","id":"FINDING","arn":"arn:aws:guardduty:eu-west-1:111122223333:detector/d/finding/FINDING","type":"{{{{type}}}}","resource":{{{{resource}}}},"service":{"serviceName":"guardduty","eventFirstSeen":"TIME","eventLastSeen":"TIME","archived":false,"count":1{{{{more}}}}},"severity":{{{{severity.ToString(CultureInfo.InvariantCulture)}}}},"createdAt":"TIME","updatedAt":"TIME","title":"t","description":"d"}}
            """,
    };

    private static Call Archived(Call finding) => finding with { Whole = finding.Whole!.Replace("\"archived\":false", "\"archived\":true", StringComparison.Ordinal) };

    private const string User = """{"resourceType":"AccessKey","accessKeyDetails":{"accessKeyId":"AKIAEXAMPLEDEV","principalId":"AIDAEXAMPLEDEV","userType":"IAMUser","userName":"dev"}}""";
    private const string Role = """{"resourceType":"AccessKey","accessKeyDetails":{"accessKeyId":"ASIAEXAMPLE","principalId":"AROAEXAMPLE:orders","userType":"AssumedRole","userName":"orders-role"}}""";
    private const string Function = """{"resourceType":"Lambda","lambdaDetails":{"functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:orders","functionName":"orders","functionVersion":"$LATEST","role":"arn:aws:iam::111122223333:role/orders-role"}}""";
    private const string Instance = """{"resourceType":"Instance","instanceDetails":{"instanceId":"i-99999999"}}""";

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("a user's key, high", Finding("UnauthorizedAccess:IAMUser/MaliciousIPCaller", 8, User)),
        Example.Fires("a role's session, medium", Finding("CredentialAccess:IAMUser/AnomalousBehavior", 5, Role)),
        Example.Fires("a function, high", Finding("Trojan:Lambda/DropPoint", 8, Function)),
        Example.Fires("an attack sequence, critical", Finding("AttackSequence:IAM/CompromisedCredentials", 9, """{"resourceType":"AttackSequence"}""",
            ",\"detection\":{\"sequence\":{\"uid\":\"s\",\"actors\":[{\"id\":\"a\",\"user\":{\"name\":\"dev\",\"uid\":\"AIDAEXAMPLEDEV\",\"type\":\"IAMUser\",\"credentialUid\":\"AKIAEXAMPLEDEV\",\"account\":{\"uid\":\"111122223333\"}}}]}}")),
        Example.Quiet("a sample", Finding("UnauthorizedAccess:IAMUser/MaliciousIPCaller", 8, User, """,  "additionalInfo":{"sample":true}""")),
        Example.Quiet("an instance", Finding("Backdoor:EC2/C&CActivity.B!DNS", 8, Instance)),
        Example.Quiet("one that people have archived", Archived(Finding("Trojan:Lambda/DropPoint", 8, Function))),
    ];
}
