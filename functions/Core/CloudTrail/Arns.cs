using System.Buffers;

namespace Sentinel.Core.CloudTrail;

/// <summary>Brings the ways to name a function or a role to one form, so that they can be compared as text.</summary>
public static class Arns
{
    private const int Longest = 1024;

    private static readonly SearchValues<char> AfterArn = SearchValues.Create(" \"',;\t\r\n");

    /// <summary><c>aws</c>, <c>aws-cn</c> or <c>aws-us-gov</c>: the partition that a region belongs to.</summary>
    public static string PartitionOf(string region)
    {
        if (region.StartsWith("cn-", StringComparison.Ordinal)) return "aws-cn";
        return region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov" : "aws";
    }

    /// <summary>Twelve digits.</summary>
    public static bool IsAccount(string? text) => text is { Length: 12 } && text.All(char.IsAsciiDigit);

    /// <summary>The ARN of a function without qualifier, out of a full ARN (of a function, version or alias), a partial one
    /// (<c>123456789012:function:name</c>, <c>function:name</c>) or a name with or without qualifier. Null when it names no function.</summary>
    public static string? Function(string? named, string region, string account)
    {
        if (string.IsNullOrEmpty(named) || named.Length > Longest) return null;
        if (named.StartsWith("arn:", StringComparison.Ordinal))
        {
            return Part(named, 2) is "lambda" && Part(named, 5) is "function" && !Part(named, 6).IsEmpty ? FirstParts(named, 7) : null;
        }
        var parts = named.Split(':');
        var at = Array.IndexOf(parts, "function");
        if (at < 0 || at + 1 >= parts.Length) return Build(region, account, parts[0]);
        if (at >= 1) account = parts[at - 1];
        if (at >= 2) region = parts[at - 2];
        return Build(region, account, parts[at + 1]);
    }

    /// <summary><c>arn:PARTITION:iam::ACCOUNT:role/NAME</c>, without path; other text stays as it is.</summary>
    public static string Role(string arn)
    {
        var role = arn.IndexOf(":role/", StringComparison.Ordinal);
        if (role < 0 || !arn.StartsWith("arn:", StringComparison.Ordinal)) return arn;
        var path = role + ":role/".Length;
        var name = arn.LastIndexOf('/') + 1;
        return name == path || name == arn.Length ? arn : string.Concat(arn.AsSpan(0, path), arn.AsSpan(name));
    }

    /// <summary>The same out of account and name; a name that is already an ARN is brought to that form. Null without either.</summary>
    public static string? Role(string? account, string? name, string region)
    {
        if (string.IsNullOrEmpty(name) || name.Length > Longest) return null;
        if (name.StartsWith("arn:", StringComparison.Ordinal)) return Role(name);
        return string.IsNullOrEmpty(account) ? null : $"arn:{PartitionOf(region)}:iam::{account}:role/{name[(name.LastIndexOf('/') + 1)..]}";
    }

    /// <summary>The role of a session, out of <c>arn:aws:sts::ACCOUNT:assumed-role/NAME/SESSION</c>; null for another ARN.</summary>
    public static string? RoleOfSession(string? arn)
    {
        var parts = arn?.Split(':', 6);
        if (parts is not [_, _, "sts", _, _, _] || !parts[5].StartsWith("assumed-role/", StringComparison.Ordinal)) return null;
        var names = parts[5].Split('/');
        return names.Length >= 2 && names[1].Length > 0 ? $"arn:{parts[1]}:iam::{parts[4]}:role/{names[1]}" : null;
    }

    /// <summary>What a denied call was about, out of AWS's message: <c>... is not authorized to perform: X on resource: ARN ...</c>; else null.</summary>
    public static string? DeniedResource(string? message)
    {
        const string Before = " on resource: ";
        // The first one: what AWS writes before it (ARNs, an action) cannot hold a space, what follows can be anything.
        if (message?.IndexOf(Before, StringComparison.Ordinal) is not >= 0) return null;
        var rest = message.AsSpan(message.IndexOf(Before, StringComparison.Ordinal) + Before.Length);
        var end = rest.IndexOfAny(AfterArn);
        var arn = end < 0 ? rest : rest[..end];
        return arn.StartsWith("arn:", StringComparison.Ordinal) ? arn.TrimEnd('.').ToString() : null;
    }

    /// <summary>What stands behind as many colons; empty where there are not that many.</summary>
    public static ReadOnlySpan<char> Part(ReadOnlySpan<char> arn, int index)
    {
        foreach (var part in arn.Split(':'))
        {
            if (index-- == 0) return arn[part];
        }
        return default;
    }

    // Or all of it where it has no more.
    private static string FirstParts(string arn, int count)
    {
        var end = 0;
        foreach (var part in arn.AsSpan().Split(':'))
        {
            if (count-- == 0) return arn[..end];
            end = part.End.Value;
        }
        return arn;
    }

    /// <summary>The account that an ARN names; null when it names none (<c>arn:aws:s3:::bucket</c>) and for other text.</summary>
    public static string? AccountIn(ReadOnlySpan<char> arn) =>
        arn.StartsWith("arn:") && arn.Count(':') > 4 && Part(arn, 4) is { Length: > 0 } account ? account.ToString() : null;

    private static string? Build(string region, string account, string name) =>
        region.Length > 0 && account.Length > 0 && name.Length > 0 ? $"arn:{PartitionOf(region)}:lambda:{region}:{account}:function:{name}" : null;
}
