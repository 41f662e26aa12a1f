using System.Text.Json;
using System.Text.RegularExpressions;
using Amazon.Lambda.Core;
using Sentinel.Aws.Coverage;
using Sentinel.Handlers.Observability;

namespace Sentinel.Handlers;

/// <summary>
/// Every five minutes, by the schedule: who is silent, what drains, and of the accounts whose turn it is all that must work for them to be seen. Invoked directly
/// with a <see cref="CoverageRequest"/> it checks the accounts that are named, or makes canary calls. Answers with a <see cref="CoverageResult"/>.
/// </summary>
internal sealed partial class Coverage(CoverageCheck check, Canaries canaries, IReadOnlyList<string> regions, Pager pager, Metrics metrics, TimeProvider clock) : IHandler
{
    // For what is under way when no further account is begun: the slowest answers, and the writing down.
    private static readonly TimeSpan ToFinish = TimeSpan.FromMinutes(2);

    // Whoever invokes it directly waits three minutes for the answer (functions/Cli/Deployment/AwsOptions.cs); some 300 accounts are asked in this time.
    private static readonly TimeSpan MostAsking = TimeSpan.FromMinutes(2);

    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken)
    {
        var request = Read(payload);
        await pager.SendKeptAsync(cancellationToken);
        var result = request.Canary is { } canary ? await TryOutAsync(canary, request.Accounts, cancellationToken)
            : await check.RunAsync(request.Accounts, clock.GetUtcNow() + Least(context.RemainingTime - ToFinish, MostAsking), cancellationToken);
        if (request.Canary is null)
        {
            metrics.Add(Counter.BlindSpots, result.Blind);
            metrics.Add(Counter.SilentPlaces, result.Gaps.Count(g => g is { Sensor: "heartbeat", Sight: "blind" }));
            metrics.Add(Counter.AccountsChecked, result.Checked);
        }
        return JsonSerializer.SerializeToUtf8Bytes(result, CoverageJson.Default.CoverageResult);
    }

    private static TimeSpan Least(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private async Task<CoverageResult> TryOutAsync(string canary, IReadOnlyList<string>? only, CancellationToken cancellationToken)
    {
        var accounts = await check.AccountsAsync(cancellationToken);
        if (only is not null) accounts = [.. accounts.Intersect(only, StringComparer.Ordinal)];
        var calls = await canaries.MakeAsync(canary, accounts, regions, cancellationToken);
        return new CoverageResult(accounts.Count, regions.Count, 0, 0, 0, [], 0, calls);
    }

    // The schedule's event is an object too, of other members.
    private static CoverageRequest Read(ReadOnlyMemory<byte> payload)
    {
        CoverageRequest request;
        try
        {
            request = JsonSerializer.Deserialize(payload.Span, CoverageJson.Default.CoverageRequest) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new MalformedEventException($"the event is no such request, expected {{\"accounts\":[\"111122223333\"]}} or {{\"canary\":\"NAME\"}}: {e.Message}");
        }
        if (request.Canary is { } name && !CanaryName().IsMatch(name)) throw new MalformedEventException("canary is no name, expected 1-40 letters, digits and hyphens");
        return request;
    }

    [GeneratedRegex("^[A-Za-z0-9-]{1,40}$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex CanaryName();
}
