using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="SecurityAccount">Where the functions are that assume these roles.</param>
/// <param name="FlowLogs">Flow logs are judged.</param>
public sealed record MemberIamProps(string BusArn, string ResponderRoleArn, string SecurityAccount, bool FlowLogs, string ExternalId, IReadOnlyList<string> OwnRoles, IReadOnlyList<string> OwnFunctions, bool Canary);

/// <summary>The roles and the policy of one account.</summary>
public sealed class MemberIam : Construct
{
    public MemberIam(Construct scope, string id, MemberIamProps props)
        : base(scope, id)
    {
        Containment = new ContainmentRole(this, "Containment", new ContainmentRoleProps(props.ResponderRoleArn, props.ExternalId, new DenyAllPolicy(this, "DenyAll"), props.OwnRoles, props.OwnFunctions));
        Forwarder = new ForwarderRole(this, "Forwarder", new ForwarderRoleProps(props.BusArn));
        var called = new CalledRoleProps(props.SecurityAccount, props.ExternalId);
        _ = new CoverageRole(this, "Coverage", called);
        if (props.FlowLogs) _ = new InterfaceRole(this, "Interfaces", called);
        if (props.Canary) Canary = new CanaryRole(this, "Canary");
        ConfigEvaluation = new ConfigEvaluationRole(this, "ConfigEvaluation", called);
    }

    public ContainmentRole Containment { get; }

    public ForwarderRole Forwarder { get; }

    public ConfigEvaluationRole ConfigEvaluation { get; }

    /// <summary>Null: none was asked for.</summary>
    public CanaryRole? Canary { get; }
}
