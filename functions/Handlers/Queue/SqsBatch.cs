using Microsoft.Extensions.Logging;
using Sentinel.Handlers.Observability;

namespace Sentinel.Handlers.Queue;

/// <summary>
/// Runs a batch of an SQS queue and answers which messages are to be delivered again, so that one bad message does not hold up the rest and nothing
/// is acknowledged that is not done. The trigger must have <c>ReportBatchItemFailures</c>, else Lambda takes every answer for success.
/// https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html
/// </summary>
public sealed class SqsBatch(StructuredLog logs, Metrics metrics)
{
    private readonly ILogger _log = logs.CreateLogger("SqsBatch");

    /// <summary>Handles the messages as one: for work that is folded over the batch before it is stored.</summary>
    /// <param name="work">Calls <see cref="SqsWork.Done"/> for what is stored and <see cref="SqsWork.Reject"/> for what is malformed. When it throws, that is logged once and the rest is unfinished.</param>
    /// <exception cref="MalformedEventException">The event is no SQS batch.</exception>
    public async Task<ReadOnlyMemory<byte>> TogetherAsync(ReadOnlyMemory<byte> payload, Func<SqsWork, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var delivery = SqsDelivery.Read(payload.Span);
        var batch = new SqsWork(delivery.Messages, Rejected);
        try
        {
            await work(batch, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            _log.BatchOutOfTime(batch.Unfinished, delivery.Messages.Count);
        }
        catch (Exception e) // the queue tries again
        {
            _log.BatchFailed(e, batch.Unfinished, delivery.Messages.Count);
        }
        return batch.Response();
    }

    /// <summary>
    /// Handles one message after the other. One that fails leaves the others alone, except in a FIFO queue, where those behind it in its group wait for it.
    /// At the deadline the rest is left to the queue.
    /// </summary>
    /// <param name="work">Returning means done; a <see cref="MalformedEventException"/> rejects the message; anything else leaves it to be tried again.</param>
    /// <exception cref="MalformedEventException">The event is no SQS batch.</exception>
    public async Task<ReadOnlyMemory<byte>> EachAsync(ReadOnlyMemory<byte> payload, Func<SqsMessage, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        using var delivery = SqsDelivery.Read(payload.Span);
        var batch = new SqsWork(delivery.Messages, Rejected);
        var held = new HashSet<string?>(StringComparer.Ordinal);
        foreach (var message in delivery.Messages)
        {
            if (message.IsFifo && held.Contains(message.GroupId)) continue;
            if (cancellationToken.IsCancellationRequested) break;
            if (message.Problem is not null || !await TryAsync(batch, message, work, cancellationToken)) held.Add(message.GroupId);
        }
        logs.CorrelationId = null;
        if (cancellationToken.IsCancellationRequested && batch.Unfinished > 0) _log.BatchOutOfTime(batch.Unfinished, delivery.Messages.Count);
        return batch.Response();
    }

    private async Task<bool> TryAsync(SqsWork batch, SqsMessage message, Func<SqsMessage, CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        logs.CorrelationId = message.MessageId;
        try
        {
            await work(message, cancellationToken);
            batch.Done(message);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        catch (MalformedEventException e)
        {
            batch.Reject(message, e.Message);
            return false;
        }
        catch (Exception e) // one bad message must not sink the rest
        {
            _log.MessageFailed(e, message.MessageId, message.ReceiveCount);
            return false;
        }
    }

    private void Rejected(SqsMessage message, string reason)
    {
        metrics.Add(Counter.Rejected);
        _log.MessageMalformed(message.MessageId, message.ReceiveCount, reason);
    }
}
