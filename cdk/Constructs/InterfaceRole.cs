using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="ReaderArn">ARN of the role of the function that judges flow logs.</param>
public sealed record InterfaceRoleProps(string ReaderArn, string ExternalId);

/// <summary>Lets whoever judges flow logs ask what the network interfaces of an account are for, and nothing else: flow logs name interfaces, and only their descriptions name functions
/// that nobody was seen to invoke.</summary>
public sealed class InterfaceRole : Construct
{
    /// <summary>The function finds it by this name in every account.</summary>
    public const string Name = "SentinelInterfaces";

    /// <summary>The one who may assume it.</summary>
    public const string Reader = "SentinelFlowLogs";

    public InterfaceRole(Construct scope, string id, InterfaceRoleProps props)
        : base(scope, id)
    {
        var role = new Role(this, "Role", new RoleProps
        {
            RoleName = Name, // one name in every account
            Description = "Tells SentinelStack which network interfaces are of functions",
            // IAM takes no principal that does not exist yet, so the account is named and the role in a condition.
            AssumedBy = new PrincipalWithConditions(new AccountPrincipal(Fn.Select(4, Fn.Split(":", props.ReaderArn))), EncryptionKey.Condition("ArnEquals", "aws:PrincipalArn", props.ReaderArn)),
            ExternalIds = [props.ExternalId],
        });
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps { Actions = ["ec2:DescribeNetworkInterfaces"], Resources = ["*"] })); // EC2 knows no resource for it
        role.Node.FindChild("DefaultPolicy").Excuse("AwsSolutions-IAM5", "EC2 knows no resource for describing.", "Resource::*");
    }
}
