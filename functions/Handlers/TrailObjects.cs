using System.Text.Json;
using Amazon.Lambda.Core;
using Amazon.S3;
using Microsoft.Extensions.Logging;
using Sentinel.Aws.Trail;
using Sentinel.Core.Batches;
using Sentinel.Core.Settings;
using Sentinel.Handlers.Observability;
using Sentinel.Handlers.Queue;

namespace Sentinel.Handlers;

/// <summary>The second way in: log files of a trail, as its bucket tells of them, judged as what comes over the bus is. What comes both ways is one event.</summary>
internal sealed class TrailObjects(SqsBatch batch, BatchDetector detector, IAmazonS3 s3, string bucket, Metrics metrics, StructuredLog logs) : IHandler
{
    private readonly ILogger _log = logs.CreateLogger("TrailObjects");

    public Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken) => batch.EachAsync(payload, ReadAsync, cancellationToken);

    private async Task ReadAsync(SqsMessage message, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> keys;
        try
        {
            keys = TrailNotice.Read(message.Body, bucket);
        }
        catch (JsonException e)
        {
            throw new MalformedEventException(e.Message);
        }
        foreach (var key in keys)
        {
            using var found = await s3.GetObjectAsync(bucket, key, cancellationToken);
            await TrailFile.ReadAsync(found.ResponseStream, records => JudgeAsync(key, records, cancellationToken), (place, reason) => Rejected(key, place, reason), cancellationToken);
        }
    }

    private async Task JudgeAsync(string key, IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken)
    {
        var result = await detector.TakeAsync(records, cancellationToken);
        foreach (var (index, reason) in result.Rejected) Rejected(key, $"record {index}", reason);
        metrics.Add(Counter.Records, result.Counts.Events);
        metrics.Add(Counter.Signals, result.Signals.Count);
        metrics.Add(Counter.Incidents, result.Incidents.Count);
    }

    // The file stays where it is: its other records are judged, and this one can be looked up.
    private void Rejected(string key, string place, string reason)
    {
        metrics.Add(Counter.Rejected);
        _log.RecordRejected(Printable.Of(key, 300), place, reason);
    }
}
