namespace Sentinel.Cli.Tests.Readme;

/// <summary>List prices of us-east-1 in USD, without free tiers and volume discounts.</summary>
internal static class Prices
{
    /// <summary>When <see cref="All"/> was looked up.</summary>
    public const string Read = "2026-11-27";

    private const decimal Million = 1_000_000;

    // Sent from one account to another an event is billed to the sender as a custom event.
    public static readonly Price Event = new("EventBridge", "eventbridge", "event sent to another account", "1.00 a million", 1.00m / Million, "[cloudburn.io, 2026-03](https://cloudburn.io/blog/amazon-eventbridge-pricing)");

    public static readonly Price QueueRequest = new("SQS", "sqs", "request", "0.40 a million", 0.40m / Million, "[cloudburn.io, 2026-03](https://cloudburn.io/blog/amazon-sqs-pricing)");

    public static readonly Price Invocation = new("Lambda, x86", "lambda", "invocation", "0.20 a million", 0.20m / Million, null);

    public static readonly Price GigabyteSecond = new("Lambda, x86", "lambda", "GB-second", "0.00001667", 0.00001667m, null);

    public static readonly Price WriteUnit = new("DynamoDB, on demand", "dynamodb", "write unit", "0.625 a million", 0.625m / Million, "[airbyte.com, 2025-07](https://airbyte.com/data-engineering-resources/dynamodb-pricing)");

    public static readonly Price ReadUnit = new("DynamoDB, on demand", "dynamodb", "read unit", "0.125 a million", 0.125m / Million, "[airbyte.com, 2025-07](https://airbyte.com/data-engineering-resources/dynamodb-pricing)");

    public static readonly Price DataEvent = new("CloudTrail", "cloudtrail", "data event", "0.10 per 100,000", 0.10m / 100_000, null);

    public static readonly Price LogGigabyte = new("CloudWatch Logs", "cloudwatch", "GB taken in", "0.50", 0.50m, "[c3x.dev, 2026-06](https://c3x.dev/blog/cloudwatch-logs-cost-optimization)");

    public static readonly Price Key = new("KMS", "kms", "key", "1.00", 1.00m, null);

    public static readonly Price KeyRequest = new("KMS", "kms", "request", "0.03 per 10,000", 0.03m / 10_000, "[wring.co, 2026-03](https://www.wring.co/blog/aws-kms-pricing-guide)");

    public static IReadOnlyList<Price> All { get; } = [Event, QueueRequest, Invocation, GigabyteSecond, WriteUnit, ReadUnit, DataEvent, LogGigabyte, Key, KeyRequest];
}

/// <param name="Page">AWS's own is https://aws.amazon.com/PAGE/pricing/.</param>
/// <param name="Written">As AWS writes it.</param>
/// <param name="Each">For one.</param>
/// <param name="SecondHand">Where the number was read, when the copy of AWS's page at hand did not show it; null: on that page.</param>
internal sealed record Price(string Service, string Page, string Of, string Written, decimal Each, string? SecondHand);
