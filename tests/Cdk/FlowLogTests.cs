using System.Text.Json.Nodes;

namespace Sentinel.Cdk.Tests;

/// <summary>How flow logs reach the function that judges them, and what it may.</summary>
[Collection(Synthesis.Name)]
public sealed class FlowLogTests(Templates templates)
{
    private Template Alone => templates.Alone["Sentinel"];

    private Template Organisation => templates.Organisation["Sentinel"];

    [Fact]
    public void In_one_account_each_log_group_calls_the_function_and_nobody_else_may()
    {
        var function = Alone.Named("AWS::Lambda::Function", "Handler", "flow-logs");

        var subscription = Assert.Single(Alone.Of("AWS::Logs::SubscriptionFilter"));
        var permission = Assert.Single(Alone.Of("AWS::Lambda::Permission"), p => p.Text("Principal").Contains("logs.amazonaws.com", StringComparison.Ordinal));
        Assert.Equal(Templates.FlowLogGroup, (string)subscription.Properties["LogGroupName"]!);
        Assert.Contains(function.Id, subscription.Text("DestinationArn"), StringComparison.Ordinal);
        Assert.Contains($":log-group:{Templates.FlowLogGroup}:*", permission.Text("SourceArn"), StringComparison.Ordinal);
        Assert.Contains("AWS::AccountId", permission.Text("SourceAccount"), StringComparison.Ordinal);
    }

    [Fact]
    public void In_an_organisation_its_accounts_alone_subscribe_to_a_destination_before_an_encrypted_stream()
    {
        var destination = Assert.Single(Organisation.Of("AWS::Logs::Destination"));
        var stream = Assert.Single(Organisation.Of("AWS::Kinesis::Stream"));
        var mapping = Assert.Single(Organisation.Of("AWS::Lambda::EventSourceMapping"), m => m.Text("EventSourceArn").Contains(stream.Id, StringComparison.Ordinal));

        Assert.Contains("aws:PrincipalOrgID", destination.Text("DestinationPolicy"), StringComparison.Ordinal);
        Assert.Contains("o-a1b2c3d4e5", destination.Text("DestinationPolicy"), StringComparison.Ordinal);
        Assert.Contains(stream.Id, destination.Text("TargetArn"), StringComparison.Ordinal);
        Assert.Equal("KMS", (string)stream.Properties["StreamEncryption"]!["EncryptionType"]!);
        Assert.Equal("""["ReportBatchItemFailures"]""", mapping.Text("FunctionResponseTypes"));
        Assert.True((bool)mapping.Properties["BisectBatchOnFunctionError"]!);
        Assert.Empty(Organisation.Of("AWS::Logs::SubscriptionFilter"));
    }

    [Fact]
    public void A_payload_that_fails_ends_in_a_queue_that_somebody_watches()
    {
        foreach (var template in (Template[])[Alone, Organisation])
        {
            var queue = Assert.Single(template.Of("AWS::SQS::Queue"), q => q.Id.StartsWith("FlowLogsFailed", StringComparison.Ordinal)).Id;
            var failing = template.Of("AWS::Lambda::EventInvokeConfig").Concat(template.Of("AWS::Lambda::EventSourceMapping")).Where(r => r.Text("DestinationConfig").Contains(queue, StringComparison.Ordinal));

            Assert.Single(failing);
            Assert.Contains(template.Of("AWS::CloudWatch::Alarm"), a => a.Text("Dimensions").Contains(queue, StringComparison.Ordinal) && a.Properties["AlarmActions"]!.AsArray().Count == 1);
        }
    }

    [Fact]
    public void The_function_has_a_role_of_its_own_that_judges_and_does_not_act()
    {
        string[] judging = ["dynamodb", "kms", "logs", "sqs", "ssm", "sts", "xray"];

        Assert.Equal(judging, ServicesOf(Alone));
        Assert.Equal([.. judging, "kinesis"], ServicesOf(Organisation));
        Assert.DoesNotContain("dynamodb:DeleteItem", ActionsOf(Organisation));
    }

    [Fact]
    public void Without_log_groups_there_is_nothing_of_it()
    {
        var context = Templates.Context("single");
        context.Remove("flowLogGroups");
        context.Remove("flowLogFormat");

        var stack = Templates.Synthesise(context)["Sentinel"];

        Assert.DoesNotContain(stack.Resources, r => r.Id.StartsWith("FlowLogs", StringComparison.Ordinal));
    }

    [Fact]
    public void The_format_of_the_log_groups_reaches_the_handler() =>
        Assert.Equal("interface-id srcaddr dstaddr srcport dstport bytes start end action log-status pkt-dst-aws-service flow-direction", (string)Alone.Named("AWS::Lambda::Function", "Handler", "flow-logs").Properties["Environment"]!["Variables"]!["SENTINEL_FLOW_LOG_FORMAT"]!);

    private static IEnumerable<string> ServicesOf(Template template) => ActionsOf(template).Select(a => a.Split(':')[0]).Distinct().OrderBy(s => s is "kinesis").ThenBy(s => s, StringComparer.Ordinal);

    private static List<string> ActionsOf(Template template)
    {
        var role = (string)template.Named("AWS::Lambda::Function", "Handler", "flow-logs").Properties["Role"]!["Fn::GetAtt"]![0]!;
        var policies = template.Of("AWS::IAM::Policy").Where(p => p.Properties["Roles"]!.AsArray().Any(r => (string?)r!["Ref"] == role));
        return [.. policies.SelectMany(p => Statement.Of(p)).SelectMany(s => s.Actions)];
    }
}
