using System.Text;

namespace Sentinel.Core.CloudTrail;

/// <summary>Finds the function of a Lambda call, in the order in which the places can be trusted.</summary>
internal static class FunctionParser
{
    public static FunctionRef Parse(in RecordScan scan)
    {
        var arn = Named(scan, Encoding.UTF8.GetString(scan.AwsRegion), Encoding.UTF8.GetString(scan.RecipientAccountId));
        var dryRun = JsonText.Text(scan.RequestParameters, "invocationType"u8) is "DryRun";
        return arn is null && !dryRun ? FunctionRef.None : new FunctionRef(arn, dryRun);
    }

    /// <summary>The value alone tells the function.</summary>
    public static bool IsFull(ReadOnlySpan<byte> value) => Full(JsonText.Scalar(value, 2048)) is not null;

    private static string? Named(in RecordScan scan, string region, string account)
    {
        if (Full(JsonText.Text(scan.ResponseElements, "functionArn"u8)) is { } answered) return answered;
        var name = JsonText.Filled(scan.RequestParameters, "functionName"u8);
        if (Full(name) is { } requested) return requested;
        if (Resource(scan.Resources) is { } resource) return resource;
        if (account.Length == 0) account = JsonText.Text(scan.UserIdentity, "accountId"u8) ?? "";
        if (Qualified(JsonText.Member(scan.RequestParameters, "fullyQualifiedArn"u8), region, account) is { } qualified) return qualified;
        if (Arns.Function(name, region, account) is { } built) return built;
        return Full(JsonText.Text(scan.RequestParameters, "resource"u8)); // TagResource
    }

    private static string? Full(string? text) => text is not null && text.StartsWith("arn:", StringComparison.Ordinal) ? Arns.Function(text, "", "") : null;

    private static string? Resource(ReadOnlySpan<byte> resources)
    {
        var each = new JsonMembers(resources);
        for (var i = 0; i < 16 && each.MoveNext(); i++)
        {
            if (Full(JsonText.Text(each.Value, "ARN"u8) ?? JsonText.Text(each.Value, "arn"u8)) is { } arn) return arn;
        }
        return null;
    }

    private static string? Qualified(ReadOnlySpan<byte> json, string region, string account)
    {
        var name = JsonText.Text(JsonText.Member(json, "relativeId"u8), "functionName"u8);
        var prefix = JsonText.Member(json, "arnPrefix"u8);
        return Arns.Function(name, JsonText.Filled(prefix, "region"u8) ?? region, JsonText.Filled(prefix, "account"u8) ?? account);
    }
}
