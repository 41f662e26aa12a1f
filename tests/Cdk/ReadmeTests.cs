using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Sentinel.Cdk.Context;

namespace Sentinel.Cdk.Tests;

/// <summary>What the README says about deploying is what the app takes.</summary>
public sealed partial class ReadmeTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Repository.Root, "README.md"));

    [Fact]
    public void Its_command_deploys_an_organisation_that_only_observes()
    {
        var command = Assert.Single(Lines, l => l.StartsWith("npx cdk deploy Sentinel ", StringComparison.Ordinal));
        var given = Given().Matches(command).ToDictionary(m => m.Groups["key"].Value, m => m.Groups["value"].Value, StringComparer.Ordinal);

        var context = DeploymentContext.Read(given.GetValueOrDefault);

        Assert.Equal((Topology.Organisation, Mode.Observe), (context.Topology, context.Mode));
        Assert.Equal(given.Count, given.Keys.Intersect(Keys(), StringComparer.Ordinal).Count());
    }

    [Fact]
    public void An_organisation_is_deployed_and_taught_to_act_by_eight_commands_at_most() =>
        Assert.InRange(Lines.SkipWhile(l => l != "```bash").Skip(1).TakeWhile(l => l != "```").Count(), 1, 8);

    [Fact]
    public void Its_table_names_every_key_of_the_context_and_no_other()
    {
        var table = Lines.SkipWhile(l => l != "| `-c` | |").Skip(2).TakeWhile(l => l.StartsWith('|'));
        var named = table.SelectMany(row => Named().Matches(row.Split(" | ")[0]).Select(m => m.Groups["key"].Value));

        Assert.Equal(Keys(), named.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Its_list_of_rights_names_the_services_of_what_the_security_stack_makes()
    {
        string[] stacks = ["organisation-Sentinel.json", "single-Sentinel.json"];
        var made = stacks.SelectMany(file => JsonNode.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests", "Cdk", "Golden", file)))!["Resources"]!.AsObject())
            .Select(r => ((string)r.Value!["Type"]!).Split("::")[1].ToLowerInvariant()).Distinct().Order(StringComparer.Ordinal);
        var named = ServicesNamed().Match(string.Join('\n', Lines)).Groups["list"].Value.Split(", ").Select(s => s.Trim('`'));

        Assert.Equal(made, named);
    }

    private static SortedSet<string> Keys()
    {
        var asked = new SortedSet<string>(StringComparer.Ordinal);
        Assert.Throws<ContextException>(() => DeploymentContext.Read(key =>
        {
            asked.Add(key);
            return null;
        }));
        return asked;
    }

    [GeneratedRegex(@"-c (?<key>\w+)=(?<value>\S+)", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Given();

    [GeneratedRegex("<!-- services -->(?<list>.+?)<!-- /services -->", RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ServicesNamed();

    [GeneratedRegex(@"`(?<key>\w+)(?:=[^`]*)?`", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Named();
}
