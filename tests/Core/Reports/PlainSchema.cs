using System.Text.Json;
using System.Text.RegularExpressions;

namespace Sentinel.Core.Tests.Reports;

/// <summary>As much of JSON Schema draft 4 as Atlassian's schema uses, giving up at the first thing that is not allowed: nodes are told apart by their type, so that a
/// kind that does not fit costs one comparison. A keyword that it does not know is an error.</summary>
internal sealed class PlainSchema(string text)
{
    private readonly JsonElement _root = JsonElement.Parse(text);

    public bool Allows(JsonElement value) => Allows(_root, value);

    private bool Allows(JsonElement schema, JsonElement value)
    {
        if (schema.TryGetProperty("$ref", out var reference)) return Allows(_root.GetProperty("definitions").GetProperty(reference.GetString()!["#/definitions/".Length..]), value);
        // What is cheap first.
        return schema.EnumerateObject().OrderBy(k => k.Name is "properties" or "items" or "anyOf" or "allOf").All(k => Allows(schema, k.Name, k.Value, value));
    }

    private bool Allows(JsonElement schema, string keyword, JsonElement rule, JsonElement value) => keyword switch
    {
        "$schema" or "description" or "definitions" or "title" or "default" => true,
        "type" => IsA(rule.GetString()!, value),
        "enum" => rule.EnumerateArray().Any(e => JsonElement.DeepEquals(e, value)),
        "required" => value.ValueKind != JsonValueKind.Object || rule.EnumerateArray().All(r => value.TryGetProperty(r.GetString()!, out _)),
        "additionalProperties" => rule.ValueKind == JsonValueKind.True || value.ValueKind != JsonValueKind.Object || value.EnumerateObject().All(p => schema.GetProperty("properties").TryGetProperty(p.Name, out _)),
        "properties" => value.ValueKind != JsonValueKind.Object || rule.EnumerateObject().OrderBy(p => p.Name != "type").All(p => !value.TryGetProperty(p.Name, out var member) || Allows(p.Value, member)),
        "items" => value.ValueKind != JsonValueKind.Array || AllowsItems(rule, value),
        "anyOf" => rule.EnumerateArray().Any(s => Allows(s, value)),
        "allOf" => rule.EnumerateArray().All(s => Allows(s, value)),
        "minItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() >= rule.GetInt32(),
        "maxItems" => value.ValueKind != JsonValueKind.Array || value.GetArrayLength() <= rule.GetInt32(),
        "minLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length >= rule.GetInt32(),
        "maxLength" => value.ValueKind != JsonValueKind.String || value.GetString()!.Length <= rule.GetInt32(),
        "pattern" => value.ValueKind != JsonValueKind.String || Regex.IsMatch(value.GetString()!, rule.GetString()!, RegexOptions.None, TimeSpan.FromSeconds(10)),
        "minimum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() >= rule.GetDouble(),
        "maximum" => value.ValueKind != JsonValueKind.Number || value.GetDouble() <= rule.GetDouble(),
        "format" => rule.GetString() is "uri" ? true : throw new NotSupportedException($"format {rule}"),
        _ => throw new NotSupportedException($"the schema uses {keyword}"),
    };

    // A list of schemas with one in it is how Atlassian writes "each".
    private bool AllowsItems(JsonElement rule, JsonElement value)
    {
        if (rule.ValueKind == JsonValueKind.Object) return value.EnumerateArray().All(i => Allows(rule, i));
        var schemas = rule.EnumerateArray().ToList();
        return value.EnumerateArray().Select((item, at) => Allows(schemas[Math.Min(at, schemas.Count - 1)], item)).All(allowed => allowed);
    }

    private static bool IsA(string type, JsonElement value) => type switch
    {
        "object" => value.ValueKind == JsonValueKind.Object,
        "array" => value.ValueKind == JsonValueKind.Array,
        "string" => value.ValueKind == JsonValueKind.String,
        "number" => value.ValueKind == JsonValueKind.Number,
        "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out _),
        "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
        "null" => value.ValueKind == JsonValueKind.Null,
        _ => throw new NotSupportedException($"type {type}"),
    };
}
