using Amazon.CDK;
using Amazon.CDK.AWS.Organizations;
using Constructs;
using Sentinel.Cdk.Constructs;
using Sentinel.Cdk.Context;

namespace Sentinel.Cdk.Stacks;

/// <summary>
/// For the management account, if it wants to: a service control policy by which only StackSets change what is ours in the members, and nobody stops a trail.
/// The security account cannot give it to itself.
/// </summary>
public sealed class GuardStack : Stack
{
    public const string Id = "SentinelGuard";

    public GuardStack(Construct scope, DeploymentContext context)
        : base(scope, Id, MemberTemplate.Props("SentinelStack: a service control policy, for the management account"))
    {
        _ = new CfnPolicy(this, "Policy", new CfnPolicyProps
        {
            Name = "SentinelGuard", // required by AWS Organizations
            Description = "Only StackSets change what is SentinelStack's, nobody stops a trail",
            Type = "SERVICE_CONTROL_POLICY",
            TargetIds = [.. context.OrganisationalUnits],
            Content = Json.Object(("Version", "2012-10-17"), ("Statement", Statements())),
        });
    }

    private static object[] Statements()
    {
        // A service-managed StackSet works in a member with a role of this name, which nobody else can assume.
        const string StackSets = "arn:*:iam::*:role/stacksets-exec-*";
        return
        [
            Deny("SentinelRules", [$"arn:*:events:*:*:rule/{SharedNames.MemberRules}*"],
                ["events:DeleteRule", "events:DisableRule", "events:EnableRule", "events:PutRule", "events:PutTargets", "events:RemoveTargets"], "ArnNotLike", StackSets),
            Deny("SentinelRoles", [.. SharedNames.OwnRoles.Select(r => $"arn:*:iam::*:role/{r}")],
                [
                    "iam:AttachRolePolicy", "iam:CreateRole", "iam:DeleteRole", "iam:DeleteRolePermissionsBoundary", "iam:DeleteRolePolicy", "iam:DetachRolePolicy",
                    "iam:PutRolePermissionsBoundary", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy", "iam:UpdateRole",
                ], "ArnNotLike", StackSets),
            Deny("SentinelPolicies", [$"arn:*:iam::*:policy/{DenyAllPolicy.Name}"],
                ["iam:CreatePolicy", "iam:CreatePolicyVersion", "iam:DeletePolicy", "iam:DeletePolicyVersion", "iam:SetDefaultPolicyVersion"], "ArnNotLike", StackSets),
            // The rules on the bus are of the security account, and its own deployments change them: they are not named here.
            // What is contained stays so until the Responder takes it back.
            Conditions("SentinelContainment", ["arn:*:iam::*:role/*", "arn:*:iam::*:user/*"], ["iam:DetachRolePolicy", "iam:DetachUserPolicy"], Json.Object(
                ("ArnLike", Json.Object(("iam:PolicyARN", $"arn:*:iam::*:policy/{DenyAllPolicy.Name}"))),
                ("ArnNotLike", Json.Object(("aws:PrincipalArn", $"arn:*:iam::*:role/{ContainmentRole.Name}"))))),
            Conditions("SentinelBoundary", ["arn:*:iam::*:role/*", "arn:*:iam::*:user/*"], ["iam:DeleteRolePermissionsBoundary", "iam:DeleteUserPermissionsBoundary"], Json.Object(
                ("ArnLike", Json.Object(("iam:PermissionsBoundary", $"arn:*:iam::*:policy/{DenyAllPolicy.Name}"))),
                ("ArnNotLike", Json.Object(("aws:PrincipalArn", $"arn:*:iam::*:role/{ContainmentRole.Name}"))))),
            Conditions("Trails", ["*"], ["cloudtrail:DeleteTrail", "cloudtrail:StopLogging", "cloudtrail:UpdateTrail", "cloudtrail:PutEventSelectors"], null), // whatever the trail is called
        ];
    }

    private static Dictionary<string, object> Deny(string sid, string[] resources, string[] actions, string how, string principal) =>
        Conditions(sid, resources, actions, EncryptionKey.Condition(how, "aws:PrincipalArn", principal));

    private static Dictionary<string, object> Conditions(string sid, string[] resources, string[] actions, Dictionary<string, object>? conditions)
    {
        var statement = Json.Object(("Sid", sid), ("Effect", "Deny"), ("Action", actions), ("Resource", resources));
        if (conditions is not null) statement["Condition"] = conditions;
        return statement;
    }
}
