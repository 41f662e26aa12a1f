using CsCheck;
using Sentinel.Core.Batches;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.FlowLogs;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Batches;
using Sentinel.Core.Tests.Detections;

namespace Sentinel.Core.Tests.Confluence;

/// <summary>Statement A of section 3 of the design with flow records among the others: whatever comes late, a run, a call from where something was sent to, or the flow itself.</summary>
[Trait("Proof", "confluence")]
public class EgressConfluenceTests
{
    private static readonly int Streams = int.TryParse(Environment.GetEnvironmentVariable("CONFLUENCE_STREAMS"), System.Globalization.CultureInfo.InvariantCulture, out var more) ? more : 300;

    private static readonly SentinelSettings[] Settings = [.. new[] { 60, SentinelSettings.Default.WindowMinutes }.Select(w => SentinelSettings.Default with { MaxContainmentsPerHour = 1_000, WindowMinutes = w })];

    [Fact]
    public void Order_repetition_and_batches_change_nothing_with_flow_records_among_them()
    {
        int streams = 0, unexpected = 0, toCaller = 0, joined = 0;

        Gen.Select(EgressStreamGen.Streams, Gen.Int[0, int.MaxValue]).Sample((stream, seed) =>
        {
            if (stream.Length > 5_000) return;
            var settings = Settings[seed % 3 == 0 ? 0 : 1];
            var (expected, whole) = Play(InOrder(stream), settings);

            var (actual, _) = Play(Shuffled(stream, seed), settings, pauses: new Dice(seed));

            if (!string.Equals(expected, actual, StringComparison.Ordinal)) throw new InvalidOperationException(BatchEnd.Difference(expected, actual));
            Interlocked.Increment(ref streams);
            if (whole.LiveSignals.Any(s => s.Detection == "unexpected-egress")) Interlocked.Increment(ref unexpected);
            if (whole.LiveSignals.Any(s => s.Detection == "egress-to-caller")) Interlocked.Increment(ref toCaller);
            if (whole.Incidents.Any(i => i.Detections.Contains("egress-to-caller") && i.Detections.Count > 2)) Interlocked.Increment(ref joined);
        }, iter: Streams);

        Assert.True(unexpected * 5 > streams, $"something unexpected was sent in {unexpected} of {streams} streams");
        Assert.True(toCaller * 5 > streams, $"something was sent to a caller in {toCaller} of {streams} streams");
        Assert.True(joined * 20 > streams, $"it became part of an incident in {joined} of {streams} streams");
    }

    [Fact]
    [Trait("Proof", "concurrent-detectors")]
    public void Several_that_take_batches_at_once_end_as_one_with_flow_records_among_them()
    {
        int streams = 0, sent = 0;

        Gen.Select(EgressStreamGen.Streams, Gen.Int[0, int.MaxValue], Gen.Int[1, 4]).Sample((stream, seed, detectors) =>
        {
            if (stream.Length > 1_500) return;
            var facts = Past();
            var state = new EndState();
            var pipeline = new Pipeline(new PipelineOptions { Settings = BatchEnd.Settings, Countries = ExampleRunner.KnownCountries, Facts = facts, Observer = state });
            foreach (var arrival in InOrder(stream)) arrival.Into(pipeline);
            pipeline.Complete();
            var expected = BatchEnd.Describe(facts, state.Signals, pipeline.Incidents);

            var shared = Batched(stream, seed, detectors);

            var signals = shared.Subjects.SelectMany(s => shared.Signals.Under(s).Signals).DistinctBy(s => s.Id);
            var actual = BatchEnd.Describe(shared.Facts, signals, BatchEnd.Recall(shared.Facts, shared.Signals, [.. shared.Subjects]));
            if (!string.Equals(expected, actual, StringComparison.Ordinal)) throw new InvalidOperationException(BatchEnd.Difference(expected, actual));
            Interlocked.Increment(ref streams);
            if (state.Signals.Any(s => s.Detection is "egress-to-caller")) Interlocked.Increment(ref sent);
        }, iter: Streams / 2, threads: 2); // so many that chance hardly decides whether enough of them send to a caller: some 38 in 100 do

        Assert.True(streams > 30, $"only {streams} streams");
        Assert.True(sent * 5 > streams, $"something was sent to a caller in {sent} of {streams} streams");
    }

    private static IEnumerable<Arrival> InOrder(Arrival[] stream) => stream.OrderBy(a => a.Second).ThenBy(a => a.Id);

    /// <summary>Each one to three times, up to 60 minutes late.</summary>
    private static Arrival[] Shuffled(Arrival[] stream, int seed)
    {
        var dice = new Dice(seed);
        return [.. stream.SelectMany(a => Enumerable.Repeat(a, 1 + dice.Below(3))).Select(a => (At: a.Second + dice.Below(3_600), Tie: dice.Below(int.MaxValue), Arrival: a)).OrderBy(d => d.At).ThenBy(d => d.Tie).Select(d => d.Arrival)];
    }

    private static (string Text, Pipeline Pipeline) Play(IEnumerable<Arrival> arrivals, SentinelSettings settings, Dice? pauses = null)
    {
        var state = new EndState(Past());
        var pipeline = new Pipeline(new PipelineOptions { Settings = settings, Countries = ExampleRunner.KnownCountries, Observer = state, Facts = state.Facts, Ledger = state.Ledger, SkipDuplicates = pauses?.Below(2) != 1 });
        foreach (var arrival in arrivals)
        {
            arrival.Into(pipeline);
            if (pauses?.Below(100) == 0) pipeline.Complete();
        }
        pipeline.Complete();
        return (state.Describe(pipeline, state.Ledger.All.Select(e => e.Function).ToHashSet(StringComparer.Ordinal)), pipeline); // which rails bind is not claimed
    }

    private static Shared Batched(Arrival[] stream, int seed, int detectors)
    {
        var dice = new Dice(seed);
        var shared = new Shared(Past());
        var arrivals = Shuffled(stream, seed);
        var batches = new Queue<Arrival[]>();
        for (var at = 0; at < arrivals.Length;)
        {
            var size = 1 + dice.Below(60);
            batches.Enqueue([.. arrivals.Skip(at).Take(size)]);
            at += size;
        }
        Task.WaitAll([.. Enumerable.Range(0, detectors).Select(_ => Task.Run(async () =>
        {
            var detector = new BatchDetector(new BatchDetectorOptions
            {
                Settings = _ => ValueTask.FromResult(BatchEnd.Settings),
                Countries = ExampleRunner.KnownCountries,
                Facts = new SharedFacts(shared),
                Records = new SharedRecords(shared),
                Signals = new SharedSignals(shared),
                Calls = new SharedCalls(shared),
                Ask = (_, _) => ValueTask.CompletedTask,
            });
            while (true)
            {
                Arrival[]? batch;
                lock (batches)
                {
                    if (!batches.TryDequeue(out batch)) return;
                }
                // The Detector and whoever reads flow logs are two.
                await detector.TakeAsync([.. batch.Where(a => !a.IsFlow).Select(a => (ReadOnlyMemory<byte>)a.Bytes)], CancellationToken.None);
                await detector.TakeAsync([], FlowBatch.None with { Lines = [.. batch.Where(a => a.IsFlow).Select(a => (ReadOnlyMemory<byte>)a.Bytes)] }, CancellationToken.None);
            }
        }))]);
        return shared;
    }

    private static readonly Lazy<MemoryFactStore> Lived = new(() =>
    {
        var facts = BatchEnd.History.Copy();
        var pipeline = new Pipeline(new PipelineOptions { Facts = facts, Countries = ExampleRunner.KnownCountries });
        var id = 950_000;
        for (var day = 20; day > 1; day -= 3)
        {
            foreach (var (call, flow) in EgressStreamGen.History)
            {
                Assert.True(pipeline.Learn(ExampleRunner.Json(call, ExampleRunner.Noon.AddDays(-day), ++id), out var reason), reason);
                Assert.True(pipeline.LearnFlow(ExampleRunner.Line(flow, ExampleRunner.Noon.AddDays(-day)), FlowLogFormat.Default, out reason), reason);
            }
        }
        return facts;
    });

    private static MemoryFactStore Past() => Lived.Value.Copy();
}
