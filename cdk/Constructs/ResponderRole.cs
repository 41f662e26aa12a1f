using Amazon.CDK;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.S3;
using Amazon.CDK.AWS.SNS;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="Chat">Null: nothing is told in chat.</param>
/// <param name="Organisation">Null in one-account mode: only the own account's role may be assumed.</param>
public sealed record ResponderRoleProps(EncryptionKey Key, Table State, Bucket Evidence, Topic OnCall, Topic? Chat, string? Organisation);

/// <summary>
/// The one role that may assume the containment roles. Everything that acts has it: responding, releasing, approving and verifying all contain and release by
/// the same steps, so four roles would be four trusts in each account and protect nothing from each other.
/// </summary>
public sealed class ResponderRole : Construct
{
    public ResponderRole(Construct scope, string id, ResponderRoleProps props)
        : base(scope, id)
    {
        Role = SentinelFunction.NewRole(this, "Role", $"What acts upon incidents in {Stack.Of(this).StackName}: the only one that containment roles trust");
        props.State.Grant(Role, "dynamodb:BatchGetItem", "dynamodb:GetItem", "dynamodb:Query", "dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem");
        Role.Tell(props.OnCall, props.Chat);
        Grants.ReadTuning(Role);
        Role.AddToPolicy(new PolicyStatement(new PolicyStatementProps { Actions = ["s3:ListBucket"], Resources = [props.Evidence.BucketArn] }));
        Role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Actions = ["s3:PutObject", "s3:GetObject"],
            Resources = [props.Evidence.ArnForObjects("*")], // the folders are named after incidents
        }));
        Role.AllowRoleInMembers("Contain", ContainmentRole.Name, props.Organisation);
        Role.ExcuseTracing();
        var policy = Role.Node.FindChild("DefaultPolicy");
        policy.Excuse("AwsSolutions-IAM5", "Evidence lies in folders that are named after incidents.", @"/^Resource::<Evidence\w+\.Arn>\/\*$/");
    }

    public Role Role { get; }
}
