using Amazon.CDK;
using Amazon.CDK.AWS.Config;
using Amazon.CDK.AWS.DynamoDB;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Lambda;
using Amazon.CDK.AWS.SQS;
using Constructs;
using Sentinel.Cdk.Context;

namespace Sentinel.Cdk.Constructs;

/// <param name="Failed">Takes events that could not be handled.</param>
public sealed record ComplianceRuleProps(Code Bundle, EncryptionKey Key, Table State, Queue Failed, string? Organisation, string ExternalId, ConfigReach Reach, bool Reserve);

/// <summary>
/// Our own rule of AWS Config, which says of functions whether they are as they should be, and its function. It stands in the home region only: AWS Config calls
/// functions of its own region, and the function reads a table that is here. Functions in other regions are judged by nobody of ours.
/// </summary>
public sealed class ComplianceRule : Construct
{
    /// <summary>Of the rule; in members AWS puts <c>OrgConfigRule-</c> before it and an id after it.</summary>
    public const string Name = "sentinel-functions";

    private const string About = "Functions come from those who make functions, are patched, closed, and may not do everything; home region of SentinelStack only";
    private const int AtOnce = 5;

    private static readonly string[] Functions = ["AWS::Lambda::Function"];

    public ComplianceRule(Construct scope, string id, ComplianceRuleProps props)
        : base(scope, id)
    {
        var role = SentinelFunction.NewRole(this, "Role", "Judges functions for AWS Config: the only one that evaluation roles trust", ConfigEvaluationRole.Evaluator); // the members' roles know it by this name
        Function = new SentinelFunction(this, "Function", new SentinelFunctionProps("config-rule", "Judges functions for AWS Config", props.Bundle, props.Key, Duration.Minutes(5),
            props.Reserve ? AtOnce : null, new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["SENTINEL_TABLE"] = props.State.TableName,
                ["SENTINEL_EXTERNAL_ID"] = props.ExternalId,
            }, role, props.Failed));
        props.State.Grant(role, "dynamodb:BatchGetItem", "dynamodb:Query");
        Grants.ReadTuning(role);
        role.AllowRoleInMembers("Evaluate", ConfigEvaluationRole.Name, props.Organisation);
        role.ExcuseTracing();
        if (props.Reach == ConfigReach.Off) return;
        var permission = new CfnPermission(this, "Permission", new CfnPermissionProps
        {
            FunctionName = Function.Function.FunctionArn,
            Action = "lambda:InvokeFunction",
            Principal = "config.amazonaws.com",
            // For a rule of the organisation Config calls on behalf of each member, and a permission takes one account: then it takes none. What the function is told of an
            // account it looks up with that account's role, which none but those of the organisation have.
            SourceAccount = props.Reach == ConfigReach.Account ? Aws.ACCOUNT_ID : null,
        });
        CfnResource rule = props.Reach == ConfigReach.Account ? Own() : Everywhere();
        rule.AddDependency(permission); // Config tries it when the rule is made
    }

    public SentinelFunction Function { get; }

    private CfnConfigRule Own() => new(this, "Rule", new CfnConfigRuleProps
    {
        ConfigRuleName = Name, // the findings name it
        Description = About,
        Scope = new CfnConfigRule.ScopeProperty { ComplianceResourceTypes = Functions },
        Source = new CfnConfigRule.SourceProperty
        {
            Owner = "CUSTOM_LAMBDA",
            SourceIdentifier = Function.Function.FunctionArn,
            SourceDetails = new object[]
            {
                new CfnConfigRule.SourceDetailProperty { EventSource = "aws.config", MessageType = "ConfigurationItemChangeNotification" },
                new CfnConfigRule.SourceDetailProperty { EventSource = "aws.config", MessageType = "OversizedConfigurationItemChangeNotification" },
                // Roles change, runtimes age, functions are released: of none of it does the function's own item tell.
                new CfnConfigRule.SourceDetailProperty { EventSource = "aws.config", MessageType = "ScheduledNotification", MaximumExecutionFrequency = "TwentyFour_Hours" },
            },
        },
    });

    private CfnOrganizationConfigRule Everywhere() => new(this, "OrganizationRule", new CfnOrganizationConfigRuleProps
    {
        OrganizationConfigRuleName = Name, // required by CloudFormation
        OrganizationCustomRuleMetadata = new CfnOrganizationConfigRule.OrganizationCustomRuleMetadataProperty
        {
            Description = About,
            LambdaFunctionArn = Function.Function.FunctionArn,
            OrganizationConfigRuleTriggerTypes = ["ConfigurationItemChangeNotification", "OversizedConfigurationItemChangeNotification", "ScheduledNotification"],
            MaximumExecutionFrequency = "TwentyFour_Hours",
            ResourceTypesScope = Functions,
        },
    });
}
