using System.Text;
using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;
using Sentinel.Aws.Network;
using Sentinel.Core.Batches;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.FlowLogs;
using Sentinel.Handlers.Observability;
using Sentinel.Handlers.Queue;

namespace Sentinel.Handlers;

/// <summary>What the handler of flow logs is told by the stack.</summary>
/// <param name="Format">The fields of the log groups' lines.</param>
/// <param name="Region">In which the log groups and their interfaces are.</param>
internal sealed record FlowLogsOptions(FlowLogFormat Format, string Region);

/// <summary>
/// Judges VPC flow logs as a subscription of CloudWatch Logs delivers them, to the function itself or by way of a Kinesis stream. What cannot be read fails the invocation, or the
/// record of the stream, with its reason, so that it ends where the stack puts failures; a line that cannot be read is logged and counted, and the rest goes on.
/// </summary>
internal sealed class FlowLogs(BatchDetector detector, FlowLogsOptions options, FunctionInterfaces interfaces, Metrics metrics, StructuredLog logs, Func<CancellationToken, Task> prime) : IHandler
{
    // Of a log group whose format is another than declared every line is bad: a few tell it.
    private const int Explained = 5;

    private readonly ILogger _log = logs.CreateLogger("FlowLogs");

    public Task PrimeAsync(CancellationToken cancellationToken) => prime(cancellationToken);

    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken)
    {
        if (KinesisBatch.IsLikely(payload.Span)) return await TakeStreamAsync(KinesisBatch.Read(payload), cancellationToken);
        if (!FlowLogSubscription.TryRead(payload, out var subscription, out var reason))
        {
            metrics.Add(Counter.Rejected);
            throw new MalformedEventException(reason);
        }
        await TakeAsync([subscription], cancellationToken);
        return "{}"u8.ToArray();
    }

    private async Task<ReadOnlyMemory<byte>> TakeStreamAsync(IReadOnlyList<KinesisRecord> records, CancellationToken cancellationToken)
    {
        var failed = new List<string>();
        var read = new List<FlowLogSubscription>();
        foreach (var record in records)
        {
            if (FlowLogSubscription.TryReadPacked(record.Data, out var subscription, out var reason))
            {
                read.Add(subscription);
                continue;
            }
            metrics.Add(Counter.Rejected);
            _log.FlowRecordMalformed(record.SequenceNumber, reason);
            failed.Add(record.SequenceNumber);
        }
        await TakeAsync(read, cancellationToken);
        return KinesisBatch.Response(failed);
    }

    private async Task TakeAsync(IReadOnlyList<FlowLogSubscription> subscriptions, CancellationToken cancellationToken)
    {
        var places = new List<(string Stream, int Index)>();
        var lines = new List<ReadOnlyMemory<byte>>();
        foreach (var (subscription, i, line) in subscriptions.SelectMany(s => s.Lines.Select((line, i) => (s, i, line))))
        {
            lines.Add(line);
            places.Add((subscription.LogStream, i));
        }
        if (lines.Count == 0) return; // a control message
        var (functions, others) = await DescribeAsync(subscriptions, cancellationToken);
        if (others.Count > 0) Keep(lines, places, line => !others.Contains(InterfaceOf(line)));
        var result = await detector.TakeAsync([], new FlowBatch(options.Format, lines, functions), cancellationToken);
        Tell(result, places);
    }

    // Which function an interface's description names, and which interfaces are no function's. Where nothing is described, invocations tell which function ran on an interface.
    private async ValueTask<(Dictionary<string, string> Functions, HashSet<string> Others)> DescribeAsync(IReadOnlyList<FlowLogSubscription> subscriptions, CancellationToken cancellationToken)
    {
        var (functions, others) = (new Dictionary<string, string>(StringComparer.Ordinal), new HashSet<string>(StringComparer.Ordinal));
        foreach (var account in subscriptions.GroupBy(s => s.Owner, StringComparer.Ordinal))
        {
            var ids = account.SelectMany(s => s.Lines).Select(line => InterfaceOf(line)).Where(id => id.Length > 0).ToHashSet(StringComparer.Ordinal);
            foreach (var (id, description) in await interfaces.DescribeAsync(account.Key, ids, cancellationToken))
            {
                if (!description.IsFunctions) others.Add(id);
                else if (description.Function is { } name) functions[id] = $"arn:{Arns.PartitionOf(options.Region)}:lambda:{options.Region}:{account.Key}:function:{name}";
            }
        }
        return (functions, others);
    }

    private string InterfaceOf(ReadOnlyMemory<byte> line) => FlowLogReader.TryRead(line.Span, options.Format, out var flow, out _) ? Encoding.UTF8.GetString(flow.Interface) : "";

    private static void Keep(List<ReadOnlyMemory<byte>> lines, List<(string, int)> places, Func<ReadOnlyMemory<byte>, bool> wanted)
    {
        for (var i = lines.Count - 1; i >= 0; i--)
        {
            if (wanted(lines[i])) continue;
            lines.RemoveAt(i);
            places.RemoveAt(i);
        }
    }

    private void Tell(BatchResult result, List<(string Stream, int Index)> places)
    {
        foreach (var (index, reason) in result.RejectedLines.Take(Explained)) _log.FlowLineMalformed(places[index].Stream, places[index].Index, result.RejectedLines.Count, reason);
        metrics.Add(Counter.Rejected, result.RejectedLines.Count);
        metrics.Add(Counter.Records, result.Counts.Events);
        metrics.Add(Counter.Signals, result.Signals.Count);
        metrics.Add(Counter.Incidents, result.Incidents.Count);
    }
}
