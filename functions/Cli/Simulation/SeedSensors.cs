using System.Globalization;
using System.Text;

namespace Sentinel.Cli.Simulation;

/// <summary>What the other sensors see of the incident where nobody stops it: data events of the table, which the function scans and empties of 8,000 records,
/// the finding of GuardDuty, and the verdict of AWS Config.</summary>
internal static class SeedSensors
{
    private const int Records = 8_000;

    public static IReadOnlyList<ReadOnlyMemory<byte>> Of(LambdaFunction f, User user, string table, DateTimeOffset made, IReadOnlyList<DateTimeOffset> invocations)
    {
        var random = new Prng(20240314, "sensors");
        var lambda = new Caller(Identity.Session(f.Role, f.Name, "ASIA" + random.Upper(16), invocations[0], f.Arn), "3.91.20.14", $"Boto3/1.26.90 Python/3.9.16 Linux/4.14.255 exec-env/AWS_Lambda_{f.Runtime} Botocore/1.29.90");
        var data = new Recorder(new Prng(20240314, "sensor-records"));
        for (var i = 0; i < invocations.Count; i++)
        {
            data.Add(TableApi.Scan(invocations[i], lambda, table, f.Region, random));
            data.Add(TableApi.Delete(invocations[i], lambda, table, f.Region, Share(i, invocations.Count), random));
        }
        return
        [
            .. Recorder.InOrder(data.Lines),
            Bytes(Noncompliance(f, made.AddMinutes(6), random)),
            Bytes(Finding(user, f, invocations[0], invocations[^1], random)),
        ];
    }

    // All records, spread as evenly as whole numbers allow.
    private static int Share(int i, int of) => (Records * (i + 1) / of) - (Records * i / of);

    private static string Noncompliance(LambdaFunction f, DateTimeOffset at, Prng random) => $$$$"""
        {"version":"0","id":"{{{{random.Uuid()}}}}","detail-type":"Config Rules Compliance Change","source":"aws.config","account":"{{{{f.Account}}}}","time":"{{{{Stamp(at)}}}}","region":"{{{{f.Region}}}}","resources":[],"detail":{"resourceId":"{{{{f.Name}}}}","awsRegion":"{{{{f.Region}}}}","awsAccountId":"{{{{f.Account}}}}","configRuleName":"sentinel-function","recordVersion":"1.0","configRuleARN":"arn:aws:config:{{{{f.Region}}}}:{{{{f.Account}}}}:config-rule/config-rule-abcdef","messageType":"ComplianceChangeNotification","newEvaluationResult":{"evaluationResultIdentifier":{"evaluationResultQualifier":{"configRuleName":"sentinel-function","resourceType":"AWS::Lambda::Function","resourceId":"{{{{f.Name}}}}"},"orderingTimestamp":"{{{{Stamp(at)}}}}"},"complianceType":"NON_COMPLIANT","resultRecordedTime":"{{{{Stamp(at)}}}}","configRuleInvokedTime":"{{{{Stamp(at)}}}}"},"oldEvaluationResult":null,"notificationCreationTime":"{{{{Stamp(at)}}}}","resourceType":"AWS::Lambda::Function"}}
        """;

    // GuardDuty told of it when it was over.
    private static string Finding(User user, LambdaFunction f, DateTimeOffset first, DateTimeOffset last, Prng random)
    {
        var (id, told) = (random.Hex(32), Stamp(last.AddMinutes(1)));
        return $$$$"""
            {"version":"0","id":"{{{{random.Uuid()}}}}","detail-type":"GuardDuty Finding","source":"aws.guardduty","account":"{{{{user.Account}}}}","time":"{{{{told}}}}","region":"{{{{f.Region}}}}","resources":[],"detail":{"schemaVersion":"2.0","accountId":"{{{{user.Account}}}}","region":"{{{{f.Region}}}}","partition":"aws","id":"{{{{id}}}}","arn":"arn:aws:guardduty:{{{{f.Region}}}}:{{{{user.Account}}}}:detector/{{{{random.Hex(32)}}}}/finding/{{{{id}}}}","type":"Exfiltration:IAMUser/AnomalousBehavior","resource":{"resourceType":"AccessKey","accessKeyDetails":{"accessKeyId":"{{{{user.KeyId}}}}","principalId":"{{{{user.Id}}}}","userType":"IAMUser","userName":"{{{{user.Name}}}}"}},"service":{"serviceName":"guardduty","detectorId":"{{{{random.Hex(32)}}}}","action":{"actionType":"AWS_API_CALL","awsApiCallAction":{"api":"Invoke","serviceName":"lambda.amazonaws.com","callerType":"Remote IP","remoteIpDetails":{"ipAddressV4":"185.143.221.89"}}},"resourceRole":"TARGET","additionalInfo":{},"eventFirstSeen":"{{{{Stamp(first)}}}}","eventLastSeen":"{{{{Stamp(last)}}}}","archived":false,"count":848},"severity":8,"createdAt":"{{{{told}}}}","updatedAt":"{{{{told}}}}","title":"User {{{{user.Name}}}} anomalously invoked APIs commonly used in Exfiltration tactics.","description":"Anomalous APIs commonly used in Exfiltration tactics were invoked."}}
            """;
    }

    private static ReadOnlyMemory<byte> Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string Stamp(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.000'Z'", CultureInfo.InvariantCulture);
}
