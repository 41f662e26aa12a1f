using Amazon.Lambda.Core;
using Sentinel.Core.Batches;
using Sentinel.Handlers.Observability;
using Sentinel.Handlers.Queue;

namespace Sentinel.Handlers;

/// <summary>Judges a batch of EventBridge envelopes. What is acknowledged is stored, and what was to be contained has been handed on.</summary>
internal sealed class Detector(SqsBatch batch, BatchDetector detector, Metrics metrics, Func<CancellationToken, Task> prime) : IHandler
{
    public Task PrimeAsync(CancellationToken cancellationToken) => prime(cancellationToken);

    public Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken) =>
        batch.TogetherAsync(payload, DetectAsync, cancellationToken);

    private async Task DetectAsync(SqsWork work, CancellationToken cancellationToken)
    {
        var result = await detector.TakeAsync([.. work.Messages.Select(m => m.Body)], cancellationToken);
        var rejected = result.Rejected.ToDictionary(r => r.Index, r => r.Reason);
        for (var i = 0; i < work.Messages.Count; i++)
        {
            if (rejected.TryGetValue(i, out var reason)) work.Reject(work.Messages[i], reason);
            else work.Done(work.Messages[i]);
        }
        metrics.Add(Counter.Records, result.Counts.Events);
        metrics.Add(Counter.Signals, result.Signals.Count);
        metrics.Add(Counter.Incidents, result.Incidents.Count);
    }
}
