using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <summary>What the canary's function runs with: nothing is allowed, not even to write a log.</summary>
public sealed class CanaryRole : Construct
{
    public const string Name = "SentinelCanary";

    public CanaryRole(Construct scope, string id)
        : base(scope, id) => Role = new Role(this, "Role", new RoleProps
        {
            RoleName = Name, // the rules' template of every region refers to it
            Description = "May do nothing",
            AssumedBy = new ServicePrincipal("lambda.amazonaws.com"),
        });

    public Role Role { get; }

    /// <summary>Known where the role itself is in another stack.</summary>
    public static string Arn => $"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/{Name}";
}
