using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.CDK;

namespace Sentinel.Cdk.Tests;

/// <summary>Both topologies, synthesised once for all tests: it takes seconds, and jsii bears no two threads.</summary>
public sealed class Templates
{
    public const string FlowLogGroup = "/vpc/flow-logs";
    public const string FlowLogFormat = "${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${bytes} ${start} ${end} ${action} ${log-status} ${pkt-dst-aws-service} ${flow-direction}";
    public const string Table = "arn:aws:dynamodb:us-east-1:111122223333:table/customer-data";

    public Templates()
    {
        System.Environment.SetEnvironmentVariable("JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION", "20");
        Alone = Synthesise(Context("single"));
        Organisation = Synthesise(Context("organisation"));
    }

    /// <summary>By the name of the stack's template.</summary>
    public IReadOnlyDictionary<string, Template> Alone { get; }

    public IReadOnlyDictionary<string, Template> Organisation { get; }

    public IEnumerable<Template> All => Alone.Values.Concat(Organisation.Values);

    /// <summary>What a person gives who wants all there is.</summary>
    public static IDictionary<string, object> Context(string topology)
    {
        var context = new Dictionary<string, object>
        {
            ["topology"] = topology,
            ["mode"] = "observe",
            ["emails"] = "oncall@example.com",
            ["sensitiveTables"] = Table,
            ["flowLogGroups"] = FlowLogGroup,
            ["flowLogFormat"] = FlowLogFormat,
            ["trail"] = topology == "single" ? "account" : "organisation",
            ["trailBucket"] = "own",
            ["canary"] = "true",
            ["chat"] = "slack:T0123ABCDE:C0123ABCDE",
        };
        if (topology != "organisation") return context;
        context["organisation"] = "o-a1b2c3d4e5";
        context["organisationalUnits"] = "ou-a1b2-c3d4e5f6,ou-a1b2-c3d4e5f7";
        return context;
    }

    public static IReadOnlyDictionary<string, Template> Synthesise(IDictionary<string, object> context)
    {
        var folder = Directory.CreateTempSubdirectory("sentinel-cdk-");
        try
        {
            // The flags that the toolkit reads from cdk.json, and nothing to bundle.
            var all = JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "cdk.json")))!["context"]!.AsObject()
                .ToDictionary(f => f.Key, f => f.Value is JsonArray many ? (object)many.Select(v => (string)v!).ToArray() : (bool)f.Value!);
            foreach (var (key, value) in context) all[key] = value;
            all["aws:cdk:bundling-stacks"] = Array.Empty<string>();
            var app = new App(new AppProps { Outdir = folder.FullName, Context = all });
            SentinelApp.Add(app, Repository.Root);
            app.Synth();
            return folder.EnumerateFiles("*.template.json").ToDictionary(f => f.Name[..f.Name.IndexOf('.')], f => new Template(f.Name[..f.Name.IndexOf('.')], JsonNode.Parse(File.ReadAllText(f.FullName))!.AsObject()));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}

/// <summary>One synthesised template.</summary>
public sealed record Template(string Name, JsonObject Json)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public IReadOnlyList<Resource> Resources { get; } = [.. Json["Resources"]!.AsObject().Select(r => new Resource(r.Key, r.Value!.AsObject()))];

    public IEnumerable<Resource> Of(string type) => Resources.Where(r => r.Type == type);

    public Resource Named(string type, string property, string value) => Assert.Single(Of(type), r => (r.Properties[property] as JsonValue)?.ToString() == value);

    public string Text => Json.ToJsonString(Indented) + "\n";
}

/// <summary>One resource of it.</summary>
public sealed record Resource(string Id, JsonObject Json)
{
    public string Type => (string)Json["Type"]!;

    public JsonObject Properties => Json["Properties"]?.AsObject() ?? [];

    public bool IsRetained => (string?)Json["DeletionPolicy"] == "Retain" && (string?)Json["UpdateReplacePolicy"] == "Retain";

    /// <summary>The text of a property, with references written out as JSON.</summary>
    public string Text(string property) => Properties[property]?.ToJsonString() ?? "";
}

/// <summary>Everything that needs the templates: one after the other.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class Synthesis : ICollectionFixture<Templates>
{
    public const string Name = "synthesis";
}
