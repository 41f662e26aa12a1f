using System.Text;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Findings;

/// <summary>Reads GuardDuty findings, schema 2.0, as EventBridge delivers them and as the API returns them, as if they were records: who is meant stands as the caller.
/// A finding keeps its id and the time of what it saw first however often it is updated, so that all its updates are one
/// (https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_finding-format.html).</summary>
internal static class GuardDutyFindings
{
    /// <summary>Under this name detections want them.</summary>
    public const string Call = "guardduty:Finding";

    private const int LongestId = 128, LongestType = 128;

    /// <param name="finding">The finding itself, without envelope.</param>
    /// <param name="read">Null for one that says nothing here: a sample, an archived one, one that names neither a function nor a principal of IAM.</param>
    /// <param name="reason">Why it could not be understood, safe to print; else null.</param>
    /// <returns>False when it could not be understood.</returns>
    public static bool TryRead(ReadOnlySpan<byte> finding, out CloudTrailRecord? read, out string? reason)
    {
        (read, reason) = (null, null);
        var id = Text(finding, "id"u8);
        if (id is not { Length: > 0 and <= LongestId }) return Refused("id", JsonText.Member(finding, "id"u8), $"a string of 1 to {LongestId} bytes", out reason);
        var service = Member(finding, "service"u8);
        var first = Of(service, "eventFirstSeen"u8);
        if (first.IsEmpty) first = Of(finding, "createdAt"u8);
        if (!EventTime.TryRead(first, out var time)) return Refused("service.eventFirstSeen", first, "yyyy-MM-ddTHH:mm:ssZ", out reason);
        if (Text(service, "archived"u8) is "true" || IsSample(finding, service)) return true;
        var account = Text(finding, "accountId"u8) ?? "";
        var region = Text(finding, "region"u8) ?? "";
        var resource = Member(finding, "resource"u8);
        var lambda = Member(resource, "lambdaDetails"u8);
        var function = Text(lambda, "functionArn"u8) is { } arn ? Arns.Function(arn, region, account) : null;
        var role = Text(lambda, "role"u8) is { } named ? Arns.Role(account, named, region) : null;
        var caller = Key(Member(resource, "accessKeyDetails"u8), account, region);
        Sequence(Member(Member(service, "detection"u8), "sequence"u8), account, region, ref caller, ref function);
        if (caller is null && function is null) return true;
        read = new CloudTrailRecord
        {
            EventId = id,
            Time = time,
            Service = "guardduty",
            Api = "Finding",
            Call = Call,
            Account = account,
            Region = region,
            Caller = caller ?? Principal.Nobody,
            Source = Remote(Member(service, "action"u8)),
            Function = function,
            Role = role,
            Fields = Fields(finding),
        };
        return true;
    }

    private static FieldMap Fields(ReadOnlySpan<byte> finding)
    {
        var fields = new List<(Field, string)> { (Field.FindingType, Cut(Text(finding, "type"u8) ?? "a finding without type")) };
        if (Text(finding, "severity"u8) is { } severity) fields.Add((Field.Severity, severity));
        return new FieldMap([.. fields]);
    }

    private static bool IsSample(ReadOnlySpan<byte> finding, ReadOnlySpan<byte> service) =>
        Text(Member(service, "additionalInfo"u8), "sample"u8) is "true" || (Text(finding, "title"u8)?.StartsWith("[SAMPLE]", StringComparison.Ordinal) ?? false);

    private static Principal? Key(ReadOnlySpan<byte> details, string account, string region) =>
        Of(Text(details, "userType"u8), Text(details, "userName"u8), Text(details, "principalId"u8), Text(details, "accessKeyId"u8), account, region);

    // Attack sequences name several; the first of each kind speaks for all, since GuardDuty orders actors by their part in it.
    private static void Sequence(ReadOnlySpan<byte> sequence, string account, string region, ref Principal? caller, ref string? function)
    {
        var actors = new JsonMembers(Member(sequence, "actors"u8));
        while (caller is null && actors.MoveNext())
        {
            var user = Member(actors.Value, "user"u8);
            caller = Of(Text(user, "type"u8), Text(user, "name"u8), Text(user, "uid"u8), Text(user, "credentialUid"u8), Text(Member(user, "account"u8), "uid"u8) ?? account, region);
        }
        var resources = new JsonMembers(Member(sequence, "resources"u8));
        while (function is null && resources.MoveNext())
        {
            if (Text(resources.Value, "uid"u8) is { } uid && uid.Contains(":function:", StringComparison.Ordinal)) function = Arns.Function(uid, region, account);
        }
    }

    private static Principal? Of(string? type, string? name, string? principalId, string? key, string account, string region)
    {
        var partition = Arns.PartitionOf(region);
        if (account.Length == 0) return null;
        if (type is "Root") return new Principal { Type = IdentityType.Root, Arn = $"arn:{partition}:iam::{account}:root", Subject = $"arn:{partition}:iam::{account}:root", Account = account, AccessKeyId = key };
        if (string.IsNullOrEmpty(name)) return null;
        if (type is "IAMUser") return new Principal { Type = IdentityType.IAMUser, Arn = $"arn:{partition}:iam::{account}:user/{name}", Subject = $"arn:{partition}:iam::{account}:user/{name}", Account = account, AccessKeyId = key };
        if (type is not ("Role" or "AssumedRole")) return null;
        var role = Arns.Role(account, name, region)!;
        var session = principalId is not null && principalId.IndexOf(':', StringComparison.Ordinal) is >= 0 and var colon ? principalId[(colon + 1)..] : null;
        var sso = name.StartsWith("AWSReservedSSO_", StringComparison.Ordinal) && session is { Length: > 0 };
        return new Principal { Type = IdentityType.AssumedRole, Arn = role, Subject = sso ? $"{role}/{session}" : role, SessionName = session, Account = account, AccessKeyId = key, IsSso = sso };
    }

    private static SourceAddress Remote(ReadOnlySpan<byte> action)
    {
        var calls = Member(action, "awsApiCallAction"u8);
        var remote = Member(calls.IsEmpty ? Member(action, "networkConnectionAction"u8) : calls, "remoteIpDetails"u8);
        return Text(remote, "ipAddressV4"u8) is { Length: > 0 } address ? SourceParser.Parse(Encoding.UTF8.GetBytes(address), countries: null) : SourceAddress.Absent;
    }

    // The API answers with capitals, EventBridge without.
    private static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> found = default;
        if (json.IsEmpty || json[0] != (byte)'{') return found;
        var members = new JsonMembers(json);
        while (members.MoveNext())
        {
            if (members.Name.Length == name.Length && (members.Name[0] | 32) == name[0] && members.Name[1..].SequenceEqual(name[1..])) found = members.Value;
        }
        return found;
    }

    private static string? Text(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name) => JsonText.Filled(Member(json, name));

    private static ReadOnlySpan<byte> Of(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name) => Member(json, name) is [(byte)'"', .., (byte)'"'] text ? text[1..^1] : default;

    private static string Cut(string text) => text.Length <= LongestType ? text : text[..LongestType];

    private static bool Refused(string name, ReadOnlySpan<byte> value, string expected, out string reason)
    {
        reason = RejectReason.Of(name, value, expected);
        return false;
    }
}
