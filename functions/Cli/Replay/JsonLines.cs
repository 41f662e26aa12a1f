using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Sentinel.Core;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;

namespace Sentinel.Cli.Replay;

/// <summary>
/// Writes what the pipeline tells as JSON lines. The default encoder escapes everything outside printable ASCII, so no control, format or
/// bidirectional character reaches a terminal or a log viewer. Lines go out when there are many or when one of them cannot wait.
/// </summary>
internal sealed class JsonLines(Stream output) : IPipelineObserver, IDisposable
{
    private const int FlushAt = 64 * 1024;

    private readonly ArrayBufferWriter<byte> _lines = new(FlushAt + 4096);
    // Skipping validation: the calls below are balanced, and each line starts afresh.
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { SkipValidation = true });

    public void Signalled(Signal signal)
    {
        Begin("signal"u8);
        Time("time"u8, signal.Time);
        _json.WriteString("detection"u8, signal.Detection);
        _json.WriteString("stage"u8, Words.Of(signal.Stage));
        _json.WriteNumber("weight"u8, signal.Weight);
        _json.WriteString("event_id"u8, signal.EventId);
        if (signal.Count is { } count) _json.WriteNumber("count"u8, count);
        else _json.WriteNull("count"u8);
        _json.WriteString("principal"u8, signal.Principal);
        _json.WriteString("session"u8, signal.Session);
        _json.WriteString("function"u8, signal.Function);
        _json.WriteString("account"u8, Known(signal.Account));
        _json.WriteString("region"u8, Known(signal.Region));
        _json.WriteString("summary"u8, signal.Summary);
        // Beyond the contract: a signal that grew is told again, and this says which.
        _json.WriteString("id"u8, signal.Id);
        End();
    }

    public void Happened(Incident incident, IReadOnlyList<string> supersedes)
    {
        Begin("incident"u8);
        _json.WriteString("id"u8, incident.Id);
        List("supersedes"u8, supersedes);
        Time("time"u8, incident.Time);
        _json.WriteString("verdict"u8, Words.Of(incident.Verdict));
        _json.WriteNumber("score"u8, incident.Score);
        _json.WriteString("principal"u8, incident.Principal);
        _json.WriteString("session"u8, incident.Session);
        List("functions"u8, incident.Functions);
        List("detections"u8, incident.Detections);
        End();
        Flush();
    }

    public void Acted(ContainmentAction action)
    {
        Begin("action"u8);
        Time("time"u8, action.Time);
        _json.WriteString("incident"u8, action.Incident);
        _json.WriteString("step"u8, action.Step);
        _json.WriteString("target"u8, action.Target);
        _json.WriteString("status"u8, Words.Of(action.Status));
        _json.WriteString("reason"u8, action.Reason);
        End();
        Flush();
    }

    /// <param name="source"><c>path:line</c>, or <c>path:line#index</c> inside an array.</param>
    public void Rejected(string source, string reason)
    {
        Begin("rejected"u8);
        _json.WriteString("source"u8, source);
        _json.WriteString("reason"u8, reason);
        End();
    }

    public void Summarised(ReplaySummary summary)
    {
        var counts = summary.Counts;
        Begin("summary"u8);
        _json.WriteNumber("events"u8, counts.Events);
        _json.WriteNumber("rejected"u8, summary.Rejected);
        _json.WriteNumber("duplicates"u8, counts.Duplicates);
        _json.WriteNumber("unwanted"u8, counts.Unwanted);
        _json.WriteNumber("late"u8, counts.Late);
        _json.WriteNumber("signals"u8, counts.Signals);
        _json.WriteNumber("incidents"u8, counts.Incidents);
        List("contained"u8, counts.Contained);
        _json.WriteNumber("invocations_before_containment"u8, counts.InvocationsBeforeContainment);
        _json.WriteNumber("invocations_prevented"u8, counts.InvocationsPrevented);
        List("notes"u8, summary.Notes);
        _json.WriteNumber("elapsed_ms"u8, summary.ElapsedMilliseconds);
        End();
        Flush();
    }

    public void Flush()
    {
        output.Write(_lines.WrittenSpan);
        output.Flush();
        _lines.ResetWrittenCount();
    }

    public void Dispose() => _json.Dispose();

    private void Begin(ReadOnlySpan<byte> type)
    {
        _json.Reset(_lines);
        _json.WriteStartObject();
        _json.WriteString("type"u8, type);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _lines.GetSpan(1)[0] = (byte)'\n';
        _lines.Advance(1);
        if (_lines.WrittenCount >= FlushAt) Flush();
    }

    private void Time(ReadOnlySpan<byte> name, DateTimeOffset time)
    {
        Span<char> text = stackalloc char[20];
        time.UtcDateTime.TryFormat(text, out _, "yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        _json.WriteString(name, text);
    }

    private void List(ReadOnlySpan<byte> name, IReadOnlyList<string> values)
    {
        _json.WriteStartArray(name);
        for (var i = 0; i < values.Count; i++) _json.WriteStringValue(values[i]);
        _json.WriteEndArray();
    }

    private static string? Known(string text) => text.Length == 0 ? null : text;
}
