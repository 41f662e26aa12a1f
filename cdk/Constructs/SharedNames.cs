using Amazon.CDK;

namespace Sentinel.Cdk.Constructs;

/// <summary>Names that more than one template has to agree on.</summary>
internal static class SharedNames
{
    /// <summary>The event bus in the security account.</summary>
    public const string Bus = "sentinel";

    /// <summary>What the rules in the members begin with: the service control policy, and the detection of tampering, know them by it.</summary>
    public const string MemberRules = "SentinelMember-";

    /// <summary>The handlers that are deployed, the last two by choice.</summary>
    public static readonly string[] Handlers = ["detector", "responder", "release", "approve", "verify", "heartbeats", "coverage", "config-rule", "trail-objects", FlowLogs.Handler];

    /// <summary>Roles of ours in each account.</summary>
    public static readonly string[] OwnRoles = [ContainmentRole.Name, ForwarderRole.Name, ConfigEvaluationRole.Name, CoverageRole.Name, InterfaceRole.Name];

    /// <summary>Roles of functions in the security account, which the members' roles know by name.</summary>
    public static readonly string[] KnownCallers = [ConfigEvaluationRole.Evaluator, CoverageRole.Checker, InterfaceRole.Reader];

    public static string RoleArn(string account, string name) => $"arn:{Aws.PARTITION}:iam::{account}:role/{name}";
}
