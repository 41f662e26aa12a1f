using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.CDK.AWS.SSM;
using Constructs;
using Sentinel.Cdk.Context;

namespace Sentinel.Cdk.Constructs;

public sealed record PublishedDefaultsProps(Mode Mode);

/// <summary>
/// <c>/sentinel/defaults</c>: every parameter with its range and default, and the mode that was chosen at deployment, which holds until
/// <c>/sentinel/response/mode</c> is set. The tuned parameters themselves are not of this stack: a later deployment would put its own values back.
/// </summary>
public sealed class PublishedDefaults : Construct
{
    /// <summary>Written from <c>Sentinel.Core</c>'s parameters by the tests, which fail when it is stale.</summary>
    internal const string File = "defaults.json";

    // Of a parameter of the standard tier, which costs nothing.
    private const int LongestValue = 4096;

    public PublishedDefaults(Construct scope, string id, PublishedDefaultsProps props)
        : base(scope, id)
    {
        var value = Text(props.Mode);
        if (value.Length > LongestValue) throw new InvalidOperationException($"{File} comes to {value.Length} characters, a parameter holds {LongestValue}");
        _ = new StringParameter(this, "Parameter", new StringParameterProps
        {
            ParameterName = "/sentinel/defaults", // people and functions look for it there
            Description = "Read only: the tuning parameters with ranges and defaults. Change them with sentinel tune set",
            StringValue = value,
        });
    }

    internal static string Text(Mode mode)
    {
        var parameters = JsonNode.Parse(System.IO.File.ReadAllText(Path.Combine(AppContext.BaseDirectory, File)))!;
        return new JsonObject { ["mode"] = mode.ToString().ToLowerInvariant(), ["parameters"] = parameters }.ToJsonString(Compact);
    }

    private static JsonSerializerOptions Compact { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
