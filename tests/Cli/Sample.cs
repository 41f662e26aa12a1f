using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Cli.Tests;

/// <summary>Invented records, signals and incidents.</summary>
internal static class Sample
{
    public const string Function = "arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor";
    public const string User = "arn:aws:iam::111122223333:user/dev_user";
    public static readonly DateTimeOffset Noon = new(2024, 3, 14, 18, 2, 45, TimeSpan.Zero);

    /// <summary>Two stages, one signal each, together enough to contain.</summary>
    public static IReadOnlyList<Detection> Detections { get; } = [new Always("first-thing", Stage.Identity, 50), new Always("second-thing", Stage.Change, 50)];

    /// <summary>Enough to alert and no more.</summary>
    public static IReadOnlyList<Detection> Alerting { get; } = [new Always("first-thing", Stage.Identity, 50)];

    public const string CreateFunction =
        """{"eventVersion":"1.08","userIdentity":{"type":"IAMUser","principalId":"AIDAEXAMPLE","arn":"arn:aws:iam::111122223333:user/dev_user","accountId":"111122223333","accessKeyId":"AKIAEXAMPLE","userName":"dev_user"},"eventTime":"2024-03-14T18:02:45Z","eventSource":"lambda.amazonaws.com","eventName":"CreateFunction20150331","awsRegion":"us-east-1","sourceIPAddress":"185.143.221.89","userAgent":"aws-cli","requestParameters":{"functionName":"internal-backup-processor","runtime":"python3.9","role":"arn:aws:iam::111122223333:role/lambda-exec-role"},"responseElements":{"functionName":"internal-backup-processor","functionArn":"arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor"},"requestID":"r-1","eventID":"e-1","readOnly":false,"eventType":"AwsApiCall","managementEvent":true,"recipientAccountId":"111122223333","eventCategory":"Management"}""";

    public static Signal Signal(string detection = "fresh-role-passed", Stage stage = Stage.Change, int weight = 20, double minute = 0, string summary = "role lambda-exec-role was created 2:30 before") => new()
    {
        Id = $"{detection}-{minute}",
        Detection = detection,
        Stage = stage,
        Evidence = Evidence.Content,
        Group = detection,
        Weight = weight,
        Time = Noon.AddMinutes(minute),
        Last = Noon.AddMinutes(minute),
        EventId = "e-1",
        Count = null,
        Principal = User,
        Session = null,
        Suspect = User,
        Function = Function,
        Account = "111122223333",
        Region = "us-east-1",
        Summary = summary,
        Source = "185.143.221.89",
        Subjects = [Function, User],
    };

    public static Incident Incident(params Signal[] signals) => new()
    {
        Id = "0123456789abcdef",
        Supersedes = [],
        Verdict = Verdict.Contain,
        Time = Noon,
        AlertTime = Noon.AddSeconds(-83),
        Score = signals.Sum(s => s.Weight) + 10,
        Principal = User,
        Session = null,
        Functions = [Function],
        Detections = [.. signals.Select(s => s.Detection).Order(StringComparer.Ordinal)],
        Signals = signals,
        Roles = [],
        Targets = [],
    };

    public static ContainmentAction Action(string step = Steps.QuarantineFunction, ActionStatus status = ActionStatus.Done, string target = Function, string reason = "reserved concurrency none -> 0") =>
        new(Noon, "0123456789abcdef", step, target, status, reason) { Function = Function };

    private sealed class Always(string id, Stage stage, int weight) : Detection
    {
        public override DetectionInfo Info { get; } = new()
        {
            Id = id,
            Title = "Fires on every CreateFunction",
            Technique = "T1648",
            Stage = stage,
            Evidence = Evidence.Content,
            Weight = weight,
            WeightReason = "enough for a test",
            Why = "why",
            Triage = "triage",
            FalsePositives = "all",
            BlindTo = "everything | else",
        };

        public override IReadOnlyList<string> Wants => ["lambda:CreateFunction"];

        public override Signal? Evaluate(CloudTrailRecord record, Known known) => Fire(record, "it was created");

        public override IReadOnlyList<Example> Examples => [Example.Fires("a creation", new Call("lambda:CreateFunction20150331"))];
    }
}
