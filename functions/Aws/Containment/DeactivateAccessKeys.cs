using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Sentinel.Core.Containment;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Containment;

/// <param name="Id">Access key id; the secret is nowhere to be had.</param>
public sealed record AccessKeySeen(string Id, bool WasActive);

/// <summary>The access keys that a user had.</summary>
public sealed record AccessKeysRecord : StepRecord
{
    public required IReadOnlyList<AccessKeySeen> Keys { get; init; }

    public override StepRecord Extend(StepRecord seenNow)
    {
        var keys = Union(Keys, Same<AccessKeysRecord>(seenNow).Keys, k => k.Id);
        return ReferenceEquals(keys, Keys) ? this : this with { Keys = keys };
    }
}

/// <summary>Deactivates the access keys of an IAM user; release activates those that were active. Sessions that were begun with a key go on until they expire.</summary>
public sealed class DeactivateAccessKeys(ITargets targets) : IContainmentStep
{
    public string Name => Steps.DeactivateAccessKeys;

    public async Task<StepRecord> InspectAsync(StepTarget target, CancellationToken cancellationToken)
    {
        var keys = await KeysAsync(targets.For(target).Iam, target, cancellationToken);
        return new AccessKeysRecord { Target = target, Keys = [.. keys.Select(k => new AccessKeySeen(k.AccessKeyId!, IsActive(k)))] };
    }

    public async Task ApplyAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var iam = targets.For(record.Target).Iam;
        var known = Known(record);
        // One that was inactive when it was recorded may have been activated since: it is closed too, and stays so on release.
        var open = (await KeysAsync(iam, record.Target, cancellationToken)).Where(k => IsActive(k) && known.ContainsKey(k.AccessKeyId!));
        await Thorough.EachAsync(open, async key =>
        {
            try
            {
                await SetAsync(iam, record.Target, key.AccessKeyId!, StatusType.Inactive, cancellationToken);
            }
            catch (NoSuchEntityException) // deleted in between
            {
            }
        });
    }

    public async Task<Verification> VerifyAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var known = Known(record);
        try
        {
            var keys = await KeysAsync(targets.For(record.Target).Iam, record.Target, cancellationToken);
            return new Verification([.. keys.Where(IsActive).Select(k => known.ContainsKey(k.AccessKeyId!)
                ? new Finding(FindingKind.Lifted, $"access key {Printable.Of(k.AccessKeyId, 128)} is active")
                : new Finding(FindingKind.Unrecorded, $"access key {Printable.Of(k.AccessKeyId, 128)} is new"))]);
        }
        catch (NoSuchEntityException)
        {
            return new Verification([new Finding(FindingKind.Gone, "the user was deleted")]);
        }
    }

    public async Task<Reversal> RevertAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var iam = targets.For(record.Target).Iam;
        var left = new List<Remainder>();
        try
        {
            var now = (await KeysAsync(iam, record.Target, cancellationToken)).ToDictionary(k => k.AccessKeyId!, IsActive, StringComparer.Ordinal);
            foreach (var (id, wasActive) in ((AccessKeysRecord)record).Keys)
            {
                var shown = Printable.Of(id, 128);
                if (!now.TryGetValue(id, out var active)) left.Add(new Remainder(RemainderKind.Gone, $"access key {shown} was deleted"));
                else if (!wasActive && active) left.Add(new Remainder(RemainderKind.ChangedByOthers, $"access key {shown} was inactive and is active: somebody else did that"));
                else if (wasActive && !active) await SetAsync(iam, record.Target, id, StatusType.Active, cancellationToken);
            }
        }
        catch (NoSuchEntityException)
        {
            return new Reversal([new Remainder(RemainderKind.Gone, "the user, or a key of theirs, was deleted")]);
        }
        return new Reversal(left);
    }

    private static Dictionary<string, bool> Known(StepRecord record) => ((AccessKeysRecord)record).Keys.ToDictionary(k => k.Id, k => k.WasActive, StringComparer.Ordinal);

    private static bool IsActive(AccessKeyMetadata key) => key.Status != StatusType.Inactive;

    private static async Task<List<AccessKeyMetadata>> KeysAsync(IAmazonIdentityManagementService iam, StepTarget user, CancellationToken cancellationToken)
    {
        var found = new List<AccessKeyMetadata>();
        string? marker = null;
        do
        {
            var page = await iam.ListAccessKeysAsync(new ListAccessKeysRequest { UserName = user.Name, Marker = marker }, cancellationToken);
            found.AddRange((page.AccessKeyMetadata ?? []).Where(k => k.AccessKeyId is not null));
            marker = page.IsTruncated is true ? page.Marker : null;
        }
        while (!string.IsNullOrEmpty(marker));
        return found;
    }

    private static Task<UpdateAccessKeyResponse> SetAsync(IAmazonIdentityManagementService iam, StepTarget user, string key, StatusType status, CancellationToken cancellationToken) =>
        iam.UpdateAccessKeyAsync(new UpdateAccessKeyRequest { UserName = user.Name, AccessKeyId = key, Status = status }, cancellationToken);
}
