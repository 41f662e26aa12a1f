using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.SQS;
using Constructs;
using Sentinel.Cdk.Events;

namespace Sentinel.Cdk.Constructs;

internal sealed record BusRulesProps(EventBus Bus, IReadOnlyList<EventSource> Sources, DeliveryQueue Control, DeliveryQueue Invocations);

/// <summary>Leads what arrives on the bus to its queue, by the pattern by which it was forwarded: nothing else gets in.</summary>
internal sealed class BusRules : Construct
{
    // Names: the detection of tampering and the service control policy know rules of ours by it.
    private const string Prefix = "SentinelBus-";

    public BusRules(Construct scope, string id, BusRulesProps props)
        : base(scope, id)
    {
        Lead(props, EventRoute.Control, props.Control);
        Lead(props, EventRoute.Invocations, props.Invocations);
    }

    private void Lead(BusRulesProps props, EventRoute route, DeliveryQueue to)
    {
        var rules = props.Sources.Where(s => s.Route == route).Select(s => new CfnRule(this, s.Id, new CfnRuleProps
        {
            Name = Prefix + s.Id,
            Description = s.Description,
            EventBusName = props.Bus.EventBusName,
            EventPattern = s.Pattern,
            State = s.State,
            Targets = new object[]
            {
                new CfnRule.TargetProperty { Id = route.ToString(), Arn = to.Queue.QueueArn, DeadLetterConfig = new CfnRule.DeadLetterConfigProperty { Arn = to.DeadLetters.QueueArn } },
            },
        })).ToList();
        // Rules exist before the queues let them in, so the first events may be tried twice.
        foreach (var queue in (Queue[])[to.Queue, to.DeadLetters])
        {
            queue.AddToResourcePolicy(new PolicyStatement(new PolicyStatementProps
            {
                Sid = "Rules",
                Principals = [new ServicePrincipal("events.amazonaws.com")],
                Actions = ["sqs:SendMessage"],
                Resources = [queue.QueueArn],
                Conditions = EncryptionKey.Condition("ArnEquals", "aws:SourceArn", rules.Select(r => r.AttrArn).ToArray()),
            }));
        }
    }
}
