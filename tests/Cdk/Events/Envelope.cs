using System.IO.Compression;
using System.Text.Json.Nodes;

namespace Sentinel.Cdk.Tests.Events;

/// <summary>Events as EventBridge delivers them.</summary>
internal static class Envelope
{
    /// <summary>A call as CloudTrail records it, no more of it than patterns look at.</summary>
    public static JsonObject Call(string service, string name, string? detailType = null, params (string Key, JsonNode? Value)[] detail)
    {
        var record = new JsonObject
        {
            ["eventSource"] = $"{service}.amazonaws.com",
            ["eventName"] = name,
            ["eventType"] = "AwsApiCall",
            ["userIdentity"] = new JsonObject { ["type"] = "IAMUser" },
            ["requestParameters"] = null,
        };
        foreach (var (key, value) in detail) record[key] = value;
        var around = Around(record);
        if (detailType is not null) around["detail-type"] = detailType;
        return around;
    }

    /// <summary>The incident and the day around it, and the days before; of events that no pattern could tell apart the first.</summary>
    public static IReadOnlyList<JsonObject> Recorded()
    {
        var events = new List<JsonObject>();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "data"), "*.jsonl.gz", SearchOption.AllDirectories).Order())
        {
            using var reader = new StreamReader(new GZipStream(File.OpenRead(file), CompressionMode.Decompress));
            while (reader.ReadLine() is { } line)
            {
                var record = JsonNode.Parse(line)!.AsObject();
                events.Add(record.ContainsKey("detail-type") ? record : Around(record));
            }
        }
        return [.. events.Where(e => e["detail"]!.AsObject().ContainsKey("eventName")).DistinctBy(ToPatterns)];
    }

    private static string ToPatterns(JsonObject envelope)
    {
        var detail = envelope["detail"]!;
        return string.Join('|', envelope["source"], envelope["detail-type"], detail["eventName"], detail["userIdentity"]?["type"], detail["errorCode"], detail["eventCategory"],
            (detail["requestParameters"] as JsonObject)?["invocationType"], (detail["requestParameters"] as JsonObject)?["name"], detail["resources"]?.ToJsonString());
    }

    private static JsonObject Around(JsonObject record) => new()
    {
        ["detail-type"] = (string?)record["eventType"] switch
        {
            "AwsConsoleSignIn" => "AWS Console Sign In via CloudTrail",
            "AwsServiceEvent" => "AWS Service Event via CloudTrail",
            _ => "AWS API Call via CloudTrail",
        },
        ["source"] = $"aws.{((string)record["eventSource"]!).Split('.')[0]}",
        ["account"] = "111122223333",
        ["detail"] = record,
    };
}
