using System.Text.Json;
using System.Text.Json.Nodes;
using Sentinel.Core.Settings;

namespace Sentinel.Cdk.Tests;

[Collection(Synthesis.Name)]
public sealed class DefaultsTests(Templates templates)
{
    private static readonly JsonSerializerOptions Readable = new() { WriteIndented = true, NewLine = "\n", Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public void The_file_holds_every_parameter_with_its_range_and_default()
    {
        var parameters = new JsonArray([.. Parameters.All.Select(p => new JsonObject { ["name"] = p.Name, ["allowed"] = p.Allowed, ["default"] = p.Default })]);

        Golden.MatchesFile(Path.Combine(Repository.Root, "cdk", "defaults.json"), parameters.ToJsonString(Readable) + "\n");
    }

    [Theory]
    [InlineData("observe")]
    [InlineData("approve")]
    [InlineData("enforce")]
    public void They_are_published_with_the_mode_that_was_chosen_and_nothing_that_is_tuned_is_declared(string mode)
    {
        var context = Templates.Context("single");
        context["mode"] = mode;

        var parameter = Assert.Single(Templates.Synthesise(context)["Sentinel"].Of("AWS::SSM::Parameter"));

        Assert.Equal("/sentinel/defaults", (string)parameter.Properties["Name"]!);
        var value = JsonNode.Parse((string)parameter.Properties["Value"]!)!;
        Assert.Equal(mode, (string)value["mode"]!);
        Assert.Equal(Parameters.All.Select(p => p.Name), value["parameters"]!.AsArray().Select(p => (string)p!["name"]!));
    }

    [Fact]
    public void A_deployment_with_other_defaults_touches_no_tuned_value() =>
        // CloudFormation changes what a template declares, and nothing else: of all that stands under /sentinel/ that is one parameter, which nobody tunes.
        Assert.All(templates.All.SelectMany(t => t.Of("AWS::SSM::Parameter")), p => Assert.Equal("/sentinel/defaults", (string)p.Properties["Name"]!));
}
