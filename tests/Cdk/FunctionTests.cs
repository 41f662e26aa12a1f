using System.Text.RegularExpressions;

namespace Sentinel.Cdk.Tests;

[Collection(Synthesis.Name)]
public sealed partial class FunctionTests(Templates templates)
{
    private static readonly string[] OfDetector = ["SENTINEL_TABLE", "SENTINEL_CONTAINMENT_QUEUE_URL"];

    [Fact]
    public void Every_function_is_the_executable_with_a_handler_that_it_knows()
    {
        var known = Registered().Matches(File.ReadAllText(Path.Combine(Repository.Root, "functions/Handlers/Program.cs"))).Select(m => m.Groups["name"].Value).ToHashSet();

        Assert.All(Functions(), f =>
        {
            Assert.Contains((string)f.Properties["Handler"]!, known);
            Assert.Equal("provided.al2023", (string)f.Properties["Runtime"]!);
            Assert.Equal("""["x86_64"]""", f.Text("Architectures"));
            Assert.Equal("Active", (string)f.Properties["TracingConfig"]!["Mode"]!);
            Assert.True(f.Properties.ContainsKey("KmsKeyArn") && f.Properties.ContainsKey("LoggingConfig"), f.Id);
            Assert.True((int)f.Properties["ReservedConcurrentExecutions"]! > 0);
        });
        // All but the one for a look at a queue.
        Assert.Equal(known.Except(["inspect"]).Order(), templates.Organisation["Sentinel"].Of("AWS::Lambda::Function").Select(f => (string)f.Properties["Handler"]!).Order());
    }

    [Theory]
    [InlineData("detector")]
    [InlineData("responder")]
    public void A_function_is_given_each_variable_that_its_handler_asks_for(string handler)
    {
        var composition = File.ReadAllText(Path.Combine(Repository.Root, "functions/Handlers/Composition.cs"));
        var asked = Asked().Matches(composition).Select(m => m.Groups["name"].Value).ToHashSet();
        var given = Functions().Where(f => (string)f.Properties["Handler"]! == handler).Select(f => f.Properties["Environment"]!["Variables"]!.AsObject().Select(v => v.Key).Where(k => k.StartsWith("SENTINEL_", StringComparison.Ordinal)).ToHashSet()).First();

        Assert.Subset(asked, given);
        Assert.Empty(handler == "detector" ? OfDetector.Except(given) : asked.Except(given).Except(["SENTINEL_CONTAINMENT_QUEUE_URL", "SENTINEL_FLOW_LOG_FORMAT", "SENTINEL_ACCOUNT"]));
    }

    [Fact]
    public void The_command_line_finds_the_table_and_the_functions_by_the_name_of_the_stack()
    {
        var context = Templates.Context("single");
        context["stackName"] = "guard";

        var stack = Templates.Synthesise(context)["Sentinel"];

        Assert.Equal(["guard-approve", "guard-detector", "guard-flow-logs", "guard-release", "guard-responder", "guard-verify"], stack.Of("AWS::Lambda::Function").Select(f => (string)f.Properties["FunctionName"]!).Order());
        Assert.Equal("guard-state", (string)Assert.Single(stack.Of("AWS::DynamoDB::Table")).Properties["TableName"]!);
    }

    [Fact]
    public void In_a_fresh_account_no_function_reserves_concurrency()
    {
        var context = Templates.Context("single");
        context["reserve"] = "false";

        var functions = Templates.Synthesise(context)["Sentinel"].Of("AWS::Lambda::Function");

        Assert.All(functions, f => Assert.False(f.Properties.ContainsKey("ReservedConcurrentExecutions")));
    }

    private IEnumerable<Resource> Functions() => templates.All.SelectMany(t => t.Of("AWS::Lambda::Function"));

    [GeneratedRegex("\\.Add\\(\"(?<name>[a-z-]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Registered();

    [GeneratedRegex("\"(?<name>SENTINEL_[A-Z_]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asked();
}
