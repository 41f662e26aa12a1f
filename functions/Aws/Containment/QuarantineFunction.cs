using System.Globalization;
using Amazon.IdentityManagement.Model;
using Amazon.Lambda;
using Amazon.Lambda.Model;
using Sentinel.Core.Containment;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Containment;

/// <param name="Qualifier">Alias or version.</param>
/// <param name="Requested">Executions that were asked for.</param>
public sealed record ProvisionedSeen(string Qualifier, int Requested);

/// <summary>What held before the quarantine.</summary>
public sealed record QuarantineRecord : StepRecord
{
    /// <summary>Reserved concurrency; null for no reservation, which is not 0.</summary>
    public int? Concurrency { get; init; }

    public required IReadOnlyList<ProvisionedSeen> Provisioned { get; init; }

    public override StepRecord Extend(StepRecord seenNow)
    {
        var provisioned = Union(Provisioned, Same<QuarantineRecord>(seenNow).Provisioned, p => p.Qualifier);
        return ReferenceEquals(provisioned, Provisioned) ? this : this with { Provisioned = provisioned };
    }
}

/// <summary>Reserved concurrency 0: no new execution of any version or alias starts. It does not stop executions that already run (up to 15 minutes, a denied
/// role does), nor what runs on Managed Instances, as a durable execution or as a replica at the edge: Verify says so.
/// Provisioned concurrency may not exceed the reserved one, so it is removed first and comes back on release.
/// See https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html</summary>
public sealed class QuarantineFunction(ITargets targets, TimeProvider clock) : IContainmentStep
{
    // A removed provisioning may count for a moment longer; after these seconds it is an error, and the redelivery tries again.
    private static readonly int[] Patience = [1, 2, 4];

    public string Name => Steps.QuarantineFunction;

    public async Task<StepRecord> InspectAsync(StepTarget target, CancellationToken cancellationToken)
    {
        var lambda = targets.For(target).Lambda;
        var reserved = await lambda.GetFunctionConcurrencyAsync(new GetFunctionConcurrencyRequest { FunctionName = target.Arn }, cancellationToken);
        var provisioned = await lambda.ProvisionedAsync(target.Arn, cancellationToken);
        return new QuarantineRecord { Target = target, Concurrency = reserved.ReservedConcurrentExecutions, Provisioned = provisioned };
    }

    public Task ApplyAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var (target, seen) = (record.Target, (QuarantineRecord)record);
        var lambda = targets.For(target).Lambda;
        // The reservation is set also where a provisioning could not be removed.
        Func<Task>[] parts = [.. seen.Provisioned.Select<ProvisionedSeen, Func<Task>>(p => () => RemoveAsync(lambda, target, p, cancellationToken)), () => CloseAsync(lambda, target, seen, cancellationToken)];
        return Thorough.EachAsync(parts, part => part());
    }

    public async Task<Verification> VerifyAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var (target, seen) = (record.Target, (QuarantineRecord)record);
        var clients = targets.For(target);
        var findings = new List<Finding>();
        try
        {
            var reserved = await clients.Lambda.GetFunctionConcurrencyAsync(new GetFunctionConcurrencyRequest { FunctionName = target.Arn }, cancellationToken);
            if (reserved.ReservedConcurrentExecutions is not 0) findings.Add(new Finding(FindingKind.Lifted, $"reserved concurrency is {Text(reserved.ReservedConcurrentExecutions)}, not 0"));
            var known = seen.Provisioned.Select(p => p.Qualifier).ToHashSet(StringComparer.Ordinal);
            findings.AddRange((await clients.Lambda.ProvisionedAsync(target.Arn, cancellationToken)).Select(p => known.Contains(p.Qualifier)
                ? new Finding(FindingKind.Lifted, $"provisioned concurrency of {Printable.Of(p.Qualifier, 128)} is back")
                : new Finding(FindingKind.Unrecorded, $"provisioned concurrency of {Printable.Of(p.Qualifier, 128)} is new")));
            var configuration = await clients.Lambda.GetFunctionConfigurationAsync(new GetFunctionConfigurationRequest { FunctionName = target.Arn }, cancellationToken);
            if (await WhyItRunsOnAsync(clients, target, configuration, cancellationToken) is { } reason) findings.Add(new Finding(FindingKind.Insufficient, reason));
        }
        catch (ResourceNotFoundException)
        {
            return new Verification([new Finding(FindingKind.Gone, "the function was deleted")]);
        }
        return new Verification(findings);
    }

    public async Task<Reversal> RevertAsync(StepRecord record, CancellationToken cancellationToken)
    {
        var (target, seen) = (record.Target, (QuarantineRecord)record);
        try
        {
            if (await RestoreReservedAsync(target, seen, cancellationToken) is { } left)
            {
                // While the function is held, no provisioning fits beside it.
                if (left.Kind == RemainderKind.NotPossible) return new Reversal([left]);
                return new Reversal([left, .. await RestoreProvisionedAsync(target, seen, cancellationToken)]);
            }
            return new Reversal(await RestoreProvisionedAsync(target, seen, cancellationToken));
        }
        catch (ResourceNotFoundException)
        {
            return new Reversal([new Remainder(RemainderKind.Gone, "the function was deleted")]);
        }
    }

    private static async Task RemoveAsync(IAmazonLambda lambda, StepTarget target, ProvisionedSeen provisioned, CancellationToken cancellationToken)
    {
        try
        {
            await lambda.DeleteProvisionedConcurrencyConfigAsync(
                new DeleteProvisionedConcurrencyConfigRequest { FunctionName = target.Arn, Qualifier = provisioned.Qualifier }, cancellationToken);
        }
        catch (AmazonLambdaException e) when (e is ResourceNotFoundException or ProvisionedConcurrencyConfigNotFoundException) // removed already, or its alias is gone
        {
        }
    }

    private async Task CloseAsync(IAmazonLambda lambda, StepTarget target, QuarantineRecord seen, CancellationToken cancellationToken)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await lambda.PutFunctionConcurrencyAsync(new PutFunctionConcurrencyRequest { FunctionName = target.Arn, ReservedConcurrentExecutions = 0 }, cancellationToken);
                return;
            }
            catch (InvalidParameterValueException) when (seen.Provisioned.Count > 0 && attempt < Patience.Length)
            {
                await Task.Delay(TimeSpan.FromSeconds(Patience[attempt]), clock, cancellationToken);
            }
        }
    }

    private async Task<Remainder?> RestoreReservedAsync(StepTarget target, QuarantineRecord seen, CancellationToken cancellationToken)
    {
        var lambda = targets.For(target).Lambda;
        var now = (await lambda.GetFunctionConcurrencyAsync(new GetFunctionConcurrencyRequest { FunctionName = target.Arn }, cancellationToken)).ReservedConcurrentExecutions;
        if (now == seen.Concurrency) return null;
        if (now is not 0) return new Remainder(RemainderKind.ChangedByOthers, $"reserved concurrency was {Text(seen.Concurrency)} and is {Text(now)}: somebody else set it");
        if (seen.Concurrency is not { } before)
        {
            await lambda.DeleteFunctionConcurrencyAsync(new DeleteFunctionConcurrencyRequest { FunctionName = target.Arn }, cancellationToken);
            return null;
        }
        try
        {
            await lambda.PutFunctionConcurrencyAsync(new PutFunctionConcurrencyRequest { FunctionName = target.Arn, ReservedConcurrentExecutions = before }, cancellationToken);
            return null;
        }
        catch (InvalidParameterValueException e) // the account's unreserved pool would fall below its minimum
        {
            return new Remainder(RemainderKind.NotPossible, $"reserved concurrency {Text(before)} cannot be had any more, 0 is kept: {Printable.Of(e.Message, 200)}");
        }
    }

    private async Task<List<Remainder>> RestoreProvisionedAsync(StepTarget target, QuarantineRecord seen, CancellationToken cancellationToken)
    {
        var left = new List<Remainder>();
        if (seen.Provisioned.Count == 0) return left;
        var lambda = targets.For(target).Lambda;
        var now = (await lambda.ProvisionedAsync(target.Arn, cancellationToken)).ToDictionary(p => p.Qualifier, p => p.Requested, StringComparer.Ordinal);
        foreach (var (qualifier, requested) in seen.Provisioned)
        {
            var shown = Printable.Of(qualifier, 128);
            if (now.TryGetValue(qualifier, out var found))
            {
                if (found != requested) left.Add(new Remainder(RemainderKind.ChangedByOthers, $"provisioned concurrency of {shown} was {Text(requested)} and is {Text(found)}: somebody else set it"));
                continue;
            }
            try
            {
                await lambda.PutProvisionedConcurrencyConfigAsync(
                    new PutProvisionedConcurrencyConfigRequest { FunctionName = target.Arn, Qualifier = qualifier, ProvisionedConcurrentExecutions = requested }, cancellationToken);
            }
            catch (ResourceNotFoundException)
            {
                left.Add(new Remainder(RemainderKind.Gone, $"{shown}, which had provisioned concurrency {Text(requested)}, was deleted"));
            }
            catch (InvalidParameterValueException e)
            {
                left.Add(new Remainder(RemainderKind.NotPossible, $"provisioned concurrency {Text(requested)} of {shown} cannot be had: {Printable.Of(e.Message, 200)}"));
            }
        }
        return left;
    }

    /// <summary>Why concurrency 0 does not stop the function; null where it does.</summary>
    private static async Task<string?> WhyItRunsOnAsync(TargetClients clients, StepTarget target, GetFunctionConfigurationResponse configuration, CancellationToken cancellationToken)
    {
        if (configuration.CapacityProviderConfig is not null) return "it runs on Managed Instances, which reserved concurrency does not stop";
        if (configuration.DurableConfig is not null) return "its executions are durable: those begun go on";
        if (configuration.MasterArn is not null) return "it is a replica of Lambda@Edge";
        // Functions of the edge live in us-east-1.
        if (target.Region != "us-east-1" || configuration.Role is not { } role) return null;
        try
        {
            var trust = (await clients.Iam.GetRoleAsync(new GetRoleRequest { RoleName = role[(role.LastIndexOf('/') + 1)..] }, cancellationToken)).Role?.AssumeRolePolicyDocument;
            return trust?.Contains("edgelambda.", StringComparison.Ordinal) == true ? "its role may run at the edge, where replicas do not obey the reservation for certain" : null;
        }
        catch (NoSuchEntityException) // without its role it does nothing
        {
            return null;
        }
    }

    private static string Text(int? concurrency) => concurrency?.ToString(CultureInfo.InvariantCulture) ?? "none";
}
