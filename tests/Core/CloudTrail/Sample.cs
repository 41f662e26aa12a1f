using System.Text;
using System.Text.Json.Nodes;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Tests.CloudTrail;

/// <summary>Invented records.</summary>
internal static class Sample
{
    public const string Account = "111122223333";

    public static readonly string[] Wanted =
    [
        "lambda:Invoke", "lambda:InvokeExecution", "lambda:CreateFunction", "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration",
        "lambda:AddPermission", "lambda:CreateEventSourceMapping", "lambda:TagResource", "iam:CreateRole", "iam:AttachRolePolicy", "iam:PutRolePolicy",
        "iam:CreateAccessKey", "sts:AssumeRole", "events:PutTargets", "signin:ConsoleLogin", "ec2:DeleteFlowLogs", "scheduler:CreateSchedule",
    ];

    public static CloudTrailReader Reader(ICountries? countries = null) => new(countries, Wanted.ToHashSet(StringComparer.Ordinal));

    public static JsonObject User(string name = "dev_user") => new()
    {
        ["type"] = "IAMUser",
        ["principalId"] = "AIDAEXAMPLE",
        ["arn"] = $"arn:aws:iam::{Account}:user/{name}",
        ["accountId"] = Account,
        ["accessKeyId"] = "AKIAEXAMPLE",
        ["userName"] = name,
    };

    public static JsonObject Record(string source = "lambda", string name = "CreateFunction20150331", JsonObject? identity = null, JsonNode? request = null, JsonNode? response = null) => new()
    {
        ["eventVersion"] = "1.09",
        ["userIdentity"] = identity ?? User(),
        ["eventTime"] = "2024-03-14T18:02:45Z",
        ["eventSource"] = $"{source}.amazonaws.com",
        ["eventName"] = name,
        ["awsRegion"] = "us-east-1",
        ["sourceIPAddress"] = "192.0.2.10",
        ["userAgent"] = "aws-cli/2.15 \"quoted\" \u00e9",
        ["requestParameters"] = request,
        ["responseElements"] = response,
        ["requestID"] = "9f1a",
        ["eventID"] = "11111111-2222-3333-4444-555555555555",
        ["eventType"] = "AwsApiCall",
        ["recipientAccountId"] = Account,
    };

    public static JsonObject Envelope(JsonObject record, string detailType = "AWS API Call via CloudTrail", string account = Account) => new()
    {
        ["version"] = "0",
        ["detail-type"] = detailType,
        ["source"] = "aws.lambda",
        ["account"] = account,
        ["resources"] = new JsonArray(),
        ["detail"] = record,
    };

    public static byte[] Bytes(this JsonNode node) => Encoding.UTF8.GetBytes(node.ToJsonString());

    public static JsonObject With(this JsonObject record, string key, JsonNode? value)
    {
        record[key] = value;
        return record;
    }

    public static CloudTrailRecord Read(this CloudTrailReader reader, byte[] json)
    {
        Assert.True(reader.TryScan(json, out var scan, out var reason), reason);
        Assert.True(reader.TryTime(scan.EventTime, out var time));
        var api = reader.ApiOf(scan);
        Assert.NotNull(api);
        return reader.Read(scan, api, time);
    }

    public static CloudTrailRecord Read(JsonObject record) => Reader().Read(record.Bytes());

    public static string? ReasonFor(string json)
    {
        Assert.False(Reader().TryScan(Encoding.UTF8.GetBytes(json), out _, out var reason));
        return reason;
    }
}
