using System.Globalization;
using System.Text.Json;

namespace Sentinel.Cli.Story;

/// <summary>The files of <c>--report</c>: the data of each story as JSON.</summary>
internal static class IncidentFile
{
    /// <summary>Overwrites files of the same incidents. Throws <see cref="IOException"/> when it cannot write.</summary>
    public static void WriteAll(string directory, IReadOnlyList<IncidentStory> stories)
    {
        foreach (var story in stories)
        {
            using var file = File.Create(Path.Combine(directory, $"incident-{story.Incident.Id}.json"));
            Write(file, story);
        }
    }

    public static void Write(Stream output, IncidentStory story)
    {
        using var json = new Utf8JsonWriter(output, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        var incident = story.Incident;
        json.WriteStartObject();
        json.WriteString("id", incident.Id);
        json.WriteString("verdict", Words.Of(incident.Verdict));
        json.WriteString("time", Stamp(incident.Time));
        json.WriteString("alert_time", Stamp(incident.AlertTime));
        json.WriteString("principal", incident.Principal);
        json.WriteString("session", incident.Session);
        List(json, "other_principals", story.Principals);
        json.WriteStartArray("sources");
        foreach (var source in story.Sources)
        {
            json.WriteStartObject();
            json.WriteString("address", source.Address);
            json.WriteString("country", source.Country);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        List(json, "functions", incident.Functions);
        List(json, "roles", incident.Roles);
        WriteScore(json, story);
        WriteSignals(json, story);
        WriteActions(json, story);
        List(json, "undo", [.. story.Undo]);
        List(json, "notes", story.Summary.Notes);
        json.WriteEndObject();
    }

    private static void WriteScore(Utf8JsonWriter json, IncidentStory story)
    {
        json.WriteStartObject("score");
        json.WriteNumber("total", story.Incident.Score);
        json.WriteNumber("alert_at", story.Settings.ScoreAlert);
        json.WriteNumber("contain_at", story.Settings.ScoreContain);
        json.WriteNumber("bonus_for_stages", story.Bonus);
        json.WriteStartObject("weights");
        foreach (var signal in story.Scored) json.WriteNumber(signal.Detection, signal.Weight);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteSignals(Utf8JsonWriter json, IncidentStory story)
    {
        json.WriteStartArray("signals");
        foreach (var signal in story.Incident.Signals)
        {
            json.WriteStartObject();
            json.WriteString("time", Stamp(signal.Time));
            json.WriteString("detection", signal.Detection);
            json.WriteString("stage", Words.Of(signal.Stage));
            json.WriteNumber("weight", signal.Weight);
            json.WriteString("event_id", signal.EventId);
            json.WriteString("principal", signal.Principal);
            json.WriteString("source", signal.Source.Length == 0 ? null : signal.Source);
            json.WriteString("function", signal.Function);
            json.WriteString("summary", signal.Summary);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteActions(Utf8JsonWriter json, IncidentStory story)
    {
        json.WriteStartArray("actions");
        foreach (var action in story.Actions)
        {
            json.WriteStartObject();
            json.WriteString("time", Stamp(action.Time));
            json.WriteString("step", action.Step);
            json.WriteString("target", action.Target);
            json.WriteString("status", Words.Of(action.Status));
            json.WriteString("reason", action.Reason);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void List(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
