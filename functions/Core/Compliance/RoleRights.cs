using System.Buffers;
using System.Text;
using System.Text.Json;
using Sentinel.Core.Detections;

namespace Sentinel.Core.Compliance;

/// <summary>What a role may do, by the broadest of it.</summary>
public enum Rights
{
    Ordinary,

    /// <summary>Everything that a service that holds data can do, with anything of it.</summary>
    BroadData,
    Administrator,
}

/// <summary>Weighs the policies of a role. Conditions and denials are not weighed: what they take away again is not seen.</summary>
public static class RoleRights
{
    /// <param name="managed">ARNs of the attached policies.</param>
    /// <param name="documents">Texts of the inline and the customer's own policies; what cannot be read gives nothing.</param>
    public static Rights Of(IEnumerable<string> managed, IEnumerable<string> documents)
    {
        ArgumentNullException.ThrowIfNull(managed);
        ArgumentNullException.ThrowIfNull(documents);
        var broadest = managed.Select(a => Grants.OfManaged(a)).Concat(documents.Select(d => Grants.OfDocument(WithoutNamedResources(d)))).DefaultIfEmpty(Breadth.Narrow).Max();
        return broadest switch
        {
            Breadth.Admin => Rights.Administrator,
            Breadth.FullAccess => Rights.BroadData,
            _ => Rights.Ordinary,
        };
    }

    /// <summary>Whether a function's resource policy lets anybody in: a principal of <c>*</c> with no condition that says whose.</summary>
    public static bool LetsAnybodyIn(string? policy)
    {
        if (policy is null) return false;
        try
        {
            using var document = JsonDocument.Parse(policy);
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("Statement", out var statements) && Each(statements).Any(IsOpen);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // Lambda writes it; one that cannot be read says nothing
        {
            return false;
        }
    }

    private static bool IsOpen(JsonElement statement)
    {
        if (Texts(statement, "Effect") is not ["Allow"] || !statement.TryGetProperty("Principal", out var principal)) return false;
        var anybody = principal.ValueKind == JsonValueKind.Object ? Texts(principal, "AWS").Contains("*", StringComparer.Ordinal) : Texts(statement, "Principal").Contains("*", StringComparer.Ordinal);
        if (!anybody) return false;
        if (!statement.TryGetProperty("Condition", out var condition) || condition.ValueKind != JsonValueKind.Object) return true;
        // The way in narrows nobody: only who comes does.
        return !condition.EnumerateObject().Where(o => o.Value.ValueKind == JsonValueKind.Object).SelectMany(o => o.Value.EnumerateObject())
            .Any(c => c.Name.ToUpperInvariant() is "AWS:SOURCEARN" or "AWS:SOURCEACCOUNT" or "AWS:PRINCIPALORGID" or "AWS:PRINCIPALORGPATHS" or "AWS:PRINCIPALACCOUNT" or "AWS:PRINCIPALARN" or "AWS:SOURCEORGID" or "LAMBDA:EVENTSOURCETOKEN" or "AWS:SOURCEIP" or "AWS:SOURCEVPC" or "AWS:SOURCEVPCE");
    }

    // What is allowed on one table, bucket or key is what a function is for.
    private static string? WithoutNamedResources(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("Statement", out var statements)) return null;
            var buffer = new ArrayBufferWriter<byte>();
            using (var json = new Utf8JsonWriter(buffer))
            {
                json.WriteStartObject();
                json.WriteStartArray("Statement");
                foreach (var statement in Each(statements).Where(IsWide)) statement.WriteTo(json);
                json.WriteEndArray();
                json.WriteEndObject();
            }
            return Encoding.UTF8.GetString(buffer.WrittenSpan);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static bool IsWide(JsonElement statement) => statement.TryGetProperty("NotResource", out _) || Texts(statement, "Resource").Any(IsWide);

    // "*", "arn:aws:s3:::*", "arn:aws:dynamodb:*:*:table/*": no name is left.
    private static bool IsWide(string resource)
    {
        var parts = resource.Split(':', 6);
        var name = parts.Length == 6 ? parts[5] : resource;
        // Before the first slash of others stands what kind of thing is named, of objects the bucket.
        var named = parts.Length == 6 && parts[2] == "s3" ? name.Split('/')[0] : name[(name.IndexOf('/') + 1)..];
        return named.Trim('*', '?', '/').Length == 0;
    }

    private static IEnumerable<JsonElement> Each(JsonElement value) =>
        (value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value]).Where(e => e.ValueKind is JsonValueKind.Object);

    private static IReadOnlyList<string> Texts(JsonElement owner, string name)
    {
        if (!owner.TryGetProperty(name, out var value)) return [];
        var values = value.ValueKind is JsonValueKind.Array ? value.EnumerateArray().ToArray() : [value];
        return [.. values.Where(v => v.ValueKind is JsonValueKind.String).Select(v => v.GetString()!)];
    }
}
