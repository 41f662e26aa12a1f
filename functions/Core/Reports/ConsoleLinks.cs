using System.Text.RegularExpressions;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Reports;

/// <summary>Addresses in the AWS console, right for the partition; null where the name is none that AWS gives, or the partition is unknown. Names are escaped, the host
/// is never made of one.</summary>
public static partial class ConsoleLinks
{
    /// <summary>The function with this ARN.</summary>
    public static Uri? Function(string arn) => Arns.Part(arn, 2) is "lambda" && Arns.Part(arn, 5) is "function" && Arns.Part(arn, 6) is { Length: > 0 } name
        ? Of(Arns.Part(arn, 1).ToString(), Arns.Part(arn, 3).ToString(), "lambda", $"#/functions/{Uri.EscapeDataString(name.ToString())}") : null;

    /// <summary>The DynamoDB table with this ARN.</summary>
    public static Uri? Table(string arn) => Arns.Part(arn, 2) is "dynamodb" && Arns.Part(arn, 5) is { Length: > 6 } table && table.StartsWith("table/")
        ? Of(Arns.Part(arn, 1).ToString(), Arns.Part(arn, 3).ToString(), "dynamodbv2", $"#table?name={Uri.EscapeDataString(table[6..].ToString())}") : null;

    /// <summary>The event in the event history of its region, which the console shows for 90 days.</summary>
    /// <param name="account">Not part of the address: the console shows the account that one is signed in to.</param>
    public static Uri? Event(string eventId, string region, string account) =>
        EventIds().IsMatch(eventId) && account.Length > 0 ? Of(Arns.PartitionOf(region), region, "cloudtrailv2", $"#/events/{eventId}") : null;

    private static Uri? Of(string partition, string region, string service, string rest)
    {
        if (!Regions().IsMatch(region) || Arns.PartitionOf(region) != partition) return null;
        var host = partition switch
        {
            "aws" => $"{region}.console.aws.amazon.com",
            "aws-us-gov" => $"{region}.console.amazonaws-us-gov.com",
            "aws-cn" => $"{region}.console.amazonaws.cn",
            _ => null,
        };
        return host is null ? null : new Uri($"https://{host}/{service}/home?region={region}{rest}");
    }

    [GeneratedRegex("^[a-z]{2}(-[a-z]+)+-[0-9]{1,2}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Regions();

    [GeneratedRegex("^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex EventIds();
}
