using System.Globalization;
using System.Text.Json;

namespace Sentinel.Core.Knowledge;

/// <summary>
/// Facts as they leave and enter a deployment: JSON lines, one subject a line, each for itself, so that such files can be sorted, split and joined.
/// <code>
/// {"baseline":1,"subject":"arn:aws:iam::111122223333:user/ana","alert_days":["2024-03-04"],"habits":{"calls":{"lambda:CreateFunction":["2024-03-01","2024-03-02"]}}}
/// {"baseline":1,"subject":"arn:aws:lambda:eu-west-1:111122223333:function:f","first_seen":"2024-03-01T09:00:00Z","peaks":{"2024-03-01":12},
///  "events":[{"time":"2024-03-01T09:00:00Z","id":"…","kind":"created","by":"arn:…"}],"condemned":["2024-03-09T10:00:00Z"]}
/// </code>
/// Members that hold nothing are left out; days and times are UTC; <c>peaks</c> are the highest five-minute sums of invocations. Readers ignore members
/// they do not know.
/// </summary>
public static class BaselineLine
{
    /// <summary>The version that is written, and the only one that is read.</summary>
    public const int Version = 1;

    // As much as a subject or a value can be and still find its place in a deployment's table.
    private const int LongestSubject = 2_048;
    private const int LongestValue = 2_048;
    // Those of which events are read.
    private const int FirstYear = 2000, LastYear = 2999;
    private const string TimeFormat = "yyyy-MM-ddTHH:mm:ss.FFFFFFFZ";
    private const string DayFormat = "yyyy-MM-dd";

    private static readonly string[] HabitNames = ["calls", "country", "network", "invokes", "mfa", "active-region", "layer-account", "granted-to", "reads", "runs-function", "assumes", "sends-to"];

    private static readonly string[] EventNames =
    [
        "created", "code-changed", "configuration-changed", "deleted", "concurrency-set", "concurrency-removed", "mapping-created", "mapping-enabled", "mapping-disabled", "mapping-deleted", "opened",
    ];

    /// <summary>The kind of habit as it is written.</summary>
    public static string NameOf(Habit kind) => HabitNames[(int)kind];

    /// <summary>The kind of event as it is written.</summary>
    public static string NameOf(FunctionEventKind kind) => EventNames[(int)kind];

    /// <summary>Whether the text begins as a line of a baseline does.</summary>
    public static bool IsOne(ReadOnlySpan<byte> json) => json.TrimStart(" \t\r\n"u8).StartsWith("{\"baseline\":"u8);

    /// <summary>Writes one object; the newline is the caller's.</summary>
    public static void Write(Utf8JsonWriter json, SubjectFacts facts)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(facts);
        json.WriteStartObject();
        json.WriteNumber("baseline"u8, Version);
        json.WriteString("subject"u8, facts.Subject);
        if (facts.FirstSeen is { } first) json.WriteString("first_seen"u8, Text(first));
        if (facts.AlertDays.Count > 0) Days(json, "alert_days", facts.AlertDays);
        WriteHabits(json, facts);
        if (facts.Peaks.Count > 0)
        {
            json.WriteStartObject("peaks"u8);
            foreach (var (day, sum) in facts.Peaks) json.WriteNumber(Text(day), sum);
            json.WriteEndObject();
        }
        if (facts.Function is { } history) WriteHistory(json, history);
        json.WriteEndObject();
    }

    /// <summary>Reads a line; what it says of its subject merges with whatever else is known.</summary>
    /// <param name="json">One JSON object.</param>
    /// <param name="reason">Why it was not understood, safe to print; null when it was.</param>
    /// <returns>Null: it is none, or of another version, or something in it is no fact. Then nothing of it counts.</returns>
    public static SubjectFacts? Read(ReadOnlySpan<byte> json, out string? reason)
    {
        try
        {
            using var document = JsonDocument.Parse(json.ToArray());
            var facts = Read(document.RootElement);
            reason = null;
            return facts;
        }
        catch (JsonException)
        {
            reason = "not valid JSON";
        }
        catch (Exception e) when (e is FormatException or InvalidOperationException or KeyNotFoundException) // a value of another kind than it should be, or none
        {
            reason = e is BaselineException ? e.Message : "a value in it is missing, or of another kind than a baseline has there";
        }
        return null;
    }

    private static void WriteHabits(Utf8JsonWriter json, SubjectFacts facts)
    {
        Habit? open = null;
        foreach (var (kind, value, days) in facts.Habits.OrderBy(h => h.Kind).ThenBy(h => h.Value, StringComparer.Ordinal))
        {
            if (open is null) json.WriteStartObject("habits"u8);
            if (open != kind)
            {
                if (open is not null) json.WriteEndObject();
                json.WriteStartObject(NameOf(kind));
            }
            open = kind;
            Days(json, value, days);
        }
        if (open is null) return;
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteHistory(Utf8JsonWriter json, FunctionHistory history)
    {
        json.WriteStartArray("events"u8);
        foreach (var e in history.Events)
        {
            json.WriteStartObject();
            json.WriteString("time"u8, Text(e.Time));
            json.WriteString("id"u8, e.EventId);
            json.WriteString("kind"u8, NameOf(e.Kind));
            json.WriteString("by"u8, e.By);
            if (e.Role is not null) json.WriteString("role"u8, e.Role);
            if (e.CodeSha256 is not null) json.WriteString("code_sha256"u8, e.CodeSha256);
            if (e.CodeLocation is not null) json.WriteString("code_location"u8, e.CodeLocation);
            if (e.Concurrency is { } reserved) json.WriteNumber("concurrency"u8, reserved);
            if (e.Mapping is not null) json.WriteString("mapping"u8, e.Mapping);
            if (e.EventSource is not null) json.WriteString("event_source"u8, e.EventSource);
            if (e.Source is not null) json.WriteString("source"u8, e.Source);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (history.Condemned.Count == 0) return;
        json.WriteStartArray("condemned"u8);
        foreach (var since in history.Condemned) json.WriteStringValue(Text(since));
        json.WriteEndArray();
    }

    private static void Days(Utf8JsonWriter json, string name, DaySet days)
    {
        json.WriteStartArray(name);
        foreach (var day in days.Days) json.WriteStringValue(Text(day));
        json.WriteEndArray();
    }

    private static SubjectFacts Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty("baseline"u8, out var version)) throw new BaselineException("no line of a baseline: it has no \"baseline\"");
        if (version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number) || number != Version) throw new BaselineException($"of another version than {Version}, the only one that is read");
        if (!root.TryGetProperty("subject"u8, out var name) || name.GetString() is not { Length: > 0 and <= LongestSubject } subject) throw new BaselineException($"\"subject\" is missing, empty or longer than {LongestSubject} characters");
        var facts = new SubjectFacts(subject);
        if (root.TryGetProperty("first_seen"u8, out var first)) facts.SeenAt(Time(first));
        foreach (var day in Items(root, "alert_days")) facts.Alerted(Day(day.GetString()));
        foreach (var (kind, values) in Members(root, "habits"))
        {
            var habit = Array.IndexOf(HabitNames, kind);
            if (habit < 0) throw new BaselineException($"there is no kind of habit \"{Settings.Printable.Of(kind, 40)}\"");
            foreach (var value in values.EnumerateObject())
            {
                if (value.Name.Length > LongestValue) throw new BaselineException($"a value is longer than {LongestValue} characters");
                foreach (var day in value.Value.EnumerateArray()) facts.Learn((Habit)habit, value.Name, Day(day.GetString()));
            }
        }
        foreach (var (day, sum) in Members(root, "peaks")) facts.Peak(Day(day), sum.GetInt32() is >= 0 and var peak ? peak : throw new BaselineException("a peak is negative"));
        foreach (var e in Items(root, "events")) facts.FunctionHistory().Add(Event(e));
        foreach (var since in Items(root, "condemned").Select(Time).Order()) facts.FunctionHistory().Condemn(since);
        return facts;
    }

    private static FunctionEvent Event(JsonElement e)
    {
        var kind = Array.IndexOf(EventNames, Optional(e, "kind"));
        if (kind < 0) throw new BaselineException($"there is no kind of event \"{Settings.Printable.Of(Optional(e, "kind") ?? "", 40)}\"");
        return new FunctionEvent
        {
            Time = Time(e.GetProperty("time"u8)),
            EventId = Optional(e, "id") ?? throw new BaselineException("an event has no id"),
            Kind = (FunctionEventKind)kind,
            By = Optional(e, "by") ?? throw new BaselineException("an event is by nobody"),
            Role = Optional(e, "role"),
            CodeSha256 = Optional(e, "code_sha256"),
            CodeLocation = Optional(e, "code_location"),
            Concurrency = e.TryGetProperty("concurrency"u8, out var reserved) ? reserved.GetInt32() : null,
            Mapping = Optional(e, "mapping"),
            EventSource = Optional(e, "event_source"),
            Source = Optional(e, "source"),
        };
    }

    private static JsonElement[] Items(JsonElement root, string name) => root.TryGetProperty(name, out var list) ? [.. list.EnumerateArray()] : [];

    private static IEnumerable<(string Name, JsonElement Value)> Members(JsonElement root, string name) =>
        root.TryGetProperty(name, out var members) ? members.EnumerateObject().Select(m => (m.Name, m.Value)) : [];

    private static string? Optional(JsonElement element, string name) => element.TryGetProperty(name, out var member) ? member.GetString() : null;

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture);

    private static string Text(int day) => DaySet.DateOf(day).ToString(DayFormat, CultureInfo.InvariantCulture);

    private static DateTimeOffset Time(JsonElement text) =>
        DateTimeOffset.ParseExact(text.GetString() ?? "", TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal) is { Year: >= FirstYear and <= LastYear } time ? time : throw OutOfTime();

    private static int Day(string? text) =>
        DateOnly.ParseExact(text ?? "", DayFormat, CultureInfo.InvariantCulture) is { Year: >= FirstYear and <= LastYear } day ? day.DayNumber - DateOnly.FromDateTime(DateTime.UnixEpoch).DayNumber : throw OutOfTime();

    private static BaselineException OutOfTime() => new($"a day or time is not of the years {FirstYear} to {LastYear}");

    private sealed class BaselineException(string message) : FormatException(message);
}
