using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.Logs;
using Constructs;
using Sentinel.Cdk.Events;
using CfnRule = Amazon.CDK.AWS.Events.CfnRule;
using CfnRuleProps = Amazon.CDK.AWS.Events.CfnRuleProps;

namespace Sentinel.Cdk.Constructs;

internal sealed record HeartbeatsProps(EventBus Bus, EncryptionKey Key);

/// <summary>
/// What the members' heartbeats leave behind: a line each in a log group, a count of them, and a query that names the silent. An alarm for each account would
/// need to know the accounts, which the handler of coverage will.
/// </summary>
internal sealed class Heartbeats : Construct
{
    private static readonly string[] Sources = ["aws.events"];
    private static readonly string[] DetailTypes = [DetailType.Schedule];
    private static readonly string[] Writers = ["events.amazonaws.com", "delivery.logs.amazonaws.com"];
    private static readonly string[] Writing = ["logs:CreateLogStream", "logs:PutLogEvents"];

    public Heartbeats(Construct scope, string id, HeartbeatsProps props)
        : base(scope, id)
    {
        Log = new LogGroup(this, "Log", new LogGroupProps
        {
            LogGroupName = $"/aws/events/{Stack.Of(this).StackName}-heartbeats", // EventBridge writes to groups with this beginning only
            EncryptionKey = props.Key.Key,
            Retention = RetentionDays.THREE_DAYS, // long enough for a weekend without anybody looking
            RemovalPolicy = RemovalPolicy.DESTROY, // it tells of nothing but the last days' heartbeats
        });
        var rule = new CfnRule(this, "Rule", new CfnRuleProps
        {
            Name = "SentinelBus-Heartbeats", // as the other rules of the bus
            Description = "Heartbeats of the members",
            EventBusName = props.Bus.EventBusName,
            EventPattern = Json.Object(
                ("source", Sources),
                ("detail-type", DetailTypes),
                ("resources", new object[] { Json.Object(("suffix", $":rule/{MemberRules.Heartbeat}")) })),
            State = "ENABLED",
            Targets = new object[] { new CfnRule.TargetProperty { Id = "Log", Arn = $"arn:{Aws.PARTITION}:logs:{Aws.REGION}:{Aws.ACCOUNT_ID}:log-group:{Log.LogGroupName}" } },
        });
        var policy = new CfnResourcePolicy(this, "Policy", new CfnResourcePolicyProps
        {
            PolicyName = $"{Stack.Of(this).StackName}-heartbeats", // required by CloudWatch Logs
            PolicyDocument = Stack.Of(this).ToJsonString(Json.Object(
                ("Version", "2012-10-17"),
                ("Statement", new object[]
                {
                    Json.Object(
                        ("Effect", "Allow"),
                        ("Principal", Json.Object(("Service", Writers))),
                        ("Action", Writing),
                        ("Resource", Log.LogGroupArn)),
                }))),
        });
        rule.AddDependency(policy);
        Count = new MetricFilter(this, "Count", new MetricFilterProps
        {
            LogGroup = Log,
            FilterPattern = FilterPattern.Literal("{ $.source = \"aws.events\" }"),
            MetricNamespace = "SentinelStack",
            MetricName = "Heartbeats",
            MetricValue = "1",
        }).Metric(new MetricOptions { Statistic = "Sum", Period = Duration.Minutes(5) });
        Query = new CfnQueryDefinition(this, "Silent", new CfnQueryDefinitionProps
        {
            Name = $"{Stack.Of(this).StackName}/who is silent", // required by CloudWatch Logs
            LogGroupNames = [Log.LogGroupName],
            QueryString = SilentQuery,
        });
    }

    /// <summary>Accounts and regions that missed two heartbeats, the longest silent first.</summary>
    public const string SilentQuery = "stats max(@timestamp) as last by account, region | filter last < now() * 1000 - 600000 | sort last asc | limit 100";

    public LogGroup Log { get; }

    public Metric Count { get; }

    public CfnQueryDefinition Query { get; }
}
