using System.Text.Json.Nodes;

namespace Sentinel.EndToEnd.Tests.Deployed;

/// <summary>The real toolkit with the real app, on an emulator.</summary>
[Collection(Installation.Tests)]
[Trait("Proof", "deploy")]
public sealed class DeployTests
{
    private const string Tuned = "/sentinel/score/alert", Defaults = "/sentinel/defaults";

    [Fact]
    public async Task Deployed_deployed_again_without_change_retuned_by_nobody_and_destroyed_without_losing_what_it_knew()
    {
        await using var installation = await Installation.StartAsync();
        var (security, member) = (installation.SecurityAccount, installation.MemberAccount);

        Assert.Equal(Sorted(await Installation.TemplateAsync(Installation.Security)), Sorted(await security.ResourcesAsync(Installation.Home, Installation.StackName)));
        Assert.Equal(Sorted(await Installation.TemplateAsync(Installation.MemberIam)), Sorted(await member.ResourcesAsync(Installation.Home, Installation.MemberIam)));
        foreach (var region in (string[])[Installation.Home, Installation.Iam])
        {
            Assert.Equal(Sorted(await Installation.TemplateAsync(Installation.MemberRules, region)), Sorted(await member.ResourcesAsync(region, Installation.MemberRules)));
        }

        // Nothing has changed: nothing is done.
        Assert.All(await installation.DeployAsync(), said => Assert.Contains("(no changes)", said, StringComparison.Ordinal));

        // What an analyst has set stays, whatever a later deployment brings.
        await security.JsonAsync("ssm", Installation.Home, "AmazonSSM.PutParameter", new JsonObject { ["Name"] = Tuned, ["Value"] = "45", ["Type"] = "String" });
        var before = await ParameterAsync(security, Defaults);
        await installation.DeployAsync(await Installation.SynthesiseAsync("observe"));
        Assert.Equal("45", await ParameterAsync(security, Tuned));
        Assert.NotEqual(before, await ParameterAsync(security, Defaults));

        await installation.DestroyAsync();
        var tables = await security.JsonAsync("dynamodb", Installation.Home, "DynamoDB_20120810.ListTables", []);
        Assert.Contains(tables["TableNames"]!.AsArray(), t => (string)t! == Installation.Table);
        Assert.Contains("evidence", await security.BucketsAsync(Installation.Home), StringComparison.Ordinal);
        Assert.Equal("45", await ParameterAsync(security, Tuned));
        var gone = await Assert.ThrowsAsync<InvalidOperationException>(() => security.ResourcesAsync(Installation.Home, Installation.StackName));
        Assert.Contains("does not exist", gone.Message, StringComparison.Ordinal);
        Assert.Empty(installation.Emulator.Troubles);
    }

    private static IEnumerable<string> Sorted(IReadOnlyDictionary<string, string> resources) => resources.Select(r => $"{r.Key} {r.Value}").Order(StringComparer.Ordinal);

    private static async Task<string> ParameterAsync(CloudAccount account, string name) =>
        (string)(await account.JsonAsync("ssm", Installation.Home, "AmazonSSM.GetParameter", new JsonObject { ["Name"] = name }))["Parameter"]!["Value"]!;
}
