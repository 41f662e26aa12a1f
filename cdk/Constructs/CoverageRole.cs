using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <summary>What the check of coverage becomes in an account: it reads how the sensors are set up, and changes nothing. Not the containment role: who may look may not act.</summary>
public sealed class CoverageRole : Construct
{
    /// <summary>The function finds it by this name in every account, and the bus knows canary calls by it.</summary>
    public const string Name = "SentinelCoverage";

    /// <summary>The one who may assume it.</summary>
    public const string Checker = "SentinelCoverageCheck";

    public CoverageRole(Construct scope, string id, CalledRoleProps props)
        : base(scope, id)
    {
        var role = new Role(this, "Role", new RoleProps
        {
            RoleName = Name, // one name in every account
            Description = "Reads whether SentinelStack can see this account",
            AssumedBy = props.Only(Checker),
            ExternalIds = [props.ExternalId],
        });
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "Look",
            Actions =
            [
                "cloudtrail:DescribeTrails", "events:ListRuleNamesByTarget", "events:ListRules", "config:DescribeConfigurationRecorders", "config:DescribeConfigurationRecorderStatus",
                "guardduty:ListDetectors", "ec2:DescribeFlowLogs", "ec2:DescribeNetworkInterfaces", "ec2:DescribeRegions",
            ],
            Resources = ["*"], // these calls list, and know no resource
        }));
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "LookCloser",
            Actions = ["cloudtrail:GetTrailStatus", "cloudtrail:GetEventSelectors"],
            Resources = [$"arn:{Aws.PARTITION}:cloudtrail:*:*:trail/*"], // a trail of the organisation is of the management account
        }));
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "LookAtGuardDuty",
            Actions = ["guardduty:GetDetector"],
            Resources = [$"arn:{Aws.PARTITION}:guardduty:*:{Aws.ACCOUNT_ID}:detector/*"], // their ids are random
        }));
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "LookAtTheUndelivered",
            Actions = ["sqs:GetQueueUrl", "sqs:GetQueueAttributes"],
            Resources = [$"arn:{Aws.PARTITION}:sqs:*:{Aws.ACCOUNT_ID}:{MemberRules.UndeliveredName}"], // one in each region
        }));
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps
        {
            Sid = "Canary",
            Actions = ["lambda:InvokeFunction"],
            Resources = [$"arn:{Aws.PARTITION}:lambda:*:{Aws.ACCOUNT_ID}:function:{CanaryFunction.Name}"],
        }));
        // A canary asks for this to be refused, whatever else this role may once be given.
        role.AddToPolicy(new PolicyStatement(new PolicyStatementProps { Sid = "CanaryIsDenied", Effect = Effect.DENY, Actions = ["lambda:DeleteFunctionConcurrency"], Resources = ["*"] }));
        role.Node.FindChild("DefaultPolicy").Excuse("AwsSolutions-IAM5", "It lists and reads how sensors are set up, in every region, whatever they are called; it changes nothing.");
    }
}
