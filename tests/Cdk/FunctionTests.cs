using System.Text.RegularExpressions;

namespace Sentinel.Cdk.Tests;

[Collection(Synthesis.Name)]
public sealed partial class FunctionTests(Templates templates)
{
    // Those that a function can do without: the format where it is the default, a chat channel where there is none.
    private static readonly string[] Optional = ["SENTINEL_FLOW_LOG_FORMAT", "SENTINEL_CHAT_TOPIC_ARN"];

    // What each handler asks for, as Composition.cs has it.
    private static readonly Dictionary<string, string[]> Needed = new()
    {
        ["detector"] = ["SENTINEL_TABLE", "SENTINEL_CONTAINMENT_QUEUE_URL"],
        ["responder"] = ["SENTINEL_TABLE", "SENTINEL_EVIDENCE_BUCKET", "SENTINEL_TOPIC_ARN", "SENTINEL_CONTAINMENT_ROLE", "SENTINEL_EXTERNAL_ID", "SENTINEL_OWN_ARNS"],
        ["heartbeats"] = ["SENTINEL_TABLE"],
        ["coverage"] =
        [
            "SENTINEL_TABLE", "SENTINEL_TOPIC_ARN", "SENTINEL_EXTERNAL_ID", "SENTINEL_BUS_ARN", "SENTINEL_RULE_PREFIX", "SENTINEL_MEMBER_RULES", "SENTINEL_UNITS", "SENTINEL_REGIONS",
            "SENTINEL_CONFIG", "SENTINEL_QUEUES", "SENTINEL_DEAD_LETTERS",
        ],
        ["config-rule"] = ["SENTINEL_TABLE", "SENTINEL_EXTERNAL_ID"],
        ["trail-objects"] = ["SENTINEL_TABLE", "SENTINEL_CONTAINMENT_QUEUE_URL", "SENTINEL_TRAIL_BUCKET"],
        ["flow-logs"] = ["SENTINEL_TABLE", "SENTINEL_CONTAINMENT_QUEUE_URL", "SENTINEL_EXTERNAL_ID"],
    };

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

    [Fact]
    public void A_function_is_given_each_variable_that_its_handler_asks_for()
    {
        var composition = File.ReadAllText(Path.Combine(Repository.Root, "functions/Handlers/Composition.cs"));
        var asked = Asked().Matches(composition).Select(m => m.Groups["name"].Value).ToHashSet();

        Assert.Equal(asked.Order(), Needed.Values.SelectMany(n => n).Concat(Optional).Distinct().Order());
        Assert.All(Needed, n => Assert.All(Functions().Where(f => (string)f.Properties["Handler"]! == n.Key), f => Assert.Equal(n.Value.Order(),
            f.Properties["Environment"]!["Variables"]!.AsObject().Select(v => v.Key).Where(k => k.StartsWith("SENTINEL_", StringComparison.Ordinal)).Except(Optional).Order())));
    }

    [Fact]
    public void The_command_line_finds_the_table_and_the_functions_by_the_name_of_the_stack()
    {
        var context = Templates.Context("single");
        context["stackName"] = "guard";

        var stack = Templates.Synthesise(context)["Sentinel"];

        Assert.Equal(["guard-approve", "guard-config-rule", "guard-coverage", "guard-detector", "guard-flow-logs", "guard-heartbeats", "guard-release", "guard-responder", "guard-trail-objects", "guard-verify"], stack.Of("AWS::Lambda::Function").Where(f => (string)f.Properties["Handler"]! != "index.handler").Select(f => (string)f.Properties["FunctionName"]!).Order());
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

    [Fact]
    public void The_canary_does_nothing_may_do_nothing_and_comes_by_choice_only()
    {
        var function = Assert.Single(templates.Organisation["SentinelMemberRules"].Of("AWS::Lambda::Function"));
        var role = templates.Organisation["SentinelMemberIam"].Named("AWS::IAM::Role", "RoleName", "SentinelCanary");
        var context = Templates.Context("organisation");
        context.Remove("canary");

        var without = Templates.Synthesise(context);

        Assert.Equal("SentinelCanary", (string)function.Properties["FunctionName"]!);
        Assert.DoesNotContain(templates.Organisation["SentinelMemberIam"].Of("AWS::IAM::Policy"), p => p.Text("Roles").Contains(role.Id, StringComparison.Ordinal));
        Assert.False(role.Properties.ContainsKey("Policies") || role.Properties.ContainsKey("ManagedPolicyArns"));
        Assert.Empty(without["SentinelMemberRules"].Of("AWS::Lambda::Function"));
        Assert.DoesNotContain(without["SentinelMemberIam"].Of("AWS::IAM::Role"), r => (string?)r.Properties["RoleName"] == "SentinelCanary");
    }

    // The canary's is none of the executable.
    private IEnumerable<Resource> Functions() => templates.All.SelectMany(t => t.Of("AWS::Lambda::Function")).Where(f => (string)f.Properties["Handler"]! != "index.handler");

    [GeneratedRegex("\\.Add\\(\"(?<name>[a-z-]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Registered();

    [GeneratedRegex("\"(?<name>SENTINEL_[A-Z_]+)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Asked();
}
