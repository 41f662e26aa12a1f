using Amazon.CDK.AWS.Config;
using Constructs;
using Sentinel.Cdk.Context;

namespace Sentinel.Cdk.Constructs;

public sealed record ConfigRulesProps(ConfigReach Reach);

/// <summary>
/// Rules of AWS that would have stood in the way of the incident, or told of the gap that it used. They need a recorder where they run. Our own rule is
/// <see cref="ComplianceRule"/>.
/// </summary>
public sealed class ConfigRules : Construct
{
    // What the report of the incident asked for, by the rule that answers it.
    private static readonly (string Id, string About)[] Managed =
    [
        ("MFA_ENABLED_FOR_IAM_CONSOLE_ACCESS", "Who signs in has a second factor"),
        ("IAM_USER_MFA_ENABLED", "Users have a second factor"),
        ("ROOT_ACCOUNT_MFA_ENABLED", "The root user has a second factor"),
        ("IAM_USER_UNUSED_CREDENTIALS_CHECK", "Credentials that nobody uses are gone"),
        ("IAM_POLICY_NO_STATEMENTS_WITH_ADMIN_ACCESS", "No policy allows everything"),
        ("DYNAMODB_PITR_ENABLED", "Tables can be put back to a point in time"),
        ("VPC_FLOW_LOGS_ENABLED", "Networks record their flows"),
        ("LAMBDA_FUNCTION_PUBLIC_ACCESS_PROHIBITED", "No function is open to everybody"),
        ("LAMBDA_INSIDE_VPC", "Functions run inside a network, where flows are seen"),
        ("GUARDDUTY_ENABLED_CENTRALIZED", "GuardDuty is on"),
        ("GUARDDUTY_LAMBDA_PROTECTION_ENABLED", "GuardDuty watches the network of functions"),
        ("CLOUD_TRAIL_ENABLED", "A trail records"),
        ("MULTI_REGION_CLOUD_TRAIL_ENABLED", "A trail records every region"),
    ];

    // AWS asks for this one: https://docs.aws.amazon.com/config/latest/developerguide/iam-user-unused-credentials-check.html
    private static readonly Dictionary<string, object> Unused = new(StringComparer.Ordinal) { ["maxCredentialUsageAge"] = "90" };

    public ConfigRules(Construct scope, string id, ConfigRulesProps props)
        : base(scope, id)
    {
        if (props.Reach == ConfigReach.Off) return;
        foreach (var (rule, about) in Managed)
        {
            var parameters = rule == "IAM_USER_UNUSED_CREDENTIALS_CHECK" ? Unused : null;
            if (props.Reach == ConfigReach.Account) Own(rule, about, parameters);
            else Everywhere(rule, about, parameters);
        }
    }

    private void Own(string rule, string about, Dictionary<string, object>? parameters) => _ = new CfnConfigRule(this, rule, new CfnConfigRuleProps
    {
        Description = about,
        Source = new CfnConfigRule.SourceProperty { Owner = "AWS", SourceIdentifier = rule },
        InputParameters = parameters,
    });

    private void Everywhere(string rule, string about, Dictionary<string, object>? parameters) => _ = new CfnOrganizationConfigRule(this, rule, new CfnOrganizationConfigRuleProps
    {
        OrganizationConfigRuleName = $"sentinel-{rule.ToLowerInvariant().Replace('_', '-')}", // required by CloudFormation
        OrganizationManagedRuleMetadata = new CfnOrganizationConfigRule.OrganizationManagedRuleMetadataProperty
        {
            RuleIdentifier = rule,
            Description = about,
            InputParameters = parameters is null ? null : System.Text.Json.JsonSerializer.Serialize(parameters),
        },
    });
}
