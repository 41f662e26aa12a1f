using CsCheck;
using Sentinel.Core.Batches;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Confluence;
using Sentinel.Core.Tests.Detections;

namespace Sentinel.Core.Tests.Batches;

public class BatchDetectorTests
{

    [Fact]
    [Trait("Proof", "concurrent-detectors")]
    public void Several_that_take_batches_at_once_end_as_one_pipeline_that_saw_all_in_order()
    {
        int streams = 0, contained = 0;

        Gen.Select(StreamGen.Streams, Gen.Int[0, int.MaxValue], Gen.Int[1, 4]).Sample((stream, seed, detectors) =>
        {
            if (stream.Length > 5_000) return; // what the cap of a set lets in depends on nothing here, and it takes minutes
            var expected = BatchEnd.InOrder(stream);

            var (shared, asked) = Delivered(stream, seed, detectors);

            var actual = EndOf(shared);
            if (!string.Equals(expected.Text, actual, StringComparison.Ordinal)) throw new InvalidOperationException(BatchEnd.Difference(expected.Text, actual));
            Interlocked.Increment(ref streams);
            if (expected.Targets.Count > 0) Interlocked.Increment(ref contained);
            Assert.Subset(asked, expected.Targets);
        }, iter: 60, threads: 2);

        Assert.True(streams > 40, $"only {streams} streams");
        Assert.True(contained * 3 >= streams, $"only {contained} of {streams} streams reached contain");
    }

    [Fact]
    [Trait("Proof", "concurrent-detectors")]
    public void A_flood_that_several_count_together_is_told_as_by_one_who_counts_it_all()
    {
        var (streams, floods) = (0, 0);

        Gen.Select(StreamGen.Bursts, Gen.Int[0, int.MaxValue], Gen.Int[1, 4]).Sample((stream, seed, detectors) =>
        {
            var expected = BatchEnd.FloodsInOrder(stream);

            var (shared, _) = Delivered(stream, seed, detectors);

            Assert.Equal(expected, BatchEnd.Floods(shared.Subjects.SelectMany(s => shared.Signals.Under(s).Signals).DistinctBy(s => s.Id)));
            Interlocked.Increment(ref streams);
            Interlocked.Add(ref floods, expected.Count(c => c == '\n'));
        }, iter: 60, threads: 2);

        Assert.True(floods > streams, $"only {floods} floods in {streams} streams");
    }

    [Fact]
    public async Task What_cannot_be_understood_is_told_by_its_place()
    {
        var detector = Detector(new Shared(new MemoryFactStore()), []);

        var result = await detector.TakeAsync(["{}"u8.ToArray(), new Happening(Acts.CreateFunction, 0, 1).Json, "nonsense"u8.ToArray()], CancellationToken.None);

        Assert.Equal([0, 2], result.Rejected.Select(r => r.Index));
        Assert.Equal(1, result.Counts.Events);
    }

    [Fact]
    public async Task What_could_not_be_handed_on_is_not_stored_and_comes_again()
    {
        var shared = new Shared(BatchEnd.History.Copy());
        var failing = Detector(shared, [], fail: true);
        var records = Incident();

        await Assert.ThrowsAsync<TimeoutException>(async () => await failing.TakeAsync(records, CancellationToken.None));

        Assert.Empty(shared.Subjects);
        var asked = new HashSet<(string, DateTimeOffset)>();
        var result = await Detector(shared, asked).TakeAsync(records, CancellationToken.None);
        Assert.NotEmpty(asked);
        Assert.NotEmpty(result.Signals);
    }

    [Fact]
    public async Task The_same_batch_again_asks_for_nothing()
    {
        var shared = new Shared(BatchEnd.History.Copy());
        await Detector(shared, []).TakeAsync(Incident(), CancellationToken.None);
        var end = EndOf(shared);
        var asked = new HashSet<(string, DateTimeOffset)>();

        var again = await Detector(shared, asked).TakeAsync(Incident(), CancellationToken.None);

        Assert.Empty(asked);
        Assert.Empty(again.Requests);
        Assert.Equal(end, EndOf(shared));
    }

    [Fact]
    public async Task What_waited_long_is_kept_although_it_comes_beside_what_is_new()
    {
        ReadOnlyMemory<byte> recent = new Happening(CodeClone.OrdinaryDay[0], 10 * 3_600, 100).Json;
        ReadOnlyMemory<byte> clone = new Happening(CodeClone.Create with { Request = CodeClone.Create.Request!.Replace("backup", "sync", StringComparison.Ordinal), Response = CodeClone.Create.Response!.Replace("backup", "sync", StringComparison.Ordinal) }, 2_400, 50).Json;
        var shared = new Shared(BatchEnd.History.Copy());

        await Detector(shared, []).TakeAsync([recent, .. Incident()], CancellationToken.None);
        var result = await Detector(shared, []).TakeAsync([clone], CancellationToken.None);

        Assert.Contains(result.Signals, s => s.Detection == "code-clone");
    }

    [Fact]
    public async Task Calls_of_one_minute_are_counted_together_although_something_much_later_comes_between()
    {
        var invoke = CodeClone.Attack[^1];
        var shared = new Shared(BatchEnd.History.Copy());

        await Detector(shared, []).TakeAsync([new Happening(invoke, 0, 1).Json, new Happening(CodeClone.OrdinaryDay[0], 10 * 3_600, 2).Json, new Happening(invoke, 10, 3).Json], CancellationToken.None);

        Assert.Equal(2, Assert.Single(shared.Calls.Within(new CallSpan("arn:aws:lambda:eu-west-1:111122223333:function:backup", ByCaller: false, 0, int.MaxValue))).Calls.Count);
    }

    private static List<ReadOnlyMemory<byte>> Incident() => [.. CodeClone.Attack.Select((call, i) => (ReadOnlyMemory<byte>)new Happening(call, (int)(call.Minute * 60), i + 1).Json)];

    private static (Shared Shared, HashSet<(string, DateTimeOffset)> Asked) Delivered(Happening[] stream, int seed, int detectors)
    {
        var dice = new Dice(seed);
        var shared = new Shared(BatchEnd.History.Copy());
        var asked = new HashSet<(string, DateTimeOffset)>();
        var deliveries = stream.SelectMany(h => Enumerable.Repeat(h, 1 + dice.Below(2))).Select(h => (Arrival: h.Second + dice.Below(3_600), Tie: dice.Below(int.MaxValue), Happening: h)).ToList();
        deliveries.Sort((a, b) => a.Arrival != b.Arrival ? a.Arrival.CompareTo(b.Arrival) : a.Tie.CompareTo(b.Tie));
        var batches = new Queue<List<ReadOnlyMemory<byte>>>();
        for (var at = 0; at < deliveries.Count;)
        {
            var size = 1 + dice.Below(60);
            batches.Enqueue([.. deliveries.Skip(at).Take(size).Select(d => (ReadOnlyMemory<byte>)d.Happening.Json)]);
            at += size;
        }
        Task.WaitAll([.. Enumerable.Range(0, detectors).Select(_ => Task.Run(async () =>
        {
            var detector = Detector(shared, asked);
            while (true)
            {
                List<ReadOnlyMemory<byte>>? batch;
                lock (batches)
                {
                    if (!batches.TryDequeue(out batch)) return;
                }
                await detector.TakeAsync(batch, CancellationToken.None);
            }
        }))]);
        return (shared, asked);
    }

    private static BatchDetector Detector(Shared shared, HashSet<(string, DateTimeOffset)> asked, bool fail = false) => new(new BatchDetectorOptions
    {
        Settings = _ => ValueTask.FromResult(BatchEnd.Settings),
        Countries = ExampleRunner.KnownCountries,
        Facts = new SharedFacts(shared),
        Records = new SharedRecords(shared),
        Signals = new SharedSignals(shared),
        Calls = new SharedCalls(shared),
        Ask = (requests, _) =>
        {
            if (fail) throw new TimeoutException();
            lock (asked) asked.UnionWith(requests.OfType<ContainmentRequest.Contain>().Select(r => (r.Target.Function, r.Target.Life)));
            return ValueTask.CompletedTask;
        },
    });

    /// <summary>The end state as anybody reads it who comes later.</summary>
    private static string EndOf(Shared shared)
    {
        var signals = shared.Subjects.SelectMany(s => shared.Signals.Under(s).Signals).DistinctBy(s => s.Id);
        return BatchEnd.Describe(shared.Facts, signals, BatchEnd.Recall(shared.Facts, shared.Signals, [.. shared.Subjects]));
    }
}
