using Amazon.Lambda;
using Amazon.Lambda.Model;
using Sentinel.Core.Containment;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Containment;

/// <param name="Uuid">Of the mapping.</param>
/// <param name="Source">ARN of the stream or queue; null for a broker outside AWS.</param>
/// <param name="WasEnabled">Events would have flowed, now or in a moment.</param>
public sealed record MappingSeen(string Uuid, string? Source, bool WasEnabled);

/// <summary>The mappings that a function had.</summary>
public sealed record EventSourcesRecord : StepRecord
{
    public required IReadOnlyList<MappingSeen> Mappings { get; init; }

    public override StepRecord Extend(StepRecord seenNow)
    {
        var mappings = Union(Mappings, Same<EventSourcesRecord>(seenNow).Mappings, m => m.Uuid);
        return ReferenceEquals(mappings, Mappings) ? this : this with { Mappings = mappings };
    }
}

/// <summary>Disables the event source mappings of a function, of its versions and aliases; release enables those that were enabled. A stream keeps its place
/// meanwhile, but its records expire (DynamoDB: after 24 hours).</summary>
public sealed class DisableEventSources(ITargets targets) : IContainmentStep
{
    public string Name => Steps.DisableEventSources;

    public async Task<StepRecord> InspectAsync(StepTarget target, CancellationToken cancellationToken)
    {
        var mappings = await targets.For(target).Lambda.MappingsAsync(target.Arn, cancellationToken);
        return new EventSourcesRecord
        {
            Target = target,
            Mappings = [.. mappings.Where(m => m.State is not "Deleting").Select(m => new MappingSeen(m.UUID!, m.EventSourceArn, IsEnabled(m.State)))],
        };
    }

    public Task ApplyAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var lambda = targets.For(record.Target).Lambda;
        return Thorough.EachAsync(((EventSourcesRecord)record).Mappings, async mapping =>
        {
            // One that was disabled when it was recorded may have been enabled since: it is closed too, and stays so on release.
            if (await StateAsync(lambda, mapping.Uuid, cancellationToken) is not { } state || !IsEnabled(state)) return;
            try
            {
                await SetAsync(lambda, mapping.Uuid, false, cancellationToken);
            }
            catch (ResourceNotFoundException) // deleted in between
            {
            }
        });
    }

    public async Task<Verification> VerifyAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var known = ((EventSourcesRecord)record).Mappings.Select(m => m.Uuid).ToHashSet(StringComparer.Ordinal);
        var mappings = await targets.For(record.Target).Lambda.MappingsAsync(record.Target.Arn, cancellationToken);
        return new Verification([.. mappings.Where(m => IsEnabled(m.State)).Select(m => known.Contains(m.UUID!)
            ? new Finding(FindingKind.Lifted, $"mapping {Printable.Of(m.UUID, 64)} is enabled")
            : new Finding(FindingKind.Unrecorded, $"mapping {Printable.Of(m.UUID, 64)} of {Printable.Of(m.EventSourceArn, 256)} is new"))]);
    }

    public async Task<Reversal> RevertAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var lambda = targets.For(record.Target).Lambda;
        var left = new List<Remainder>();
        await Thorough.EachAsync(((EventSourcesRecord)record).Mappings, async mapping =>
        {
            var state = await StateAsync(lambda, mapping.Uuid, cancellationToken);
            if (state is null or "Deleting")
            {
                left.Add(new Remainder(RemainderKind.Gone, $"mapping {Printable.Of(mapping.Uuid, 64)} of {Printable.Of(mapping.Source, 256)} was deleted"));
            }
            else if (!mapping.WasEnabled && IsEnabled(state))
            {
                left.Add(new Remainder(RemainderKind.ChangedByOthers, $"mapping {Printable.Of(mapping.Uuid, 64)} was disabled and is enabled: somebody else did that"));
            }
            else if (mapping.WasEnabled && !IsEnabled(state))
            {
                await SetAsync(lambda, mapping.Uuid, true, cancellationToken);
            }
        });
        return new Reversal(left);
    }

    /// <summary><c>Updating</c> counts: what is being switched off says <c>Disabling</c>, and a disabled mapping is hardly ever edited.</summary>
    internal static bool IsEnabled(string? state) => state is "Creating" or "Enabling" or "Enabled" or "Updating";

    /// <summary>Null when the mapping is there no more.</summary>
    private static async Task<string?> StateAsync(IAmazonLambda lambda, string uuid, CancellationToken cancellationToken)
    {
        try
        {
            return (await lambda.GetEventSourceMappingAsync(new GetEventSourceMappingRequest { UUID = uuid }, cancellationToken)).State;
        }
        catch (ResourceNotFoundException)
        {
            return null;
        }
    }

    private static Task<UpdateEventSourceMappingResponse> SetAsync(IAmazonLambda lambda, string uuid, bool enabled, CancellationToken cancellationToken) =>
        lambda.UpdateEventSourceMappingAsync(new UpdateEventSourceMappingRequest { UUID = uuid, Enabled = enabled }, cancellationToken);
}
