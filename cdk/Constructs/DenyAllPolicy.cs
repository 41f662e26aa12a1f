using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <summary>The policy that containment attaches to a role or a user. Attached to nobody at first.</summary>
public sealed class DenyAllPolicy : Construct
{
    public const string Name = "SentinelDenyAll";

    public DenyAllPolicy(Construct scope, string id)
        : base(scope, id)
    {
        _ = new ManagedPolicy(this, "Policy", new ManagedPolicyProps
        {
            ManagedPolicyName = Name, // the containment steps name it by ARN in every account
            Description = "Attached by SentinelStack to what an incident used; released with sentinel release",
            Statements = [new PolicyStatement(new PolicyStatementProps { Effect = Effect.DENY, Actions = ["*"], Resources = ["*"] })], // a deny of everything is what it is for
        });
    }

    /// <summary>Known before the policy is there.</summary>
    public string Arn { get; } = $"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:policy/{Name}";
}
