using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="EvaluatorArn">ARN of the role of the function that evaluates.</param>
public sealed record ConfigEvaluationRoleProps(string EvaluatorArn, string ExternalId);

/// <summary>With this, the rule of AWS Config that runs in the security account reads what a member's recorder knows and reports back.</summary>
public sealed class ConfigEvaluationRole : Construct
{
    public const string Name = "SentinelConfigEvaluation";

    /// <summary>The one who may assume it; there is nobody of that name before the rule's function is deployed.</summary>
    public const string Evaluator = "SentinelConfigRule";

    public ConfigEvaluationRole(Construct scope, string id, ConfigEvaluationRoleProps props)
        : base(scope, id)
    {
        var role = new Role(this, "Role", new RoleProps
        {
            RoleName = Name, // the rule assumes it in every account
            Description = "Reports to AWS Config what the rule of SentinelStack finds",
            // IAM takes no principal that does not exist yet, so the account is named and the role in a condition.
            AssumedBy = new PrincipalWithConditions(new AccountPrincipal(Fn.Select(4, Fn.Split(":", props.EvaluatorArn))), EncryptionKey.Condition("ArnEquals", "aws:PrincipalArn", props.EvaluatorArn)),
            ExternalIds = [props.ExternalId],
        });
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Actions = ["config:PutEvaluations", "config:GetResourceConfigHistory"],
            Resources = ["*"], // AWS Config knows no resource for either call
        }));
        role.Node.FindChild("DefaultPolicy").Excuse("AwsSolutions-IAM5", "AWS Config knows no resource for PutEvaluations and GetResourceConfigHistory.", "Resource::*");
    }
}
