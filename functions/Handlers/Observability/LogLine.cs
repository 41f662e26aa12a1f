using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Sentinel.Core.Settings;

namespace Sentinel.Handlers.Observability;

/// <summary>What one call of a logger wants written.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct LogLine(LogLevel Level, string Name, string Message, Exception? Exception, IReadOnlyList<KeyValuePair<string, object?>>? Parameters)
{
    public const int LongestMessage = 4000;
    public const int LongestText = 1000;
    private const int LongestTrace = 8000;
    private const int MostItems = 50;

    // An exception's causes are told so deep.
    private const int Deepest = 3;

    // As many as there are parameters in the code.
    private static readonly ConcurrentDictionary<string, string> Keys = new(StringComparer.Ordinal);

    // The standard keys keep their meaning: a parameter of that name is in the message only, as it is with Powertools.
    private static readonly HashSet<string> Taken =
    [
        "level", "message", "timestamp", "service", "name", "cold_start", "function_name", "function_version", "function_memory_size", "function_arn",
        "function_request_id", "xray_trace_id", "correlation_id", "sampling_rate", "exception",
    ];

    public void WriteParameters(Utf8JsonWriter json)
    {
        for (var i = 0; i < (Parameters?.Count ?? 0); i++)
        {
            var (name, value) = Parameters![i];
            if (name is "{OriginalFormat}") continue;
            var key = Keys.GetOrAdd(name, JsonNamingPolicy.SnakeCaseLower.ConvertName);
            if (Taken.Contains(key)) continue;
            json.WritePropertyName(key);
            WriteValue(json, value);
        }
    }

    /// <summary>Type, message and stack trace; the stack trace holds names of our own code only.</summary>
    public static void WriteException(Utf8JsonWriter json, ReadOnlySpan<byte> key, Exception e, int depth)
    {
        json.WriteStartObject(key);
        json.WriteString("type"u8, e.GetType().FullName);
        json.WriteString("message"u8, Printable.Of(e.Message, LongestText));
        if (e.StackTrace is { } trace) json.WriteString("stack_trace"u8, trace.AsSpan(0, Math.Min(trace.Length, LongestTrace)));
        if (e.InnerException is { } inner && depth < Deepest) WriteException(json, "inner_exception"u8, inner, depth + 1);
        json.WriteEndObject();
    }

    private static void WriteValue(Utf8JsonWriter json, object? value)
    {
        switch (value)
        {
            case null: json.WriteNullValue(); break;
            case string text: json.WriteStringValue(Printable.Of(text, LongestText)); break;
            case bool flag: json.WriteBooleanValue(flag); break;
            case int number: json.WriteNumberValue(number); break;
            case long number: json.WriteNumberValue(number); break;
            case double number when double.IsFinite(number): json.WriteNumberValue(number); break;
            case DateTimeOffset time: json.WriteStringValue(time.ToUniversalTime()); break;
            case IEnumerable<string> texts: WriteList(json, texts); break;
            case IFormattable other: json.WriteStringValue(Printable.Of(other.ToString(null, CultureInfo.InvariantCulture), LongestText)); break;
            default: json.WriteStringValue(Printable.Of(value.ToString(), LongestText)); break;
        }
    }

    private static void WriteList(Utf8JsonWriter json, IEnumerable<string> texts)
    {
        json.WriteStartArray();
        foreach (var text in texts.Take(MostItems)) json.WriteStringValue(Printable.Of(text, LongestText));
        json.WriteEndArray();
    }
}
