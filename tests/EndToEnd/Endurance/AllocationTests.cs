using Sentinel.Cli.Simulation;
using Sentinel.Core;
using Pipeline = Sentinel.Core.Pipeline;

namespace Sentinel.EndToEnd.Tests.Endurance;

/// <summary>Records that nobody asked about leave nothing behind but that they were seen.</summary>
[Collection(Alone.Name)]
public sealed class AllocationTests
{
    [Fact]
    public void A_record_that_no_detection_wants_costs_less_than_200_bytes()
    {
        var pipeline = new Pipeline(new PipelineOptions());
        var records = BenchMix.Mix(7, 60_000).ToList();
        foreach (var record in records.Take(10_000)) pipeline.Accept(record, out _);
        long bytes = 0, unwanted = 0, before = pipeline.Counts().Unwanted;

        foreach (var record in records.Skip(10_000))
        {
            var start = GC.GetAllocatedBytesForCurrentThread();
            pipeline.Accept(record, out _);
            var spent = GC.GetAllocatedBytesForCurrentThread() - start;
            if (pipeline.Counts().Unwanted is var now && now == before) continue;
            (before, bytes, unwanted) = (now, bytes + spent, unwanted + 1);
        }

        Assert.InRange(unwanted, 25_000, 45_000);
        Assert.True(bytes < 200 * unwanted, $"{bytes / unwanted} bytes a record");
    }
}
