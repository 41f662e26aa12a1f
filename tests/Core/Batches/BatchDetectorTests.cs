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
    private static readonly SentinelSettings Settings = SentinelSettings.Default with { MaxContainmentsPerHour = 1_000 };
    private static readonly MemoryFactStore History = LivedThrough();

    [Fact]
    [Trait("Proof", "concurrent-detectors")]
    public void Several_that_take_batches_at_once_end_as_one_pipeline_that_saw_all_in_order()
    {
        int streams = 0, contained = 0;

        Gen.Select(StreamGen.Streams, Gen.Int[0, int.MaxValue], Gen.Int[1, 4]).Sample((stream, seed, detectors) =>
        {
            if (stream.Length > 5_000) return; // what the cap of a set lets in depends on nothing here, and it takes minutes
            var expected = InOrder(stream);

            var (shared, asked) = Delivered(stream, seed, detectors);

            var actual = EndOf(shared);
            if (!string.Equals(expected.Text, actual, StringComparison.Ordinal)) throw new InvalidOperationException(Difference(expected.Text, actual));
            Interlocked.Increment(ref streams);
            if (expected.Targets.Count > 0) Interlocked.Increment(ref contained);
            Assert.Subset(asked, expected.Targets);
        }, iter: 60, threads: 2);

        Assert.True(streams > 40, $"only {streams} streams");
        Assert.True(contained * 3 >= streams, $"only {contained} of {streams} streams reached contain");
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
        var shared = new Shared(History.Copy());
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
        var shared = new Shared(History.Copy());
        await Detector(shared, []).TakeAsync(Incident(), CancellationToken.None);
        var end = EndOf(shared);
        var asked = new HashSet<(string, DateTimeOffset)>();

        var again = await Detector(shared, asked).TakeAsync(Incident(), CancellationToken.None);

        Assert.Empty(asked);
        Assert.Empty(again.Requests);
        Assert.Equal(end, EndOf(shared));
    }

    private static List<ReadOnlyMemory<byte>> Incident() => [.. CodeClone.Attack.Select((call, i) => (ReadOnlyMemory<byte>)new Happening(call, (int)(call.Minute * 60), i + 1).Json)];

    private static (string Text, HashSet<(string, DateTimeOffset)> Targets) InOrder(Happening[] stream)
    {
        var facts = History.Copy();
        var signals = new MemorySignalStore();
        var state = new Collector();
        var pipeline = new Pipeline(new PipelineOptions { Settings = Settings, Countries = ExampleRunner.KnownCountries, Facts = facts, Observer = state });
        foreach (var happening in stream.OrderBy(h => h.Second).ThenBy(h => h.Id)) Assert.True(pipeline.Accept(happening.Json, out var reason), reason);
        pipeline.Complete();
        return (Describe(facts, state.Signals.Values, pipeline.Incidents), [.. pipeline.Incidents.SelectMany(i => i.Targets).Select(t => (t.Function, t.Life))]);
    }

    private static (Shared Shared, HashSet<(string, DateTimeOffset)> Asked) Delivered(Happening[] stream, int seed, int detectors)
    {
        var dice = new Dice(seed);
        var shared = new Shared(History.Copy());
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
        Settings = Settings,
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
        var facts = shared.Facts.Copy();
        var pipeline = new Pipeline(new PipelineOptions { Settings = Settings, Facts = facts }, Pipeline.ReaderFor(Catalogue.All, null), new BatchSession(facts, shared.Signals, null));
        pipeline.Recall([.. shared.Subjects]);
        var signals = shared.Subjects.SelectMany(s => shared.Signals.Under(s).Signals).DistinctBy(s => s.Id);
        return Describe(shared.Facts, signals, pipeline.Incidents);
    }

    private static string Describe(MemoryFactStore facts, IEnumerable<Signal> signals, IEnumerable<Incident> incidents)
    {
        var lines = new List<string>();
        foreach (var known in facts.All.Where(f => f.Habits.Any() || f.FirstSeen is not null || f.Function is not null || f.AlertDays.Count > 0))
        {
            lines.Add(FormattableString.Invariant($"facts {known.Subject} first {known.FirstSeen:O} alert days {string.Join(',', known.AlertDays.Days.ToArray())} peaks {string.Join(',', known.Peaks)}"));
            lines.AddRange(known.Habits.OrderBy(h => h.Kind).ThenBy(h => h.Value, StringComparer.Ordinal).Select(h => $"  {known.Subject} {h.Kind} {h.Value} {string.Join(',', h.Days.Days.ToArray())}"));
            if (known.Function is not { } history) continue;
            lines.AddRange(history.Events.Select(e => FormattableString.Invariant($"  {known.Subject} {e.Time:O} {e.EventId} {e.Kind}")));
            lines.Add(FormattableString.Invariant($"  {known.Subject} condemned {string.Join(',', history.Condemned.Select(c => c.UtcDateTime.ToString("O")))}"));
        }
        lines.AddRange(signals.OrderBy(s => s.Id, StringComparer.Ordinal).Select(s => FormattableString.Invariant($"signal {s.Id} {s.Detection} {s.Time:O} {s.EventId} w{s.Weight} n{s.Count} {s.Principal} {s.Function} {string.Join('|', s.Subjects)} {s.Summary}")));
        lines.AddRange(incidents.OrderBy(i => i.Id, StringComparer.Ordinal).Select(i => FormattableString.Invariant(
            $"incident {i.Id} {i.Verdict} {i.Time:O} {i.AlertTime:O} {i.Score} [{string.Join(',', i.Supersedes)}] [{string.Join(',', i.Functions)}] [{string.Join(',', i.Detections)}] [{string.Join(',', i.Targets.Select(t => $"{t.Function} {t.Life:O} {t.Since:O} {t.SuspectChange:O}"))}] [{string.Join(',', i.Signals.Select(s => s.Id))}]")));
        return string.Join('\n', lines);
    }

    private static string Difference(string expected, string actual)
    {
        var (a, b) = (expected.Split('\n').ToHashSet(StringComparer.Ordinal), actual.Split('\n').ToHashSet(StringComparer.Ordinal));
        return $"in order only:\n{string.Join('\n', a.Except(b, StringComparer.Ordinal).Take(12))}\nin batches only:\n{string.Join('\n', b.Except(a, StringComparer.Ordinal).Take(12))}";
    }

    private static MemoryFactStore LivedThrough()
    {
        var facts = new MemoryFactStore();
        var pipeline = new Pipeline(new PipelineOptions { Facts = facts, Countries = ExampleRunner.KnownCountries });
        var id = 900_000;
        for (var day = 20; day > 1; day -= 3)
        {
            foreach (var by in new[] { Who.Dev, Who.Mallory, Who.Sso })
            {
                var signIn = new Call("signin:ConsoleLogin") { By = by, Response = """{"ConsoleLogin":"Success"}""", More = """{"MFAUsed":"Yes"}""" };
                Assert.True(pipeline.Learn(ExampleRunner.Json(signIn, ExampleRunner.Noon.AddDays(-day), ++id), out var reason), reason);
            }
        }
        return facts;
    }

    private sealed class Collector : IPipelineObserver
    {
        public Dictionary<string, Signal> Signals { get; } = new(StringComparer.Ordinal);

        public void Signalled(Signal signal) => Signals[signal.Id] = signal;

        public void Happened(Incident incident, IReadOnlyList<string> supersedes)
        {
        }

        public void Acted(ContainmentAction action)
        {
        }
    }
}
