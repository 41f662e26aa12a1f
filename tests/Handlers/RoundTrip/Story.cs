using System.Globalization;
using System.Text.Json.Nodes;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Handlers.Tests.RoundTrip;

/// <summary>The incident, in the account of a test and a few minutes ago: a stolen key makes a role and a function and wires it to a table's stream.</summary>
internal sealed class Story(string account, DateTimeOffset start)
{
    public const string Name = "internal-backup-processor", RoleName = "lambda-exec-role", UserName = "dev_user";

    private const string Home = "73.162.10.20", Abroad = "185.143.221.89";
    private int _id;

    public string Function => $"arn:aws:lambda:{MotoAccount.Region}:{account}:function:{Name}";

    public string Role => $"arn:aws:iam::{account}:role/{RoleName}";

    /// <summary>What there is in the account when the records of the attack arrive.</summary>
    public static async Task BuildAsync(MotoAccount account)
    {
        await account.MakeRoleAsync(RoleName);
        await account.MakePolicyAsync("SentinelDenyAll");
        await account.IamAsync("CreateUser", ("UserName", UserName));
        await account.IamAsync("CreateAccessKey", ("UserName", UserName));
        await account.MakeFunctionAsync(Name, RoleName);
        await account.MakeMappingAsync(Name, enabled: true);
    }

    /// <summary>What the developer does on ordinary days.</summary>
    public IEnumerable<string> History()
    {
        for (var day = 30; day > 1; day -= 2)
        {
            yield return Record("signin", "ConsoleLogin", start.AddDays(-day), Home, [], new() { ["ConsoleLogin"] = "Success" });
            yield return Record("lambda", "UpdateFunctionCode20150331v2", start.AddDays(-day).AddMinutes(5), Home, new() { ["functionName"] = "orders" }, null, by: "pipeline");
        }
    }

    public string[] Attack() =>
    [
        Record("iam", "CreateRole", start, Abroad, new() { ["roleName"] = RoleName }, new() { ["role"] = new JsonObject { ["roleName"] = RoleName, ["arn"] = Role } }),
        Record("iam", "AttachRolePolicy", start.AddSeconds(67), Abroad, new() { ["roleName"] = RoleName, ["policyArn"] = "arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess" }, null),
        Record("lambda", "CreateFunction20150331", start.AddSeconds(150), Abroad, new() { ["functionName"] = Name, ["role"] = Role, ["runtime"] = "python3.9" },
            new() { ["functionArn"] = Function, ["functionName"] = Name, ["role"] = Role, ["codeSha256"] = "YXR0YWNrYXR0YWNrYXR0YWNrYXR0YWNrYXR0YWNrYXQ=" }),
        Record("lambda", "CreateEventSourceMapping20150331", start.AddSeconds(240), Abroad,
            new() { ["functionName"] = Name, ["eventSourceArn"] = $"arn:aws:dynamodb:{MotoAccount.Region}:{account}:table/customer-data/stream/2024-01-01T00:00:00.000" }, new() { ["uUID"] = "0b7e6c52-0000-4000-8000-000000000001" }),
    ];

    /// <summary>Somebody puts the concurrency back.</summary>
    public string Lift(DateTimeOffset time) => Record("lambda", "DeleteFunctionConcurrency20171031", time, Abroad, new() { ["functionName"] = Name }, null);

    /// <summary>The contained function is opened to everybody.</summary>
    public string Grant(DateTimeOffset time) => Record("lambda", "AddPermission20150331v2", time, Abroad,
        new() { ["functionName"] = Name, ["statementId"] = "open", ["action"] = "lambda:InvokeFunction", ["principal"] = "*" }, null);

    private string Record(string service, string api, DateTimeOffset time, string from, JsonObject request, JsonObject? response, string by = UserName) => new JsonObject
    {
        ["version"] = "0",
        ["id"] = $"1e8b0c1b-6c46-4f53-8602-{++_id:x12}",
        ["detail-type"] = service == "signin" ? "AWS Console Sign In via CloudTrail" : "AWS API Call via CloudTrail",
        ["source"] = $"aws.{service}",
        ["account"] = account,
        ["time"] = Text(time),
        ["region"] = MotoAccount.Region,
        ["resources"] = new JsonArray(),
        ["detail"] = new JsonObject
        {
            ["eventVersion"] = "1.09",
            ["userIdentity"] = new JsonObject { ["type"] = "IAMUser", ["arn"] = $"arn:aws:iam::{account}:user/{by}", ["accountId"] = account, ["userName"] = by, ["accessKeyId"] = "AKIAEXAMPLE" },
            ["eventTime"] = Text(time),
            ["eventSource"] = $"{service}.amazonaws.com",
            ["eventName"] = api,
            ["awsRegion"] = MotoAccount.Region,
            ["sourceIPAddress"] = from,
            ["userAgent"] = "aws-cli/2.15",
            ["requestParameters"] = request,
            ["responseElements"] = response,
            ["eventID"] = $"7d1a5a9f-5c1c-4f4e-9d6a-{_id:x12}",
            ["eventType"] = "AwsApiCall",
            ["recipientAccountId"] = account,
        },
    }.ToJsonString();

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
