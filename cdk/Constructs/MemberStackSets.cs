using Amazon.CDK;
using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="IamTemplate">Text of the template for each account.</param>
/// <param name="RulesTemplate">Text of the template for each region.</param>
/// <param name="DelegatedAdmin">False: this is the management account.</param>
public sealed record MemberStackSetsProps(string IamTemplate, string RulesTemplate, IReadOnlyList<string> OrganisationalUnits, IReadOnlyList<string> Regions, bool DelegatedAdmin, string BusArn, string ResponderRoleArn, string DetectorRoleArn);

/// <summary>Brings the members' templates to every account of the units, also to those that join later. One account that fails stops nobody else.</summary>
public sealed class MemberStackSets : Construct
{
    public MemberStackSets(Construct scope, string id, MemberStackSetsProps props)
        : base(scope, id)
    {
        var iam = New("Iam", "SentinelMemberIam", "Roles and a policy of SentinelStack, in each account", props.IamTemplate, props, [Aws.REGION], // IAM is the same in every region: home only
            ("BusArn", props.BusArn), ("ResponderRoleArn", props.ResponderRoleArn), ("DetectorRoleArn", props.DetectorRoleArn));
        var rules = New("Rules", "SentinelMemberRules", "Rules of SentinelStack, in each region of each account", props.RulesTemplate, props, [.. props.Regions], ("BusArn", props.BusArn));
        rules.AddDependency(iam); // rules refer to the forwarder role
    }

    private CfnStackSet New(string id, string name, string about, string template, MemberStackSetsProps props, string[] regions, params (string Key, string Value)[] parameters) => new(this, id, new CfnStackSetProps
    {
        StackSetName = name, // required by CloudFormation
        Description = about,
        PermissionModel = "SERVICE_MANAGED",
        CallAs = props.DelegatedAdmin ? "DELEGATED_ADMIN" : "SELF",
        AutoDeployment = new CfnStackSet.AutoDeploymentProperty { Enabled = true, RetainStacksOnAccountRemoval = false },
        ManagedExecution = Json.Object(("Active", true)), // operations that come together are queued, not refused
        Capabilities = ["CAPABILITY_NAMED_IAM"],
        OperationPreferences = new CfnStackSet.OperationPreferencesProperty
        {
            // Suspended accounts and closed regions are normal in a large organisation.
            FailureTolerancePercentage = 100,
            MaxConcurrentPercentage = 100,
            RegionConcurrencyType = "PARALLEL",
        },
        Parameters = parameters.Select(p => new CfnStackSet.ParameterProperty { ParameterKey = p.Key, ParameterValue = p.Value }).ToArray(),
        StackInstancesGroup = new object[]
        {
            new CfnStackSet.StackInstancesProperty { DeploymentTargets = new CfnStackSet.DeploymentTargetsProperty { OrganizationalUnitIds = [.. props.OrganisationalUnits] }, Regions = regions },
        },
        TemplateBody = template,
    });
}
