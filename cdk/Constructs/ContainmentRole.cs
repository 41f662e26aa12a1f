using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="ResponderRoleArn">The only one that may assume it.</param>
/// <param name="OwnRoles">ARNs of the roles of the security account's functions; whatever account this is, they are not touched. A text with commas or a list in one token.</param>
public sealed record ContainmentRoleProps(string ResponderRoleArn, string ExternalId, DenyAllPolicy DenyAll, IReadOnlyList<string> OwnRoles, IReadOnlyList<string> OwnFunctions);

/// <summary>What the Responder becomes in an account: the calls of the containment steps, each by name, and none against SentinelStack itself.</summary>
public sealed class ContainmentRole : Construct
{
    /// <summary>The functions find it by this name in every account, and know by it what they did themselves.</summary>
    public const string Name = "SentinelContainment";

    public ContainmentRole(Construct scope, string id, ContainmentRoleProps props)
        : base(scope, id)
    {
        Role = new Role(this, "Role", new RoleProps
        {
            RoleName = Name, // one name in every account: the Responder assumes it wherever the incident is
            Description = "Contains serverless functions, and takes that back",
            AssumedBy = new ArnPrincipal(props.ResponderRoleArn),
            ExternalIds = [props.ExternalId],
            MaxSessionDuration = Duration.Hours(1),
        });
        Allow("Functions", [$"arn:{Aws.PARTITION}:lambda:*:{Aws.ACCOUNT_ID}:function:*"], // any function may be the incident's
            "lambda:GetFunction", "lambda:GetFunctionConfiguration", "lambda:GetPolicy", "lambda:ListTags",
            "lambda:GetFunctionConcurrency", "lambda:PutFunctionConcurrency", "lambda:DeleteFunctionConcurrency",
            "lambda:ListProvisionedConcurrencyConfigs", "lambda:PutProvisionedConcurrencyConfig", "lambda:DeleteProvisionedConcurrencyConfig",
            "lambda:ListFunctionUrlConfigs", "lambda:UpdateFunctionUrlConfig", "lambda:ListAliases", "lambda:ListVersionsByFunction", "lambda:AddPermission", "lambda:RemovePermission");
        Allow("Mappings", [$"arn:{Aws.PARTITION}:lambda:*:{Aws.ACCOUNT_ID}:event-source-mapping:*"], // their ids are random
            "lambda:GetEventSourceMapping", "lambda:UpdateEventSourceMapping");
        Allow("ListMappings", ["*"], "lambda:ListEventSourceMappings"); // the call knows no resource
        string[] roles = [$"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/*"]; // any role may be the incident's
        string[] users = [$"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:user/*"]; // and any user
        Allow("ReadRoles", roles, "iam:GetRole", "iam:ListRolePolicies", "iam:GetRolePolicy", "iam:ListAttachedRolePolicies");
        Allow("ReadUsers", users, "iam:GetUser", "iam:ListAttachedUserPolicies", "iam:ListAccessKeys");
        Allow("Keys", users, "iam:UpdateAccessKey");
        // One policy and no other, so that a stolen Responder grants nobody anything.
        Allow("Deny", [.. roles, .. users], EncryptionKey.Condition("ArnEquals", "iam:PolicyARN", props.DenyAll.Arn),
            "iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:AttachUserPolicy", "iam:DetachUserPolicy");
        Allow("Bind", [.. roles, .. users], EncryptionKey.Condition("StringEquals", "iam:PermissionsBoundary", props.DenyAll.Arn),
            "iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary", "iam:PutUserPermissionsBoundary", "iam:DeleteUserPermissionsBoundary");
        Never("OwnRoles", [.. SharedNames.OwnRoles.Select(n => $"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/{n}"), .. props.OwnRoles],
            "iam:AttachRolePolicy", "iam:DetachRolePolicy", "iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary");
        Never("OwnFunctions", props.OwnFunctions, "lambda:PutFunctionConcurrency", "lambda:DeleteFunctionConcurrency", "lambda:PutProvisionedConcurrencyConfig",
            "lambda:DeleteProvisionedConcurrencyConfig", "lambda:UpdateFunctionUrlConfig", "lambda:AddPermission", "lambda:RemovePermission");
        Role.Node.FindChild("DefaultPolicy").Excuse("AwsSolutions-IAM5", "Any function, role, user or mapping of the account may be the incident's; the calls are named, what may be attached is named, and what is ours is denied.");
    }

    public Role Role { get; }

    private void Allow(string sid, string[] resources, params string[] actions) => Allow(sid, resources, null, actions);

    private void Allow(string sid, string[] resources, Dictionary<string, object>? conditions, params string[] actions) =>
        Role.AddToPolicy(new PolicyStatement(new PolicyStatementProps { Sid = sid, Actions = actions, Resources = resources, Conditions = conditions }));

    private void Never(string sid, IReadOnlyList<string> resources, params string[] actions) =>
        Role.AddToPolicy(new PolicyStatement(new PolicyStatementProps { Sid = sid, Effect = Effect.DENY, Actions = actions, Resources = [.. resources] }));
}
