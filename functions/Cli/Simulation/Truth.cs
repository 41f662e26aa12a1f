using System.Text.Json;

namespace Sentinel.Cli.Simulation;

/// <summary>
/// What a run over the simulated stream has to end in, taken from the definition of the scenarios. The first two lists are exact ARNs of
/// functions and principals; the last two are globs over the same. What is in no list may go either way.
/// </summary>
public sealed record Truth(
    IReadOnlyList<string> MustContain,
    IReadOnlyList<string> MustAlert,
    IReadOnlyList<string> MustNotContain,
    IReadOnlyList<string> MustNotAlert)
{
    public string ToJson()
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            Write(json, "must_contain", MustContain);
            Write(json, "must_alert", MustAlert);
            Write(json, "must_not_contain", MustNotContain);
            Write(json, "must_not_alert", MustNotAlert);
            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    /// <summary>An absent list is an empty one. Throws <see cref="JsonException"/> when the text is not an object of string arrays.</summary>
    public static Truth Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("A truth file is a JSON object.");
        return new(
            Read(document.RootElement, "must_contain"),
            Read(document.RootElement, "must_alert"),
            Read(document.RootElement, "must_not_contain"),
            Read(document.RootElement, "must_not_alert"));
    }

    private static void Write(Utf8JsonWriter json, string name, IReadOnlyList<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static IReadOnlyList<string> Read(JsonElement root, string name)
    {
        if (!root.TryGetProperty(name, out var list)) return [];
        if (list.ValueKind != JsonValueKind.Array) throw new JsonException($"{name} is not an array.");
        return [.. list.EnumerateArray().Select(e => e.ValueKind == JsonValueKind.String ? e.GetString()! : throw new JsonException($"{name} holds something that is not a string."))];
    }
}
