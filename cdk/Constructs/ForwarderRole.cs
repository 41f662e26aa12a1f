using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Constructs;

namespace Sentinel.Cdk.Constructs;

public sealed record ForwarderRoleProps(string BusArn);

/// <summary>What the rules of an account forward with: it may put events on our bus, which admits nobody else.</summary>
public sealed class ForwarderRole : Construct
{
    public const string Name = "SentinelForwarder";

    public ForwarderRole(Construct scope, string id, ForwarderRoleProps props)
        : base(scope, id)
    {
        Role = new Role(this, "Role", new RoleProps
        {
            RoleName = Name, // the bus admits roles of this name, and the rules of every region refer to it
            Description = "Forwards events to the bus of SentinelStack",
            AssumedBy = new ServicePrincipal("events.amazonaws.com", new ServicePrincipalOpts { Conditions = EncryptionKey.SourceAccount() }),
        });
        Role.AddToPolicy(new PolicyStatement(new PolicyStatementProps { Actions = ["events:PutEvents"], Resources = [props.BusArn] }));
    }

    public Role Role { get; }

    /// <summary>Known where the role itself is in another stack.</summary>
    public static string Arn => $"arn:{Aws.PARTITION}:iam::{Aws.ACCOUNT_ID}:role/{Name}";
}
