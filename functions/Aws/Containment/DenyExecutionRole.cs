using Sentinel.Core.Containment;

namespace Sentinel.Aws.Containment;

public sealed record DeniedRoleRecord : DenyRecord;

/// <summary>Denies everything to an execution role: executions that already run, which reserved concurrency 0 does not stop, can do nothing more.</summary>
public sealed class DenyExecutionRole(ITargets targets) : DenyAll
{
    public override string Name => Steps.DenyExecutionRole;

    private protected override DeniedIdentity Identity(StepTarget target) => new DeniedRole(targets.For(target).Iam, target.Name);

    private protected override DenyRecord Record(StepTarget target, string id, bool attached, string? boundary) =>
        new DeniedRoleRecord { Target = target, IdentityId = id, WasAttached = attached, Boundary = boundary };
}
