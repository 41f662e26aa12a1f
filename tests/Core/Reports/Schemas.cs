using System.Collections.Concurrent;
using System.Text.Json;
using NJsonSchema;

namespace Sentinel.Core.Tests.Reports;

/// <summary>The schemas beside; where each comes from stands in Schemas/README.md.</summary>
internal static class Schemas
{
    private static readonly ConcurrentDictionary<string, JsonSchema> Read = new(StringComparer.Ordinal);

    public static void Holds(string name, string json)
    {
        var errors = Read.GetOrAdd(name, Load).Validate(json);

        Assert.True(errors.Count == 0, $"{name}: {string.Join("; ", errors.Take(5).Select(e => $"{e.Path}: {e.Kind}"))}");
    }

    /// <summary>An issue, and the document in it.</summary>
    public static void Jira(string json)
    {
        Holds("jira-issue-update-details.json", json);
        Holds("jira-issue-fields.json", json);
        using var issue = JsonDocument.Parse(json);
        Document(issue.RootElement.GetProperty("fields").GetProperty("description"));
    }

    /// <summary>A finding in Security Hub's format.</summary>
    public static void SecurityHub(string json)
    {
        Holds("asff-2018-10-08.json", json);
        Holds("asff-prose.json", json);
    }

    /// <summary>A document in Atlassian's format. Not by the library, which tries each of the many kinds of node to its end, and takes minutes.</summary>
    public static void Document(JsonElement document) => Assert.True(AdfSchema.Value.Allows(document), $"no document: {document.GetRawText()[..Math.Min(200, document.GetRawText().Length)]}");

    private static readonly Lazy<PlainSchema> AdfSchema = new(() => new PlainSchema(Text("adf-1.json")));

    private static JsonSchema Load(string name) => JsonSchema.FromJsonAsync(Text(name)).GetAwaiter().GetResult();

    /// <summary>Names of the schemas.</summary>
    public static IEnumerable<string> All => typeof(Schemas).Assembly.GetManifestResourceNames().Where(n => n.EndsWith(".json", StringComparison.Ordinal));

    /// <summary>A schema, or the text that says where they come from.</summary>
    public static string Text(string name)
    {
        using var stream = typeof(Schemas).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is not embedded");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
