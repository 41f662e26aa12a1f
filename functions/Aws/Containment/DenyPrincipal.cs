using Sentinel.Core.Containment;

namespace Sentinel.Aws.Containment;

public sealed record DeniedUserRecord : DenyRecord;

/// <summary>Denies everything to an IAM user.</summary>
public sealed class DenyPrincipal(ITargets targets) : DenyAll
{
    public override string Name => Steps.DenyPrincipal;

    private protected override DeniedIdentity Identity(StepTarget target) => new DeniedUser(targets.For(target).Iam, target.Name);

    private protected override DenyRecord Record(StepTarget target, string id, bool attached, string? boundary) =>
        new DeniedUserRecord { Target = target, IdentityId = id, WasAttached = attached, Boundary = boundary };
}
