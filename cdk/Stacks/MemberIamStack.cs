using Amazon.CDK;
using Constructs;
using Sentinel.Cdk.Constructs;
using Sentinel.Cdk.Context;

namespace Sentinel.Cdk.Stacks;

/// <summary>
/// What each account gets once: roles and a policy. The StackSet of the security stack carries this template to the members; the management account, which
/// StackSets skip, gets it as a stack of its own.
/// </summary>
public sealed class MemberIamStack : Stack
{
    public const string Id = "SentinelMemberIam";

    public MemberIamStack(Construct scope, DeploymentContext context)
        : base(scope, Id, MemberTemplate.Props("SentinelStack in an account: roles and a policy"))
    {
        var bus = MemberTemplate.BusArn(this);
        var responder = new CfnParameter(this, "ResponderRoleArn", new CfnParameterProps { Description = "ARN of the Responder's role, the only one that may contain; an output of the security stack", AllowedPattern = "^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$" });
        var detector = new CfnParameter(this, "DetectorRoleArn", new CfnParameterProps { Description = "ARN of the Detector's role, which nobody contains; an output of the security stack", AllowedPattern = "^arn:aws[a-z-]*:iam::[0-9]{12}:role/.+$" });
        var (region, account) = (Fn.Select(3, Fn.Split(":", bus.ValueAsString)), Fn.Select(4, Fn.Split(":", bus.ValueAsString)));
        _ = new MemberIam(this, "Iam", new MemberIamProps(
            bus.ValueAsString,
            responder.ValueAsString,
            account,
            context.FlowLogGroups.Count > 0,
            context.ExternalId,
            [responder.ValueAsString, detector.ValueAsString, .. SharedNames.KnownCallers.Select(r => SharedNames.RoleArn(account, r))],
            [.. SharedNames.Handlers.Select(h => $"arn:{Aws.PARTITION}:lambda:{region}:{account}:function:{context.StackName}-{h}")],
            context.Canary));
    }
}
