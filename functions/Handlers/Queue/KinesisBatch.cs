using System.Text.Json;

namespace Sentinel.Handlers.Queue;

/// <summary>A record of a Kinesis stream.</summary>
internal sealed record KinesisRecord(string SequenceNumber, byte[] Data);

/// <summary>Reads the event of a Kinesis trigger, and answers which of its records failed; the trigger must have <c>ReportBatchItemFailures</c>.
/// https://docs.aws.amazon.com/lambda/latest/dg/with-kinesis.html</summary>
internal static class KinesisBatch
{
    /// <summary>It is such an event, as far as a look tells.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> payload) => payload.IndexOf("\"aws:kinesis\""u8) >= 0;

    /// <exception cref="MalformedEventException">It is none, or a record cannot even be named.</exception>
    public static IReadOnlyList<KinesisRecord> Read(ReadOnlyMemory<byte> payload)
    {
        try
        {
            using var json = JsonDocument.Parse(payload);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("Records"u8, out var records) || records.ValueKind != JsonValueKind.Array)
                throw new MalformedEventException("the event has no Records, expected those of a Kinesis stream");
            return [.. records.EnumerateArray().Select(ReadRecord)];
        }
        catch (JsonException e)
        {
            throw new MalformedEventException($"the event is no JSON: broken at byte {e.BytePositionInLine} of line {e.LineNumber}");
        }
    }

    public static ReadOnlyMemory<byte> Response(IReadOnlyList<string> failed)
    {
        using var written = new MemoryStream();
        using (var json = new Utf8JsonWriter(written))
        {
            json.WriteStartObject();
            json.WriteStartArray("batchItemFailures"u8);
            foreach (var sequence in failed)
            {
                json.WriteStartObject();
                json.WriteString("itemIdentifier"u8, sequence);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return written.ToArray();
    }

    private static KinesisRecord ReadRecord(JsonElement record, int index)
    {
        if (record.ValueKind != JsonValueKind.Object || !record.TryGetProperty("kinesis"u8, out var kinesis) || kinesis.ValueKind != JsonValueKind.Object
            || !kinesis.TryGetProperty("sequenceNumber"u8, out var number) || number.ValueKind != JsonValueKind.String)
            throw new MalformedEventException($"record {index} has no kinesis.sequenceNumber");
        // What is no base64 is no gzip either, and is refused as that.
        var data = kinesis.TryGetProperty("data"u8, out var text) && text.ValueKind == JsonValueKind.String && text.TryGetBytesFromBase64(out var bytes) ? bytes : [];
        return new KinesisRecord(number.GetString()!, data);
    }
}
