using System.Text.Json;

namespace Sentinel.Core.Settings;

/// <summary>The file of <c>--settings</c> as names and texts.</summary>
internal static class SettingsJson
{
    private const string Whole = "(settings)";

    public static (IReadOnlyList<KeyValuePair<string, string>> Values, IReadOnlyList<Refusal> Refusals) Read(ReadOnlyMemory<byte> utf8)
    {
        var values = new List<KeyValuePair<string, string>>();
        var refusals = new List<Refusal>();
        try
        {
            using var document = JsonDocument.Parse(utf8, new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true });
            if (document.RootElement.ValueKind == JsonValueKind.Object)
            {
                foreach (var property in document.RootElement.EnumerateObject()) Add(property, values, refusals);
            }
            else
            {
                refusals.Add(SettingsReader.Refused(Whole, document.RootElement.GetRawText(), "a JSON object whose keys are parameter names"));
            }
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // the second: text that is not valid UTF-8 or UTF-16
        {
            values.Clear();
            refusals.Add(SettingsReader.Refused(Whole, e.Message, "a JSON object whose keys are parameter names"));
        }
        return (values, refusals);
    }

    private static void Add(JsonProperty property, List<KeyValuePair<string, string>> values, List<Refusal> refusals)
    {
        var value = property.Value;
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.Array when Parameters.Find(property.Name) is null or { IsList: true } => Lines(value),
            _ => null,
        };
        if (text is not null) values.Add(new(property.Name, text));
        else refusals.Add(SettingsReader.Refused(property.Name, value.GetRawText(), Parameters.Find(property.Name)?.Allowed is { } allowed ? $"{allowed}; a list is an array of strings, one entry each" : "a text, a number or an array of strings"));
    }

    private static string? Lines(JsonElement array)
    {
        var lines = new List<string>();
        foreach (var entry in array.EnumerateArray())
        {
            if (entry.ValueKind != JsonValueKind.String || entry.GetString() is not { } line || line.AsSpan().ContainsAny('\n', '\r')) return null;
            lines.Add(line);
        }
        return lines.Count == 0 ? "none" : string.Join('\n', lines);
    }
}
