using Amazon.Lambda.Core;
using Sentinel.Core.CloudTrail;
using Sentinel.Handlers.Observability;
using Sentinel.Handlers.Queue;

namespace Sentinel.Handlers;

/// <summary>
/// Reads a batch of events as they are read for detection, judges nothing and stores nothing: it counts those that are understood and tells their age,
/// and says of the others why not. For a look at what a queue delivers, before anything depends on it.
/// </summary>
internal sealed class Inspect(SqsBatch batch, Metrics metrics, TimeProvider clock) : IHandler
{
    private readonly CloudTrailReader _reader = new(countries: null, wanted: new HashSet<string>(StringComparer.Ordinal));

    public Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken) =>
        batch.EachAsync(payload, InspectAsync, cancellationToken);

    private Task InspectAsync(SqsMessage message, CancellationToken cancellationToken)
    {
        if (!_reader.TryScan(message.Body.Span, out var record, out var reason)) throw new MalformedEventException(reason!);
        if (record.Kind == RecordKind.CloudTrail)
        {
            if (!_reader.TryTime(record.EventTime, out var time)) throw new MalformedEventException(CloudTrailReader.TimeReason(record.EventTime));
            metrics.Observe(Age.Event, clock.GetUtcNow() - time);
        }
        metrics.Add(Counter.Records);
        return Task.CompletedTask;
    }
}
