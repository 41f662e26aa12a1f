using CsCheck;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Confluence;
using Sentinel.Core.Tests.Detections;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Aws.Tests.State;

/// <summary>The pipeline learns the same whether its knowledge lies in memory or in the table.</summary>
[Collection(OnDynalite.Name)]
public sealed class WholePipelineTests(Dynalite dynalite)
{
    [Fact]
    public void What_a_stream_teaches_is_in_the_table_as_it_would_be_in_memory()
    {
        var facts = 0;

        StreamGen.Streams.Where(s => s.Length < 200).Sample(stream =>
        {
            using var bench = new StateBench(dynalite) { Options = new StateOptions { Reach = TimeSpan.FromDays(1) } };
            // In so long a window memory forgets nothing of a stream; the table leaves that to its expiry.
            var memory = new PipelineOptions { Settings = SentinelSettings.Default with { WindowMinutes = 1440 }, Countries = ExampleRunner.KnownCountries, Facts = new MemoryFactStore(), Records = new MemoryRecordStore() };
            var stored = memory with { Facts = new DynamoFactStore(bench.Table, bench.Options), Records = new DynamoRecordStore(bench.Table, bench.Options) };
            foreach (var options in new[] { memory, stored })
            {
                var pipeline = new Pipeline(options with { Ledger = new Core.Containment.MemoryLedger() });
                foreach (var happening in stream) pipeline.Accept(happening.Json, out _);
                pipeline.Complete();
                Wait(options.Records.FlushAsync(default));
                Wait(options.Facts.FlushAsync(default));
            }

            var all = ((MemoryFactStore)memory.Facts).All.ToList();
            var subjects = all.Select(f => f.Subject).ToList();
            var (nextFacts, nextRecords) = (new DynamoFactStore(bench.Table, bench.Options), new DynamoRecordStore(bench.Table, bench.Options));
            Wait(nextFacts.FetchAsync(subjects, default));
            Wait(nextRecords.FetchAsync(subjects, default));

            Assert.All(all, f => Assert.Equal(f.Text(), nextFacts.Of(f.Subject).Text()));
            Assert.All(subjects, s => Assert.Equal(memory.Records.Under(s).Select(RecordText.Of), nextRecords.Under(s).Select(RecordText.Of)));
            facts += all.Sum(f => f.Habits.Count() + (f.Function?.Events.Count ?? 0));
        }, iter: 15, threads: 1);

        Assert.True(facts > 200, $"only {facts} facts were compared");
    }

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}
