using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;
using Sentinel.Aws.Response;
using Sentinel.Handlers.Observability;

namespace Sentinel.Handlers;

/// <summary>What a sweep found.</summary>
/// <param name="Open">Contained functions that were looked at.</param>
/// <param name="Lifted">Those that had been lifted, and were contained again or are on-call's by now.</param>
/// <param name="Expired">Approvals for which it is too late.</param>
public sealed record SweepResult(int Open, int Lifted, int Expired);

/// <summary>Every 15 minutes: sends the pages that could not be sent, verifies all that the ledger holds open, tells on-call again what has been open for long, and
/// ends approvals that nobody gave. The event that starts it is not read.</summary>
internal sealed class Verify(ContainmentRunner runner, ContainmentLedger ledger, Approvals approvals, IncidentBook incidents, ContainmentNews news, Pager pager, StructuredLog logs, TimeProvider clock) : IHandler
{
    private readonly ILogger _log = logs.CreateLogger("Verify");

    /// <exception cref="SweepFailedException">Some could not be verified, or on-call could not be told; all else was done.</exception>
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken)
    {
        var unsent = await pager.SendKeptAsync(cancellationToken);
        var functions = await ledger.OpenFunctionsAsync(cancellationToken);
        var (lifted, failed) = (0, new List<string>());
        foreach (var function in functions)
        {
            try
            {
                if (await LookAsync(function, cancellationToken)) lifted++;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested) // whatever it is, the others are looked at
            {
                _log.NotVerified(function, e);
                failed.Add(function);
            }
        }
        var expired = await ExpireAsync(cancellationToken);
        if (failed.Count > 0) throw new SweepFailedException($"{failed.Count} of {functions.Count} contained functions could not be verified, the first: {failed[0]}");
        if (unsent > 0) throw new SweepFailedException($"{unsent} pages could not be sent again");
        return JsonSerializer.SerializeToUtf8Bytes(new SweepResult(functions.Count, lifted, expired), VerifyJson.Default.SweepResult);
    }

    private async Task<bool> LookAsync(string function, CancellationToken cancellationToken)
    {
        var check = await runner.VerifyAsync(function, async (id, cancelled) => (await incidents.FindAsync(id, cancelled))?.Incident, cancellationToken);
        if (check is null) return false;
        if (ContainmentPages.StillOpen(check.Open, clock.GetUtcNow()) is { } page) await pager.TellAsync(page, cancellationToken);
        if (check.Message is null) return false;
        var told = await news.TellAsync(check.Message, check.Actions, cancellationToken);
        await runner.AnsweredAsync(check, cancellationToken);
        return told ? true : throw new PageNotSentException(check.Actions);
    }

    private async Task<int> ExpireAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var late = (await approvals.ListAsync(null, cancellationToken)).Where(a => now >= a.Until).ToList();
        foreach (var approval in late)
        {
            await pager.TellAsync(ContainmentPages.Expired(approval, now), cancellationToken);
            await approvals.RemoveAsync(approval, cancellationToken);
        }
        return late.Count;
    }
}

/// <summary>A sweep was not complete; the next one tries again.</summary>
public sealed class SweepFailedException(string message) : Exception(message);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(SweepResult))]
internal sealed partial class VerifyJson : JsonSerializerContext;
