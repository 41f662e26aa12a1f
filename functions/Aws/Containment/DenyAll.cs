using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Containment;

/// <summary>How a role or user stood before it was denied.</summary>
public abstract record DenyRecord : StepRecord
{
    /// <summary>IAM's unique id (<c>AROA…</c>, <c>AIDA…</c>): another one once it was deleted and made again.</summary>
    public required string IdentityId { get; init; }

    /// <summary><c>SentinelDenyAll</c> was attached already.</summary>
    public bool WasAttached { get; init; }

    /// <summary>ARN of the permissions boundary; null for none.</summary>
    public string? Boundary { get; init; }

    /// <summary>There is one state of a role or user, and the first one seen counts.</summary>
    public override StepRecord Extend(StepRecord seenNow) => this;
}

/// <summary>Denies everything to a role or a user, also to sessions that already run: attaches the managed policy <c>SentinelDenyAll</c> of the account;
/// where no further policy can be attached, makes it the permissions boundary.</summary>
public abstract class DenyAll : IContainmentStep
{
    public abstract string Name { get; }

    private protected abstract DeniedIdentity Identity(StepTarget target);

    private protected abstract DenyRecord Record(StepTarget target, string id, bool attached, string? boundary);

    /// <exception cref="NoSuchEntityException">There is no such role or user.</exception>
    public async Task<StepRecord> InspectAsync(StepTarget target, CancellationToken cancellationToken)
    {
        var identity = Identity(target);
        var attached = await identity.AttachedAsync(cancellationToken);
        var (id, boundary) = await identity.GetAsync(cancellationToken);
        return Record(target, id, attached.Contains(target.DenyAll), boundary);
    }

    public async Task ApplyAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var identity = Identity(record.Target);
        try
        {
            await identity.AttachAsync(record.Target.DenyAll, cancellationToken);
        }
        catch (LimitExceededException)
        {
            await identity.BindAsync(record.Target.DenyAll, cancellationToken);
        }
    }

    public async Task<Verification> VerifyAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var identity = Identity(record.Target);
        if (await identity.ReadAsync(cancellationToken) is not { } now) return new Verification([new Finding(FindingKind.Gone, "it was deleted")]);
        if (now.Boundary == record.Target.DenyAll) return new Verification([]);
        var attached = await identity.AttachedAsync(cancellationToken);
        return new Verification(attached.Contains(record.Target.DenyAll) ? [] : [new Finding(FindingKind.Lifted, $"{StepTarget.DenyAllPolicy} is neither attached nor the boundary")]);
    }

    public async Task<Reversal> RevertAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var (identity, seen, deny) = (Identity(record.Target), (DenyRecord)record, record.Target.DenyAll);
        if (await identity.ReadAsync(cancellationToken) is not { } now) return new Reversal([new Remainder(RemainderKind.Gone, "it was deleted")]);
        var left = new List<Remainder>();
        if (now.Id != seen.IdentityId) left.Add(new Remainder(RemainderKind.Gone, "it was deleted and made again; of the new one only the deny was taken away"));
        var attached = (await identity.AttachedAsync(cancellationToken)).Contains(deny);
        if (seen.WasAttached && !attached) left.Add(new Remainder(RemainderKind.ChangedByOthers, $"{StepTarget.DenyAllPolicy} was attached before, and somebody else detached it"));
        if (now.Boundary == deny && seen.Boundary != deny)
        {
            if (await RestoreBoundaryAsync(identity, seen.Boundary, cancellationToken) is { } held) left.Add(held);
        }
        else if (now.Boundary != seen.Boundary)
        {
            left.Add(new Remainder(RemainderKind.ChangedByOthers,
                $"the boundary was {Printable.Of(seen.Boundary ?? "none", 256)} and is {Printable.Of(now.Boundary ?? "none", 256)}: somebody else set it"));
        }
        if (!seen.WasAttached && attached) await DetachAsync(identity, deny, cancellationToken);
        return new Reversal(left);
    }

    private static async Task<Remainder?> RestoreBoundaryAsync(DeniedIdentity identity, string? boundary, CancellationToken cancellationToken)
    {
        try
        {
            await identity.BindAsync(boundary, cancellationToken);
            return null;
        }
        // Its policy was deleted; or the containment role, which may set no boundary but ours, cannot set it back.
        catch (AmazonIdentityManagementServiceException e) when (boundary is not null && (e is NoSuchEntityException || e.ErrorCode is "AccessDenied"))
        {
            return new Remainder(RemainderKind.NotPossible, $"the boundary {Printable.Of(boundary, 256)} could not be put back, the deny is kept: {Printable.Of(e.ErrorCode, 64)}");
        }
    }

    private static async Task DetachAsync(DeniedIdentity identity, string deny, CancellationToken cancellationToken)
    {
        try
        {
            await identity.DetachAsync(deny, cancellationToken);
        }
        catch (NoSuchEntityException) // an earlier attempt did it, and its answer was lost
        {
        }
    }
}
