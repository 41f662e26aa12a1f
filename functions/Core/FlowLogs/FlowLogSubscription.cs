using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using System.Text.Json;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.FlowLogs;

/// <summary>What a subscription filter of CloudWatch Logs delivers: lines of one log stream.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/SubscriptionFilters.html</summary>
public sealed class FlowLogSubscription
{
    // CloudWatch Logs sends at most 1 MB of compressed data; text like this shrinks to a tenth or less.
    private const int LongestInner = 64 * 1024 * 1024;

    private FlowLogSubscription(string owner, string logGroup, string logStream, bool isControl, IReadOnlyList<byte[]> lines) =>
        (Owner, LogGroup, LogStream, IsControl, Lines) = (owner, logGroup, logStream, isControl, lines);

    /// <summary>The account of the log group.</summary>
    public string Owner { get; }

    public string LogGroup { get; }

    /// <summary>As <c>eni-0a1b2c3d-all</c>.</summary>
    public string LogStream { get; }

    /// <summary>A <c>CONTROL_MESSAGE</c>, by which CloudWatch Logs tries whether the destination can be reached: it holds no lines.</summary>
    public bool IsControl { get; }

    /// <summary>The messages in their order, UTF-8.</summary>
    public IReadOnlyList<byte[]> Lines { get; }

    /// <summary>It could be such an event: for telling it from records.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> json) => json.IndexOf("\"awslogs\""u8) >= 0 || (json.IndexOf("\"messageType\""u8) >= 0 && json.IndexOf("\"logEvents\""u8) >= 0);

    /// <summary>Reads the event of a Lambda function (<c>{"awslogs":{"data":"…"}}</c>), or what is packed in it as it comes from Kinesis or Firehose: unpacked JSON.</summary>
    /// <param name="reason">What is wrong and what would be right, safe to print; null when it went well.</param>
    public static bool TryRead(ReadOnlyMemory<byte> json, [NotNullWhen(true)] out FlowLogSubscription? subscription, [NotNullWhen(false)] out string? reason)
    {
        subscription = null;
        try
        {
            using var document = JsonDocument.Parse(json);
            if (document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("awslogs"u8, out var packed))
            {
                if (!TryUnpack(packed, out var inner, out reason)) return false;
                using var unpacked = JsonDocument.Parse(inner);
                return TryReadInner(unpacked.RootElement, out subscription, out reason);
            }
            return TryReadInner(document.RootElement, out subscription, out reason);
        }
        catch (JsonException e)
        {
            reason = $"the subscription's event is no JSON: broken at byte {e.BytePositionInLine} of line {e.LineNumber}";
            return false;
        }
    }

    /// <summary>Reads a record of a Kinesis stream between CloudWatch Logs and a function: gzip of what is otherwise packed in the event.</summary>
    public static bool TryReadPacked(byte[] gzip, [NotNullWhen(true)] out FlowLogSubscription? subscription, [NotNullWhen(false)] out string? reason)
    {
        subscription = null;
        if (!TryUnpack(gzip, out var inner, out reason)) return false;
        try
        {
            using var unpacked = JsonDocument.Parse(inner);
            return TryReadInner(unpacked.RootElement, out subscription, out reason);
        }
        catch (JsonException e)
        {
            reason = $"the subscription's event is no JSON: broken at byte {e.BytePositionInLine} of line {e.LineNumber}";
            return false;
        }
    }

    private static bool TryUnpack(JsonElement packed, out ReadOnlyMemory<byte> inner, [NotNullWhen(false)] out string? reason)
    {
        inner = default;
        if (packed.ValueKind != JsonValueKind.Object || !packed.TryGetProperty("data"u8, out var data) || data.ValueKind != JsonValueKind.String)
        {
            reason = "awslogs holds no data, expected {\"awslogs\":{\"data\":\"…\"}} with base64 of gzip";
            return false;
        }
        if (!data.TryGetBytesFromBase64(out var compressed))
        {
            reason = "awslogs.data is no base64";
            return false;
        }
        return TryUnpack(compressed, out inner, out reason);
    }

    private static bool TryUnpack(byte[] compressed, out ReadOnlyMemory<byte> inner, [NotNullWhen(false)] out string? reason)
    {
        inner = default;
        var plain = new ArrayBufferWriter<byte>(compressed.Length * 8);
        try
        {
            using var gzip = new GZipStream(new MemoryStream(compressed), CompressionMode.Decompress);
            for (int read; (read = gzip.Read(plain.GetSpan(64 * 1024))) > 0;)
            {
                plain.Advance(read);
                if (plain.WrittenCount <= LongestInner) continue;
                reason = $"what is packed comes to more than {LongestInner} bytes";
                return false;
            }
        }
        catch (InvalidDataException e)
        {
            reason = $"what is packed is no gzip: {RejectReason.Shown(System.Text.Encoding.UTF8.GetBytes(e.Message))}";
            return false;
        }
        inner = plain.WrittenMemory;
        reason = null;
        return true;
    }

    private static bool TryReadInner(JsonElement inner, [NotNullWhen(true)] out FlowLogSubscription? subscription, [NotNullWhen(false)] out string? reason)
    {
        subscription = null;
        if (inner.ValueKind != JsonValueKind.Object || Text(inner, "messageType"u8) is not { } type)
        {
            reason = "the event has no messageType, expected DATA_MESSAGE or CONTROL_MESSAGE of a subscription of CloudWatch Logs";
            return false;
        }
        if (type is not ("DATA_MESSAGE" or "CONTROL_MESSAGE"))
        {
            reason = $"messageType is {Settings.Printable.Of(type, 80)}, expected DATA_MESSAGE or CONTROL_MESSAGE";
            return false;
        }
        var lines = new List<byte[]>();
        if (type is "DATA_MESSAGE" && !TryReadLines(inner, lines, out reason)) return false;
        subscription = new FlowLogSubscription(Text(inner, "owner"u8) ?? "", Text(inner, "logGroup"u8) ?? "", Text(inner, "logStream"u8) ?? "", type is "CONTROL_MESSAGE", lines);
        reason = null;
        return true;
    }

    private static bool TryReadLines(JsonElement inner, List<byte[]> lines, [NotNullWhen(false)] out string? reason)
    {
        reason = null;
        if (!inner.TryGetProperty("logEvents"u8, out var events) || events.ValueKind != JsonValueKind.Array)
        {
            reason = "the event has no logEvents, expected an array of messages";
            return false;
        }
        foreach (var e in events.EnumerateArray())
        {
            // A filter with a pattern adds extractedFields beside the message: the message says it all. A message that is no text is an empty line, which is refused with its place.
            lines.Add(e.ValueKind == JsonValueKind.Object && Text(e, "message"u8) is { } message ? System.Text.Encoding.UTF8.GetBytes(message) : []);
        }
        return true;
    }

    private static string? Text(JsonElement holder, ReadOnlySpan<byte> name)
    {
        if (!holder.TryGetProperty(name, out var value) || value.ValueKind != JsonValueKind.String) return null;
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException) // half of a surrogate pair, which AWS does not write
        {
            return null;
        }
    }
}
