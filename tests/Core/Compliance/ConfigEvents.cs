using System.Text.Json.Nodes;

namespace Sentinel.Core.Tests.Compliance;

/// <summary>Events of a custom rule in the shapes of the developer guide of AWS Config.</summary>
internal static class ConfigEvents
{
    public const string Function = "arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor";

    public static JsonObject Item() => new()
    {
        ["configurationItemVersion"] = "1.3",
        ["configurationItemCaptureTime"] = "2024-03-14T18:03:10.422Z",
        ["configurationStateId"] = 1710439390422,
        ["awsAccountId"] = "111122223333",
        ["configurationItemStatus"] = "OK",
        ["resourceType"] = "AWS::Lambda::Function",
        ["resourceId"] = "internal-backup-processor",
        ["resourceName"] = "internal-backup-processor",
        ["ARN"] = Function,
        ["awsRegion"] = "us-east-1",
        ["availabilityZone"] = "Not Applicable",
        ["tags"] = new JsonObject(),
        ["relatedEvents"] = new JsonArray(),
        ["relationships"] = new JsonArray(new JsonObject { ["resourceName"] = "lambda-exec-role", ["resourceType"] = "AWS::IAM::Role", ["name"] = "Is associated with " }),
        ["configuration"] = new JsonObject
        {
            ["functionName"] = "internal-backup-processor",
            ["functionArn"] = Function,
            ["runtime"] = "python3.9",
            ["role"] = "arn:aws:iam::111122223333:role/lambda-exec-role",
            ["handler"] = "index.handler",
            ["codeSize"] = 1024,
            ["timeout"] = 900,
            ["memorySize"] = 128,
            ["codeSha256"] = "0gqeZ2xjWnC1Ni6Js7b7m6rhLY1YKZaYbZ3IVoPjJRk=",
            ["packageType"] = "Zip",
            ["layers"] = new JsonArray(new JsonObject { ["arn"] = "arn:aws:lambda:us-east-1:999988887777:layer:tools:4", ["codeSize"] = 12 }),
        },
        ["supplementaryConfiguration"] = new JsonObject(),
    };

    public static string Changed(JsonObject? item = null, bool leftScope = false, string token = "eyJlbmNy") => Event(new JsonObject
    {
        ["configurationItemDiff"] = new JsonObject { ["changedProperties"] = new JsonObject(), ["changeType"] = "CREATE" },
        ["configurationItem"] = item ?? Item(),
        ["notificationCreationTime"] = "2024-03-14T18:03:12.001Z",
        ["messageType"] = "ConfigurationItemChangeNotification",
        ["recordVersion"] = "1.3",
    }, token, leftScope);

    public static string Oversized()
    {
        var summary = Item();
        foreach (var left in (string[])["configuration", "supplementaryConfiguration", "relationships", "tags", "relatedEvents"]) summary.Remove(left);
        summary["changeType"] = "UPDATE";
        return Event(new JsonObject
        {
            ["configurationItemSummary"] = summary,
            ["s3DeliverySummary"] = new JsonObject { ["s3BucketLocation"] = null, ["errorCode"] = null, ["errorMessage"] = null },
            ["notificationCreationTime"] = "2024-03-14T18:03:12.001Z",
            ["messageType"] = "OversizedConfigurationItemChangeNotification",
            ["recordVersion"] = "1.0",
        }, "eyJlbmNy", false);
    }

    public static string Scheduled(string token) => Event(new JsonObject
    {
        ["awsAccountId"] = "111122223333",
        ["notificationCreationTime"] = "2024-03-15T01:00:00.000Z",
        ["messageType"] = "ScheduledNotification",
        ["recordVersion"] = "1.0",
    }, token, false);

    private static string Event(JsonObject invoking, string token, bool leftScope) => new JsonObject
    {
        ["invokingEvent"] = invoking.ToJsonString(),
        ["ruleParameters"] = "{}",
        ["resultToken"] = token,
        ["eventLeftScope"] = leftScope,
        ["executionRoleArn"] = "arn:aws:iam::111122223333:role/aws-service-role/config.amazonaws.com/AWSServiceRoleForConfig",
        ["configRuleArn"] = "arn:aws:config:eu-central-1:111122223333:config-rule/config-rule-abcdef",
        ["configRuleName"] = "sentinel-functions",
        ["configRuleId"] = "config-rule-abcdef",
        ["accountId"] = "111122223333",
        ["version"] = "1.0",
    }.ToJsonString();
}
