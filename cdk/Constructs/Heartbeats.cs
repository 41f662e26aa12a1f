using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.SQS;
using Constructs;
using Sentinel.Cdk.Events;
using CfnRule = Amazon.CDK.AWS.Events.CfnRule;
using CfnRuleProps = Amazon.CDK.AWS.Events.CfnRuleProps;

namespace Sentinel.Cdk.Constructs;

internal sealed record HeartbeatsProps(Code Bundle, EncryptionKey Key, EventBus Bus, Table State, bool Reserve);

/// <summary>
/// The members' heartbeats, and the records of canary calls, in a queue of their own: none of them delays what is judged. A function notes them batch by batch,
/// one write for all regions of an account that were heard meanwhile; who is silent the check of coverage finds in what it wrote.
/// </summary>
internal sealed class Heartbeats : Construct
{
    public static readonly Duration Timeout = Duration.Seconds(30);

    // How long a batch gathers: the longer, the more regions of an account are one write.
    private const int GatherSeconds = 60;

    // With its attributes a heartbeat is a kilobyte; Lambda takes 6 MB.
    private const int Batch = 3000;

    private const int AtOnce = 2;

    private static readonly string[] Sources = ["aws.events"];
    private static readonly string[] DetailTypes = [DetailType.Schedule];
    private static readonly string[] OfFunctions = ["aws.lambda"];
    private static readonly string[] Calls = [DetailType.ApiCall];
    private static readonly string[] Canary = [CoverageRole.Name];

    public Heartbeats(Construct scope, string id, HeartbeatsProps props)
        : base(scope, id)
    {
        Queue = new DeliveryQueue(this, "Beats", new DeliveryQueueProps(props.Key, Timeout));
        var beats = Lead(props.Bus, "Heartbeats", "Heartbeats of the members", Json.Object(
            ("source", Sources),
            ("detail-type", DetailTypes),
            ("resources", new object[] { Json.Object(("suffix", $":rule/{MemberRules.Heartbeat}")) })));
        // They are judged too, as every call is: that is what they are for.
        var canaries = Lead(props.Bus, "Canaries", "Calls of canaries, to tell when they arrived", Json.Object(
            ("source", OfFunctions),
            ("detail-type", Calls),
            ("detail", Json.Object(("userIdentity", Json.Object(("sessionContext", Json.Object(("sessionIssuer", Json.Object(("userName", Canary)))))))))));
        foreach (var queue in (Queue[])[Queue.Queue, Queue.DeadLetters])
        {
            queue.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
            {
                Sid = "Rules",
                Principals = [new ServicePrincipal("events.amazonaws.com")],
                Actions = ["sqs:SendMessage"],
                Resources = [queue.QueueArn],
                Conditions = EncryptionKey.Condition("ArnEquals", "aws:SourceArn", new[] { beats.AttrArn, canaries.AttrArn }),
            }));
        }
        Function = new SentinelFunction(this, "Function", new SentinelFunctionProps("heartbeats", "Notes which accounts and regions were heard", props.Bundle, props.Key, Timeout,
            props.Reserve ? AtOnce : null, new Dictionary<string, string>(StringComparer.Ordinal) { ["SENTINEL_TABLE"] = props.State.TableName }));
        props.State.Grant(Function.Role, "dynamodb:UpdateItem");
        Function.Role.ExcuseTracing();
        Function.Function.Drain(Queue.Queue, Batch, Duration.Seconds(GatherSeconds), AtOnce);
    }

    public DeliveryQueue Queue { get; }

    public SentinelFunction Function { get; }

    private CfnRule Lead(EventBus bus, string id, string about, Dictionary<string, object> pattern) => new(this, id, new CfnRuleProps
    {
        Name = $"SentinelBus-{id}", // as the other rules of the bus
        Description = about,
        EventBusName = bus.EventBusName,
        EventPattern = pattern,
        State = "ENABLED",
        Targets = new object[] { new CfnRule.TargetProperty { Id = "Beats", Arn = Queue.Queue.QueueArn, DeadLetterConfig = new CfnRule.DeadLetterConfigProperty { Arn = Queue.DeadLetters.QueueArn } } },
    });
}
