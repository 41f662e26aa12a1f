using CsCheck;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core;
using Sentinel.Core.Batches;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Tests.Batches;
using Sentinel.Core.Tests.Confluence;
using Sentinel.Core.Tests.Detections;

namespace Sentinel.Aws.Tests.State;

/// <summary>Twenty Detectors at once on one shuffled, duplicated stream, over one table: what they leave there is what one pipeline makes of the stream in order.</summary>
[Collection(OnDynalite.Name)]
[Trait("Proof", "concurrent-detectors")]
public sealed class ConcurrentDetectorsTests(Dynalite dynalite)
{
    private const int Detectors = 20;

    // Nothing of these streams is older than the reach, whenever the test runs.
    private static readonly StateOptions Options = new() { Reach = TimeSpan.FromDays(40_000), SignalsLast = TimeSpan.FromDays(40_000) };

    [Fact]
    public async Task Twenty_at_once_end_as_one()
    {
        var contained = 0;

        // Not those that are so long that the emulator takes minutes.
        await StreamGen.Streams.SampleAsync(async stream => contained += stream.Length > 120 ? 0 : await EndsAsOneAsync(stream), iter: 40, threads: 1);

        Assert.True(contained > 1, $"only {contained} functions were contained");
    }

    /// <returns>How many functions were to be contained.</returns>
    private async Task<int> EndsAsOneAsync(Happening[] stream)
    {
        var expected = BatchEnd.InOrder(stream);
        using var clients = dynalite.Clients();
        var table = new StateTable(clients.DynamoDb, await dynalite.NewTableAsync(clients.DynamoDb), TimeProvider.System);
        await StoreHistoryAsync(table);
        var asked = new HashSet<(string, DateTimeOffset)>();
        var batches = new Queue<List<ReadOnlyMemory<byte>>>(Batches(stream));

        await Task.WhenAll(Enumerable.Range(0, Detectors).Select(_ => Task.Run(async () =>
        {
            var detector = Detector(table, asked);
            while (true)
            {
                List<ReadOnlyMemory<byte>>? batch;
                lock (batches)
                {
                    if (!batches.TryDequeue(out batch)) return;
                }
                await detector.TakeAsync(batch, CancellationToken.None);
            }
        })));

        var actual = await EndAsync(table, stream);
        Assert.True(string.Equals(expected.Text, actual, StringComparison.Ordinal), BatchEnd.Difference(expected.Text, actual));
        Assert.Superset(expected.Targets, asked);
        return expected.Targets.Count;
    }

    private static IEnumerable<List<ReadOnlyMemory<byte>>> Batches(Happening[] stream)
    {
        var dice = new Dice(7);
        var deliveries = stream.SelectMany(h => Enumerable.Repeat(h, 1 + dice.Below(2))).ToArray();
        dice.Shuffle(deliveries);
        for (var at = 0; at < deliveries.Length;)
        {
            var size = 1 + dice.Below(4);
            yield return [.. deliveries.Skip(at).Take(size).Select(d => (ReadOnlyMemory<byte>)d.Json)];
            at += size;
        }
    }

    private static BatchDetector Detector(StateTable table, HashSet<(string, DateTimeOffset)> asked) => new(new BatchDetectorOptions
    {
        Settings = _ => ValueTask.FromResult(BatchEnd.Settings),
        Countries = ExampleRunner.KnownCountries,
        Facts = new DynamoFactStore(table, Options),
        Records = new DynamoRecordStore(table, Options),
        Signals = new DynamoSignalStore(table, Options),
        Calls = new DynamoCallStore(table, Options),
        Ask = (requests, _) =>
        {
            lock (asked) asked.UnionWith(requests.OfType<ContainmentRequest.Contain>().Select(r => (r.Target.Function, r.Target.Life)));
            return ValueTask.CompletedTask;
        },
    });

    private static async Task StoreHistoryAsync(StateTable table)
    {
        var facts = new DynamoFactStore(table, Options);
        foreach (var known in BatchEnd.History.All) facts.Of(known.Subject).Absorb(known);
        await facts.FlushAsync(CancellationToken.None);
    }

    /// <summary>The table, read by one who comes later.</summary>
    private static async Task<string> EndAsync(StateTable table, Happening[] stream)
    {
        // Every subject that the stream can name, as a pipeline in memory asks for them.
        var asked = BatchEnd.History.Copy();
        var played = new Pipeline(new PipelineOptions { Settings = BatchEnd.Settings, Countries = ExampleRunner.KnownCountries, Facts = asked });
        foreach (var happening in stream.OrderBy(h => h.Second).ThenBy(h => h.Id)) played.Accept(happening.Json, out _);
        played.Complete();
        var subjects = asked.All.Select(f => f.Subject).Union(played.LiveSignals.SelectMany(s => s.Subjects), StringComparer.Ordinal).ToList();
        var (facts, signals) = (new DynamoFactStore(table, Options), new DynamoSignalStore(table, Options));
        await facts.FetchAsync(subjects, CancellationToken.None);
        await signals.FetchAsync(subjects, CancellationToken.None);
        var read = new MemoryFactStore();
        foreach (var subject in subjects) read.Of(subject).Absorb(facts.Of(subject));
        return BatchEnd.Describe(read, subjects.SelectMany(s => signals.Under(s).Signals).DistinctBy(s => s.Id), BatchEnd.Recall(read, signals, subjects));
    }
}
