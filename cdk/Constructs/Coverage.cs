using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.Events;
using Amazon.CDK.AWS.Events.Targets;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.SNS;
using Amazon.CDK.AWS.SQS;
using Constructs;
using Sentinel.Cdk.Context;
using Sentinel.Cdk.Events;
using EventBus = Amazon.CDK.AWS.Events.EventBus;

namespace Sentinel.Cdk.Constructs;

/// <param name="Queues">Of this account, which must drain.</param>
/// <param name="OnCall">Hears who is blind.</param>
/// <param name="Chat">The same in chat; null: nobody.</param>
/// <param name="Failed">Takes events of the schedule that could not be handled.</param>
internal sealed record CoverageProps(Code Bundle, EncryptionKey Key, DeploymentContext Context, EventBus Bus, Table State, IReadOnlyList<DeliveryQueue> Queues, Topic OnCall, Topic? Chat, Queue Failed, IReadOnlyList<EventSource> Sources);

/// <summary>Asks every five minutes who is silent, and in turn of every account what it lacks to be seen. It reads, with a role that only reads; it can contain nobody.</summary>
internal sealed class Coverage : Construct
{
    // One that the schedule starts, and one that a person asks.
    private const int AtOnce = 2;

    public Coverage(Construct scope, string id, CoverageProps props)
        : base(scope, id)
    {
        var context = props.Context;
        var role = SentinelFunction.NewRole(this, "Role", "Checks whether the members can be seen: the only one that coverage roles trust", CoverageRole.Checker); // the members' roles know it by this name
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["SENTINEL_TABLE"] = props.State.TableName,
            ["SENTINEL_TOPIC_ARN"] = props.OnCall.TopicArn,
            ["SENTINEL_EXTERNAL_ID"] = context.ExternalId,
            ["SENTINEL_BUS_ARN"] = props.Bus.EventBusArn,
            ["SENTINEL_RULE_PREFIX"] = SharedNames.MemberRules,
            ["SENTINEL_MEMBER_RULES"] = string.Join(',', props.Sources.Select(s => SharedNames.MemberRules + s.Id + (s.OnlyInUsEast1 ? "@us-east-1" : "")).Append(MemberRules.Heartbeat)),
            ["SENTINEL_UNITS"] = string.Join(',', context.OrganisationalUnits),
            ["SENTINEL_REGIONS"] = context.IsOrganisation ? string.Join(',', context.Regions) : Aws.REGION,
            ["SENTINEL_CONFIG"] = context.Config == ConfigReach.Off ? "off" : "on",
            ["SENTINEL_QUEUES"] = string.Join(',', props.Queues.Select(q => q.Queue.QueueUrl)),
            ["SENTINEL_DEAD_LETTERS"] = string.Join(',', props.Queues.Select(q => q.DeadLetters.QueueUrl)),
        };
        ChatTopic.Name(variables, props.Chat);
        Function = new SentinelFunction(this, "Function", new SentinelFunctionProps("coverage", "Asks whether the members can be seen", props.Bundle, props.Key, Duration.Minutes(5), context.Reserve ? AtOnce : null, variables, role, props.Failed));
        props.State.Grant(role, "dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem");
        role.Tell(props.OnCall, props.Chat);
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps { Actions = ["sqs:GetQueueAttributes"], Resources = [.. props.Queues.SelectMany(q => new[] { q.Queue.QueueArn, q.DeadLetters.QueueArn })] }));
        Grants.ReadTuning(role);
        role.AllowRoleInMembers("Look", CoverageRole.Name, context.OrganisationId);
        role.ExcuseTracing();
        var policy = role.Node.FindChild("DefaultPolicy");
        if (context.OrganisationId is { } organisation)
        {
            // Whose the organisation is, is not known here: its ARNs begin with the management account.
            role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
            {
                Sid = "Members",
                Actions = ["organizations:ListAccountsForParent", "organizations:ListOrganizationalUnitsForParent"],
                Resources = [$"arn:{Aws.PARTITION}:organizations::*:root/{organisation}/*", $"arn:{Aws.PARTITION}:organizations::*:ou/{organisation}/*"],
            }));
            policy.Excuse("AwsSolutions-IAM5", "Units of one organisation; the id of its management account is not known here.", @"/^Resource::arn:.*:organizations::\*:(root|ou)\/.*\/\*$/");
        }
        var schedule = new Rule(this, "Schedule", new RuleProps { Schedule = Schedule.Rate(Duration.Minutes(5)), Description = "Checks who is silent and what is blind" });
        // A check that is missed is made up for by the next.
        schedule.AddTarget(new LambdaFunction(Function.Function, new LambdaFunctionProps { RetryAttempts = 2, MaxEventAge = Duration.Minutes(4) }));
    }

    public SentinelFunction Function { get; }
}
