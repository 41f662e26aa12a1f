using System.Text.Json;

namespace Sentinel.Aws.Calls.Wire;

/// <summary>Reads JSON members that may be missing, null or of another kind than expected: then the answer is null.</summary>
internal static class JsonBody
{
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    public static int? Int(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt32(out var value) ? value : null;

    public static long? Long(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt64(out var value) ? value : null;

    public static bool? Bool(this JsonElement element, string name) => element.Member(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) && member.ValueKind != JsonValueKind.Null ? member : null;

    public static T? Object<T>(this JsonElement element, string name, Func<JsonElement, T> read)
        where T : class => element.Member(name) is { ValueKind: JsonValueKind.Object } member ? read(member) : null;

    public static List<T>? List<T>(this JsonElement element, string name, Func<JsonElement, T?> read)
        where T : class => element.Member(name) is { ValueKind: JsonValueKind.Array } member ? [.. member.EnumerateArray().Select(read).OfType<T>()] : null;

    public static List<string>? Texts(this JsonElement element, string name) =>
        element.List(name, static item => item.ValueKind == JsonValueKind.String ? item.GetString() : null);

    public static Dictionary<string, string>? Map(this JsonElement element, string name)
    {
        if (element.Member(name) is not { ValueKind: JsonValueKind.Object } member) return null;
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var property in member.EnumerateObject())
        {
            if (property.Value.ValueKind == JsonValueKind.String) map[property.Name] = property.Value.GetString()!;
        }
        return map;
    }
}
