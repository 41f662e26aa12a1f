using System.Text.Json;
using BenchmarkDotNet.Attributes;
using Sentinel.Cli.Simulation;
using Pipeline = Sentinel.Core.Pipeline;

namespace Sentinel.Benchmarks;

/// <summary>EventBridge envelopes in, verdict out, with the whole catalogue and state, on one core; beside what reading the bytes alone costs.</summary>
[MemoryDiagnoser]
[HideColumns("Error", "StdDev", "Median", "RatioSD")]
public abstract class Throughput
{
    private const int Records = 30_000;

    private byte[][] _records = [];

    protected abstract IEnumerable<byte[]> Draw(int records);

    [GlobalSetup]
    public void Setup() => _records = [.. Draw(Records)];

    /// <summary>Every token of every record, nothing done with it.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Records)]
    public long BareTokenScan()
    {
        long tokens = 0;
        foreach (var record in _records)
        {
            var reader = new Utf8JsonReader(record);
            while (reader.Read()) tokens++;
        }
        return tokens;
    }

    [Benchmark(OperationsPerInvoke = Records)]
    public long SentinelPipeline()
    {
        var pipeline = new Pipeline(new Core.PipelineOptions());
        foreach (var record in _records) pipeline.Accept(record, out _);
        pipeline.Complete();
        return pipeline.Counts().Events;
    }

    /// <summary>The naive way only to the fields, with no detection and no state.</summary>
    [Benchmark(OperationsPerInvoke = Records)]
    public int JsonDocumentFields()
    {
        var length = 0;
        foreach (var record in _records)
        {
            using var document = JsonDocument.Parse(record);
            var detail = document.RootElement.GetProperty("detail");
            foreach (var name in (ReadOnlySpan<string>)["eventID", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "recipientAccountId"])
            {
                if (detail.TryGetProperty(name, out var value)) length += value.GetString()!.Length;
            }
            if (detail.GetProperty("userIdentity").TryGetProperty("arn", out var arn)) length += arn.GetString()!.Length;
        }
        return length;
    }
}

/// <summary>60 % that no detection wants, 30 % Invoke, 10 % wanted control plane.</summary>
public class Mix : Throughput
{
    protected override IEnumerable<byte[]> Draw(int records) => BenchMix.Mix(1, records);
}

/// <summary>All Invoke, of three functions by four callers.</summary>
public class Flood : Throughput
{
    protected override IEnumerable<byte[]> Draw(int records) => BenchMix.Flood(1, records);
}
