using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <summary>Lets whoever judges flow logs ask what the network interfaces of an account are for, and nothing else: flow logs name interfaces, and only their descriptions name functions
/// that nobody was seen to invoke.</summary>
public sealed class InterfaceRole : Construct
{
    /// <summary>The function finds it by this name in every account.</summary>
    public const string Name = "SentinelInterfaces";

    /// <summary>The one who may assume it.</summary>
    public const string Reader = "SentinelFlowLogs";

    public InterfaceRole(Construct scope, string id, CalledRoleProps props)
        : base(scope, id)
    {
        var role = new Role(this, "Role", new RoleProps
        {
            RoleName = Name, // one name in every account
            Description = "Tells SentinelStack which network interfaces are of functions",
            AssumedBy = props.Only(Reader),
            ExternalIds = [props.ExternalId],
        });
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps { Actions = ["ec2:DescribeNetworkInterfaces"], Resources = ["*"] })); // EC2 knows no resource for it
        role.Node.FindChild("DefaultPolicy").Excuse("AwsSolutions-IAM5", "EC2 knows no resource for describing.", "Resource::*");
    }
}
