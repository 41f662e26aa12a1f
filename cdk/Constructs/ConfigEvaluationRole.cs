using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <summary>With this, the rule of AWS Config that runs in the security account reads what a member's functions are and may do, and reports back.</summary>
public sealed class ConfigEvaluationRole : Construct
{
    public const string Name = "SentinelConfigEvaluation";

    /// <summary>The one who may assume it: the role of the rule's function.</summary>
    public const string Evaluator = "SentinelConfigRule";

    public ConfigEvaluationRole(Construct scope, string id, CalledRoleProps props)
        : base(scope, id)
    {
        var role = new Role(this, "Role", new RoleProps
        {
            RoleName = Name, // the rule assumes it in every account
            Description = "Reports to AWS Config what the rule of SentinelStack finds",
            AssumedBy = props.Only(Evaluator),
            ExternalIds = [props.ExternalId],
        });
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Actions = ["config:PutEvaluations", "config:GetResourceConfigHistory", "lambda:ListFunctions"],
            Resources = ["*"], // none of these calls knows a resource
        }));
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "Functions",
            Actions = ["lambda:GetPolicy", "lambda:ListAliases", "lambda:ListFunctionUrlConfigs", "lambda:ListVersionsByFunction"],
            Resources = [$"arn:{Aws.PARTITION}:lambda:*:{Aws.ACCOUNT_ID}:function:*"], // every function is judged
        }));
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "Rights",
            Actions = ["iam:ListAttachedRolePolicies", "iam:ListRolePolicies", "iam:GetRolePolicy", "iam:GetPolicy", "iam:GetPolicyVersion"],
            Resources = [$"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/*", $"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:policy/*"], // whatever role a function has
        }));
        role.Node.FindChild("DefaultPolicy").Excuse("AwsSolutions-IAM5", "Every function of the account is judged, with the role that it has; it is read, and told to AWS Config, which knows no resource.");
    }
}
