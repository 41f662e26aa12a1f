using System.Text.Json;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Trail;

/// <summary>A message that says which objects of a trail's bucket are new: S3's own, or the same through a topic.
/// See https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html</summary>
public static class TrailNotice
{
    /// <summary>The keys of the log files among the new objects; none for a test message and for digests.</summary>
    /// <param name="bucket">The trail's. Nothing of another bucket is read, whoever sent the message.</param>
    /// <exception cref="JsonException">It is no such message; safe to print.</exception>
    public static IReadOnlyList<string> Read(ReadOnlyMemory<byte> body, string bucket)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            return Read(document.RootElement, bucket);
        }
        catch (InvalidOperationException e) // a member of another kind than it is asked for
        {
            throw new JsonException($"no notification of S3: {Printable.Of(e.Message, 200)}", e);
        }
    }

    private static List<string> Read(JsonElement root, string bucket)
    {
        if (root.ValueKind != JsonValueKind.Object) throw new JsonException("no notification of S3: no object");
        if (root.TryGetProperty("Event", out var test) && test.ValueEquals("s3:TestEvent")) return [];
        if (root.TryGetProperty("Type", out var type) && type.ValueEquals("Notification") && root.TryGetProperty("Message", out var message))
        {
            using var inner = JsonDocument.Parse(message.GetString() ?? "");
            return Read(inner.RootElement, bucket);
        }
        if (!root.TryGetProperty("Records", out var records) || records.ValueKind != JsonValueKind.Array) throw new JsonException("no notification of S3: Records is missing or no array");
        var keys = new List<string>();
        foreach (var record in records.EnumerateArray())
        {
            if (!record.TryGetProperty("eventName", out var name) || !record.TryGetProperty("s3", out var s3) || !s3.TryGetProperty("bucket", out var from) || !from.TryGetProperty("name", out var named)
                || !s3.TryGetProperty("object", out var thing) || !thing.TryGetProperty("key", out var encoded) || encoded.GetString() is not { Length: > 0 } key) throw new JsonException("no notification of S3: a record names no object");
            if (!named.ValueEquals(bucket)) throw new JsonException($"the object lies in {Printable.Of(named.GetString() ?? "", 80)}, expected the trail's bucket {bucket}");
            if (name.GetString()?.StartsWith("ObjectCreated:", StringComparison.Ordinal) is not true) continue;
            // As forms are encoded.
            key = Uri.UnescapeDataString(key.Replace('+', ' '));
            if (IsLog(key)) keys.Add(key);
        }
        return keys;
    }

    // Digests and insights lie beside the logs.
    private static bool IsLog(string key) => key.Contains("/CloudTrail/", StringComparison.Ordinal) && key.EndsWith(".json.gz", StringComparison.Ordinal);
}
