using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sentinel.Cdk.Tests;

[Collection(Synthesis.Name)]
public sealed partial class SnapshotTests(Templates templates)
{
    public static TheoryData<string, string> All => new()
    {
        { "single", "Sentinel" }, { "organisation", "Sentinel" }, { "organisation", "SentinelMemberIam" }, { "organisation", "SentinelMemberRules" }, { "organisation", "SentinelGuard" },
    };

    [Theory]
    [MemberData(nameof(All))]
    public void A_template_is_the_one_on_file(string topology, string stack)
    {
        var template = Of(topology)[stack];

        Golden.Matches($"{topology}-{stack}.json", Normal(template));
    }

    [Fact]
    public void No_stack_is_left_out_of_the_files() =>
        Assert.Equal(All.Select(row => (string)row[0] == "organisation" ? (string)row[1] : null).OfType<string>().Order(), templates.Organisation.Keys.Order());

    [Theory]
    [InlineData("SentinelMemberIam")]
    [InlineData("SentinelMemberRules")]
    public void A_stack_set_carries_the_template_that_is_also_a_stack(string name)
    {
        var body = (string)templates.Organisation["Sentinel"].Named("AWS::CloudFormation::StackSet", "StackSetName", name).Properties["TemplateBody"]!;

        Assert.True(JsonNode.DeepEquals(templates.Organisation[name].Json, JsonNode.Parse(body)));
        Assert.InRange(body.Length, 1, 51_200);
    }

    [Fact]
    public void The_same_sources_make_the_same_templates()
    {
        var again = Templates.Synthesise(Templates.Context("organisation"));

        Assert.All(again, t => Assert.Equal(templates.Organisation[t.Key].Text, t.Value.Text));
    }

    private IReadOnlyDictionary<string, Template> Of(string topology) => topology == "single" ? templates.Alone : templates.Organisation;

    // The asset is named after the sources of the functions, which change daily; the members' templates are files of their own.
    private static string Normal(Template template)
    {
        var json = JsonNode.Parse(template.Json.ToJsonString())!.AsObject();
        foreach (var set in json["Resources"]!.AsObject().Where(r => (string)r.Value!["Type"]! == "AWS::CloudFormation::StackSet"))
            set.Value!["Properties"]!["TemplateBody"] = $"(the template {set.Value["Properties"]!["StackSetName"]})";
        return AssetKey().Replace(new Template(template.Name, json).Text, "ASSET.zip");
    }

    [GeneratedRegex("[0-9a-f]{64}\\.zip", RegexOptions.None, 1000)]
    private static partial Regex AssetKey();
}
