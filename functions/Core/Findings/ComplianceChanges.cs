using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Findings;

/// <summary>Reads EventBridge's <c>Config Rules Compliance Change</c> as if it were a record
/// (https://docs.aws.amazon.com/config/latest/developerguide/monitor-config-with-cloudwatchevents.html).</summary>
internal static class ComplianceChanges
{
    /// <summary>Under this name detections want them.</summary>
    public const string Call = "config:ComplianceChange";

    private const int LongestName = 128;

    /// <param name="detail"><c>detail</c> of the envelope.</param>
    /// <param name="read">Null for another resource than a Lambda function.</param>
    /// <param name="reason">Why it could not be understood, safe to print; else null.</param>
    /// <returns>False when it could not be understood.</returns>
    public static bool TryRead(ReadOnlySpan<byte> detail, out CloudTrailRecord? read, out string? reason)
    {
        (read, reason) = (null, null);
        if (JsonText.Filled(detail, "resourceType"u8) is not "AWS::Lambda::Function") return true;
        var result = JsonText.Member(detail, "newEvaluationResult"u8);
        var recorded = JsonText.Member(result, "resultRecordedTime"u8);
        if (recorded is not [(byte)'"', .., (byte)'"'] || !EventTime.TryRead(recorded[1..^1], out var time))
        {
            reason = RejectReason.Of("newEvaluationResult.resultRecordedTime", recorded, "yyyy-MM-ddTHH:mm:ssZ");
            return false;
        }
        var (account, region) = (JsonText.Filled(detail, "awsAccountId"u8) ?? "", JsonText.Filled(detail, "awsRegion"u8) ?? "");
        var resource = JsonText.Filled(detail, "resourceId"u8) ?? "";
        var rule = JsonText.Filled(detail, "configRuleName"u8) ?? "";
        read = new CloudTrailRecord
        {
            // Delivered twice it is one, whatever the envelopes are numbered.
            EventId = IdOf(account, region, rule, resource, recorded),
            Time = time,
            Service = "config",
            Api = "ComplianceChange",
            Call = Call,
            Account = account,
            Region = region,
            Caller = Principal.Nobody,
            Source = SourceAddress.Absent,
            Function = Arns.Function(resource, region, account),
            Fields = new FieldMap((Field.ComplianceType, JsonText.Filled(result, "complianceType"u8) ?? ""), (Field.Name, rule.Length <= LongestName ? rule : rule[..LongestName])),
        };
        return true;
    }

    private static string IdOf(string account, string region, string rule, string resource, ReadOnlySpan<byte> time) =>
        XxHash3.HashToUInt64(Encoding.UTF8.GetBytes($"{account}\n{region}\n{rule}\n{resource}\n{Encoding.UTF8.GetString(time)}")).ToString("x16", CultureInfo.InvariantCulture);
}
