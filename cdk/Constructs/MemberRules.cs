using Amazon.CDK;
using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.SQS;
using Constructs;
using Sentinel.Cdk.Events;
using CfnRule = Amazon.CDK.AWS.Events.CfnRule;
using CfnRuleProps = Amazon.CDK.AWS.Events.CfnRuleProps;

namespace Sentinel.Cdk.Constructs;

/// <param name="BusArn">Where to.</param>
/// <param name="ForwarderRoleArn">With which role.</param>
/// <param name="CanaryRoleArn">Null: no function is brought for canary calls.</param>
internal sealed record MemberRulesProps(string BusArn, string ForwarderRoleArn, IReadOnlyList<EventSource> Sources, string? CanaryRoleArn = null);

/// <summary>The rules of one account and region: what is wanted is forwarded to our bus, and a heartbeat says that this works.</summary>
internal sealed class MemberRules : Construct
{
    public const string Heartbeat = SharedNames.MemberRules + "Heartbeat";

    /// <summary>Queue of what could not be delivered, by which the check of coverage finds it.</summary>
    public const string UndeliveredName = SharedNames.MemberRules + "Undelivered";

    public MemberRules(Construct scope, string id, MemberRulesProps props)
        : base(scope, id)
    {
        // What the bus refuses, because it or its policy is not there, comes here at once and would be lost otherwise.
        var undelivered = new Queue(this, "Undelivered", new QueueProps
        {
            QueueName = UndeliveredName,
            RetentionPeriod = Duration.Days(14),
            Encryption = QueueEncryption.SQS_MANAGED, // a key in each account and region would cost a dollar a month for each
            EnforceSSL = true,
        });
        undelivered.Excuse("AwsSolutions-SQS3", "It is the dead-letter queue of the rules.");
        var inUsEast1 = new CfnCondition(this, "InUsEast1", new CfnConditionProps { Expression = Fn.ConditionEquals(Aws.REGION, "us-east-1") });
        var target = new CfnRule.TargetProperty
        {
            Id = "Sentinel",
            Arn = props.BusArn,
            RoleArn = props.ForwarderRoleArn,
            DeadLetterConfig = new CfnRule.DeadLetterConfigProperty { Arn = undelivered.QueueArn },
        };
        foreach (var source in props.Sources)
        {
            var rule = new CfnRule(this, source.Id, new CfnRuleProps
            {
                Name = SharedNames.MemberRules + source.Id, // known by it to the service control policy and to the detection of tampering
                Description = source.Description,
                EventPattern = source.Pattern,
                State = source.State,
                Targets = new object[] { target },
            });
            if (source.OnlyInUsEast1) rule.CfnOptions.Condition = inUsEast1;
        }
        _ = new CfnRule(this, "Heartbeat", new CfnRuleProps
        {
            Name = Heartbeat, // the rule on the bus takes it by this name
            Description = "Says every five minutes that this account and region can be heard",
            ScheduleExpression = "rate(5 minutes)",
            State = "ENABLED",
            Targets = new object[] { target },
        });
        if (props.CanaryRoleArn is { } canary) _ = new CanaryFunction(this, "Canary", new CanaryFunctionProps(canary));
        undelivered.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "Rules",
            Principals = [new ServicePrincipal("events.amazonaws.com")],
            Actions = ["sqs:SendMessage"],
            Resources = [undelivered.QueueArn],
            Conditions = EncryptionKey.Condition("ArnLike", "aws:SourceArn", $"arn:{Aws.PARTITION}:events:{Aws.REGION}:{Aws.ACCOUNT_ID}:rule/{SharedNames.MemberRules}*"),
        }));
    }
}
