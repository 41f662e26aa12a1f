namespace Sentinel.Cdk.Constructs;

/// <summary>Names that more than one template has to agree on.</summary>
internal static class SharedNames
{
    /// <summary>The event bus in the security account.</summary>
    public const string Bus = "sentinel";

    /// <summary>What the rules in the members begin with: the service control policy, and the detection of tampering, know them by it.</summary>
    public const string MemberRules = "SentinelMember-";

    /// <summary>The handlers that are deployed.</summary>
    public static readonly string[] Handlers = ["detector", FlowLogs.Handler, "responder", "release", "approve", "verify"];

    /// <summary>Roles of ours in each account.</summary>
    public static readonly string[] OwnRoles = [ContainmentRole.Name, ForwarderRole.Name, ConfigEvaluationRole.Name];
}
