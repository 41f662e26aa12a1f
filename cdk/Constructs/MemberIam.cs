using Constructs;

namespace Sentinel.Cdk.Constructs;

/// <param name="InterfaceReaderArn">Role of the function that judges flow logs; null: none are judged.</param>
public sealed record MemberIamProps(string BusArn, string ResponderRoleArn, string EvaluatorArn, string CheckerArn, string? InterfaceReaderArn, string ExternalId, IReadOnlyList<string> OwnRoles, IReadOnlyList<string> OwnFunctions, bool Canary);

/// <summary>The roles and the policy of one account.</summary>
public sealed class MemberIam : Construct
{
    public MemberIam(Construct scope, string id, MemberIamProps props)
        : base(scope, id)
    {
        Containment = new ContainmentRole(this, "Containment", new ContainmentRoleProps(props.ResponderRoleArn, props.ExternalId, new DenyAllPolicy(this, "DenyAll"), props.OwnRoles, props.OwnFunctions));
        Forwarder = new ForwarderRole(this, "Forwarder", new ForwarderRoleProps(props.BusArn));
        _ = new CoverageRole(this, "Coverage", new CoverageRoleProps(props.CheckerArn, props.ExternalId));
        if (props.InterfaceReaderArn is { } reader) _ = new InterfaceRole(this, "Interfaces", new InterfaceRoleProps(reader, props.ExternalId));
        if (props.Canary) Canary = new CanaryRole(this, "Canary");
        ConfigEvaluation = new ConfigEvaluationRole(this, "ConfigEvaluation", new ConfigEvaluationRoleProps(props.EvaluatorArn, props.ExternalId));
    }

    public ContainmentRole Containment { get; }

    public ForwarderRole Forwarder { get; }

    public ConfigEvaluationRole ConfigEvaluation { get; }

    /// <summary>Null: none was asked for.</summary>
    public CanaryRole? Canary { get; }
}
