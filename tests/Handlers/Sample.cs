using System.Text;
using System.Text.Json;
using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;
using Sentinel.Handlers.Observability;

namespace Sentinel.Handlers.Tests;

internal static class Sample
{
    public static readonly DateTimeOffset Noon = new(2024, 3, 14, 12, 0, 0, TimeSpan.Zero);

    public static FunctionEnvironment Environment(string runtimeApi = "127.0.0.1:9001", string handler = "inspect", LogLevel level = LogLevel.Information) => new()
    {
        RuntimeApi = runtimeApi,
        Handler = handler,
        FunctionName = "sentinel-detector",
        FunctionVersion = "$LATEST",
        MemoryLimitInMB = 256,
        Service = "detector",
        LogLevel = level,
    };

    public static ILambdaContext Context(string requestId = "52fdfc07-2182-154f-163f-5f0f9a621d72") => new TestContext(requestId);

    /// <summary>A CloudTrail record in the envelope that EventBridge puts around it.</summary>
    public static string Envelope(string eventTime = "2024-03-14T18:02:45Z", string eventName = "CreateFunction20150331") => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["version"] = "0",
        ["id"] = "1e8b0c1b-6c46-4f53-8602-0db2cc04138a",
        ["detail-type"] = "AWS API Call via CloudTrail",
        ["source"] = "aws.lambda",
        ["account"] = "111122223333",
        ["time"] = eventTime,
        ["region"] = "us-east-1",
        ["resources"] = Array.Empty<string>(),
        ["detail"] = new Dictionary<string, object>
        {
            ["eventVersion"] = "1.09",
            ["userIdentity"] = new Dictionary<string, object> { ["type"] = "IAMUser", ["arn"] = "arn:aws:iam::111122223333:user/dev_user", ["accountId"] = "111122223333" },
            ["eventTime"] = eventTime,
            ["eventSource"] = "lambda.amazonaws.com",
            ["eventName"] = eventName,
            ["awsRegion"] = "us-east-1",
            ["sourceIPAddress"] = "192.0.2.17",
            ["eventID"] = "7d1a5a9f-5c1c-4f4e-9d6a-0d8a6d1f2b3c",
            ["recipientAccountId"] = "111122223333",
        },
    });

    /// <summary>What Lambda's poller makes of messages with ids <c>m0</c>, <c>m1</c>...</summary>
    public static byte[] Batch(params string[] bodies) => Batch(fifo: false, bodies.Select(b => ("", b)));

    public static byte[] Batch(bool fifo, IEnumerable<(string Group, string Body)> messages) => JsonSerializer.SerializeToUtf8Bytes(new
    {
        Records = messages.Select((m, i) => new Dictionary<string, object>
        {
            ["messageId"] = $"m{i}",
            ["receiptHandle"] = "AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a",
            ["body"] = m.Body,
            ["attributes"] = Attributes(m.Group),
            ["messageAttributes"] = new Dictionary<string, object>(),
            ["md5OfBody"] = "e4e68fb7bd0e697a0ae8f1bb342846b3",
            ["eventSource"] = "aws:sqs",
            ["eventSourceARN"] = $"arn:aws:sqs:us-east-1:111122223333:sentinel-control{(fifo ? ".fifo" : "")}",
            ["awsRegion"] = "us-east-1",
        }),
    });

    /// <summary>The ids in a batch's answer.</summary>
    public static string[] Failures(ReadOnlyMemory<byte> response) => Failures(Encoding.UTF8.GetString(response.Span));

    public static string[] Failures(string response)
    {
        using var json = JsonDocument.Parse(response);
        return [.. json.RootElement.GetProperty("batchItemFailures").EnumerateArray().Select(f => f.GetProperty("itemIdentifier").GetString()!)];
    }

    private static Dictionary<string, string> Attributes(string group)
    {
        var attributes = new Dictionary<string, string> { ["ApproximateReceiveCount"] = "2", ["SentTimestamp"] = "1545082649183", ["SenderId"] = "AIDAIENQZJOLO23YVJ4VO" };
        if (group.Length > 0) attributes["MessageGroupId"] = group;
        return attributes;
    }

    private sealed class TestContext(string requestId) : ILambdaContext
    {
        public string AwsRequestId => requestId;
        public string FunctionName => "sentinel-detector";
        public string FunctionVersion => "$LATEST";
        public string InvokedFunctionArn => RuntimeApiStub.FunctionArn;
        public int MemoryLimitInMB => 256;
        public TimeSpan RemainingTime => TimeSpan.FromSeconds(30);
    }
}
