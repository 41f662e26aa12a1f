using Amazon.CDK;
using Constructs;
using Sentinel.Cdk.Constructs;
using Sentinel.Cdk.Context;
using Sentinel.Cdk.Events;

namespace Sentinel.Cdk.Stacks;

/// <summary>What each account gets in every region: the rules that forward. Needs the roles of <see cref="MemberIamStack"/>.</summary>
public sealed class MemberRulesStack : Stack
{
    public const string Id = "SentinelMemberRules";

    public MemberRulesStack(Construct scope, DeploymentContext context)
        : base(scope, Id, MemberTemplate.Props("SentinelStack in a region of an account: rules that forward"))
    {
        _ = new MemberRules(this, "Rules", new MemberRulesProps(
            MemberTemplate.BusArn(this).ValueAsString,
            ForwarderRole.Arn,
            EventSources.Of(context.ServiceInvocations, context.SensitiveTables, own: []),
            context.Canary ? CanaryRole.Arn : null));
    }
}
