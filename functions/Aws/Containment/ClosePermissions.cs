using Amazon.Lambda;
using Amazon.Lambda.Model;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Containment;

/// <param name="Id">Statement id.</param>
/// <param name="Json">The statement, its members in order.</param>
/// <param name="Qualifier">The alias or version whose policy it stands in; null: the function's own.</param>
public sealed record PermissionSeen(string Id, string Json, string? Qualifier = null);

/// <summary>Who could use the function when it was contained, and who was let in since.</summary>
public sealed record PermissionsRecord : StepRecord
{
    /// <summary>Statements of the first look: they stay.</summary>
    public required IReadOnlyList<PermissionSeen> Kept { get; init; }

    /// <summary>Statements that later looks found: they are taken away, and come back on release.</summary>
    public IReadOnlyList<PermissionSeen> Closed { get; init; } = [];

    public override StepRecord Extend(StepRecord seenNow)
    {
        var added = Same<PermissionsRecord>(seenNow).Kept.Where(s => !Kept.Contains(s) && !Closed.Contains(s)).ToList();
        return added.Count == 0 ? this : this with { Closed = [.. Closed, .. added] };
    }
}

/// <summary>Takes away what was added to the resource policies of a contained function: its own, and those of its aliases and versions. The first record, filed
/// at containment, says what was there and asks for nothing; each later look extends it.</summary>
public sealed class ClosePermissions(ITargets targets) : IContainmentStep
{
    public string Name => FollowUpSteps.ClosePermissions;

    public async Task<StepRecord> InspectAsync(StepTarget target, CancellationToken cancellationToken) =>
        new PermissionsRecord { Target = target, Kept = await ReadAsync(target, cancellationToken) };

    public async Task ApplyAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var lambda = targets.For(record.Target).Lambda;
        var open = (await ReadAsync(record.Target, cancellationToken)).Intersect(((PermissionsRecord)record).Closed);
        await Thorough.EachAsync(open, async statement =>
        {
            try
            {
                await lambda.RemovePermissionAsync(new RemovePermissionRequest { FunctionName = record.Target.Arn, StatementId = statement.Id, Qualifier = statement.Qualifier }, cancellationToken);
            }
            catch (ResourceNotFoundException) // an earlier attempt did it, and its answer was lost
            {
            }
        });
    }

    public async Task<Verification> VerifyAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var seen = (PermissionsRecord)record;
        return new Verification([.. (await ReadAsync(record.Target, cancellationToken)).Except(seen.Kept).Select(s => seen.Closed.Contains(s)
            ? new Finding(FindingKind.Lifted, $"permission {Shown(s)} is back")
            : new Finding(FindingKind.Unrecorded, $"permission {Shown(s)} is new"))]);
    }

    public async Task<Reversal> RevertAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var lambda = targets.For(record.Target).Lambda;
        var now = (await ReadAsync(record.Target, cancellationToken)).ToDictionary(s => (s.Qualifier, s.Id));
        var left = new List<Remainder>();
        foreach (var statement in ((PermissionsRecord)record).Closed)
        {
            var shown = Shown(statement);
            if (now.TryGetValue((statement.Qualifier, statement.Id), out var found))
            {
                if (found != statement) left.Add(new Remainder(RemainderKind.ChangedByOthers, $"permission {shown} is there and says something else: somebody else set it"));
            }
            else if (PermissionStatement.Request(statement, record.Target.Arn) is not { } request)
            {
                left.Add(new Remainder(RemainderKind.NotPossible, $"permission {shown} cannot be added as it was; its statement is in the record"));
            }
            else if (await AddAsync(lambda, request, shown, cancellationToken) is { } held)
            {
                left.Add(held);
            }
        }
        return new Reversal(left);
    }

    private static async Task<Remainder?> AddAsync(IAmazonLambda lambda, AddPermissionRequest request, string shown, CancellationToken cancellationToken)
    {
        try
        {
            await lambda.AddPermissionAsync(request, cancellationToken);
            return null;
        }
        catch (ResourceConflictException) // there already: an earlier attempt did it, and its answer was lost
        {
            return null;
        }
        catch (InvalidParameterValueException e) // among others a principal that was deleted
        {
            return new Remainder(RemainderKind.NotPossible, $"permission {shown} could not be added: {Printable.Of(e.Message, 200)}");
        }
        catch (ResourceNotFoundException)
        {
            return new Remainder(RemainderKind.Gone, $"the function, or the version or alias of it, that permission {shown} was for was deleted");
        }
    }

    private static string Shown(PermissionSeen statement) => Printable.Of(statement.Qualifier is null ? statement.Id : $"{statement.Id} of {statement.Qualifier}", 128);

    private async Task<IReadOnlyList<PermissionSeen>> ReadAsync(StepTarget target, CancellationToken cancellationToken)
    {
        var lambda = targets.For(target).Lambda;
        var seen = PermissionStatement.Read(await lambda.PolicyAsync(target.Arn, null, cancellationToken)).ToList();
        foreach (var qualifier in await lambda.QualifiersAsync(target.Arn, cancellationToken))
        {
            seen.AddRange(PermissionStatement.Read(await lambda.PolicyAsync(target.Arn, qualifier, cancellationToken)).Select(s => s with { Qualifier = qualifier }));
        }
        return seen;
    }
}
