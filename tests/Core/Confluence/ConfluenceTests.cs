using CsCheck;
using Sentinel.Core.Detections;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Detections;

namespace Sentinel.Core.Tests.Confluence;

/// <summary>Statements A and B of section 3 of the design, on the pipeline itself: nothing is sorted or buffered before it.</summary>
[Trait("Proof", "confluence")]
public class ConfluenceTests
{
    // More for a long run: CONFLUENCE_STREAMS=20000.
    private static readonly int Streams = int.TryParse(Environment.GetEnvironmentVariable("CONFLUENCE_STREAMS"), System.Globalization.CultureInfo.InvariantCulture, out var more) ? more : 1_000;

    // The shortest window in which what is late is not old as well, and the one that is the default.
    private static readonly SentinelSettings[] Settings = [.. new[] { 60, SentinelSettings.Default.WindowMinutes }.Select(w => SentinelSettings.Default with
    {
        MaxContainmentsPerHour = 1_000,
        WindowMinutes = w,
        SensitiveResources = ExampleSettings.Read(new Dictionary<string, string>(StringComparer.Ordinal) { ["detect/sensitive-resources"] = Acts.CustomersArn }).SensitiveResources,
    })];

    private static readonly byte[][] History = [.. LivedThrough()];

    [Fact]
    public void Order_repetition_and_batches_change_nothing_in_the_end_state()
    {
        int streams = 0, contained = 0, unbound = 0, lifted = 0, remade = 0, capped = 0, drained = 0, stolen = 0;

        Gen.Select(StreamGen.Streams, Gen.Int[0, int.MaxValue]).Sample((stream, seed) =>
        {
            var settings = Settings[seed % 4 == 0 ? 0 : 1];
            var expected = InOrder(stream, settings);

            var actual = Delivered(stream, seed, settings, judgeAgain: true);

            // Statement B holds where no guard rail binds: a function deleted before the late news had come is set apart.
            var apart = expected.State.Refused.Union(actual.State.Refused, StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
            if (Differ(expected, actual, apart) is { } difference) throw new InvalidOperationException(difference);
            Interlocked.Increment(ref streams);
            if (expected.State.Containments > 0) Interlocked.Increment(ref contained);
            if (apart.Count == 0 && expected.State.Containments > 0) Interlocked.Increment(ref unbound);
            if (expected.State.Lifts > 0) Interlocked.Increment(ref lifted);
            if (expected.State.Ledger.All.GroupBy(e => e.Function, StringComparer.Ordinal).Any(g => g.Count() > 1)) Interlocked.Increment(ref remade);
            if (stream.Length > 5_000) Interlocked.Increment(ref capped);
            if (expected.State.Said.Contains("mass-delete")) Interlocked.Increment(ref drained);
            if (expected.State.Said.Contains("stolen-function-credentials")) Interlocked.Increment(ref stolen);
        }, iter: Streams);

        Assert.True(streams >= Streams, $"only {streams} streams");
        Assert.True(contained * 3 >= streams, $"only {contained} of {streams} streams reached contain");
        Assert.True(unbound * 5 >= streams, $"only {unbound} of {streams} streams reached contain with no guard rail in the way");
        Assert.True(lifted > 50, $"only {lifted} streams had a quarantine lifted");
        Assert.True(remade > 20, $"only {remade} streams had a contained function made again and contained again");
        Assert.True(drained > 50, $"only in {drained} streams was a table drained");
        Assert.True(stolen > 20, $"only in {stolen} streams were a function's credentials used elsewhere");
        Assert.True(capped > 5, $"only {capped} streams flooded across the cap");
    }

    [Fact]
    public void Without_judging_later_records_again_the_end_state_depends_on_the_order()
    {
        var different = 0;

        Gen.Select(StreamGen.Streams, Gen.Int[0, int.MaxValue]).Sample((stream, seed) =>
        {
            if (Differ(InOrder(stream, Settings[0]), Delivered(stream, seed, Settings[0], judgeAgain: false), new HashSet<string>(StringComparer.Ordinal)) is not null) Interlocked.Increment(ref different);
        }, iter: 60);

        Assert.True(different > 0, "re-evaluation could be left out, so nothing proves it");
    }

    private static (Pipeline Pipeline, EndState State) InOrder(Happening[] stream, SentinelSettings settings)
    {
        var (pipeline, state) = Fresh(settings, judgeAgain: true, skipDuplicates: true);
        foreach (var happening in stream.OrderBy(h => h.Second).ThenBy(h => h.Id)) Accept(pipeline, happening);
        pipeline.Complete();
        return (pipeline, state);
    }

    /// <summary>Each event one to three times, up to 60 minutes late, in batches of 1 to 500.</summary>
    private static (Pipeline Pipeline, EndState State) Delivered(Happening[] stream, int seed, SentinelSettings settings, bool judgeAgain)
    {
        var dice = new Dice(seed);
        var (pipeline, state) = Fresh(settings, judgeAgain, skipDuplicates: dice.Below(2) == 0);
        var deliveries = new List<(int Arrival, int Tie, Happening Happening)>();
        foreach (var happening in stream)
        {
            var copies = stream.Length > 5_000 ? 1 + (dice.Below(50) == 0 ? 1 : 0) : 1 + dice.Below(3);
            for (var i = 0; i < copies; i++) deliveries.Add((happening.Second + dice.Below(3_600), dice.Below(int.MaxValue), happening));
        }
        deliveries.Sort((a, b) => a.Arrival != b.Arrival ? a.Arrival.CompareTo(b.Arrival) : a.Tie.CompareTo(b.Tie));
        var left = 1 + dice.Below(500);
        foreach (var (_, _, happening) in deliveries)
        {
            Accept(pipeline, happening);
            if (--left > 0) continue;
            pipeline.Complete();
            left = 1 + dice.Below(500);
        }
        pipeline.Complete();
        return (pipeline, state);
    }

    private static (Pipeline, EndState) Fresh(SentinelSettings settings, bool judgeAgain, bool skipDuplicates)
    {
        var state = new EndState();
        var pipeline = new Pipeline(new PipelineOptions
        {
            Settings = settings,
            Countries = ExampleRunner.KnownCountries,
            Observer = state,
            Facts = state.Facts,
            Ledger = state.Ledger,
            JudgeAgain = judgeAgain,
            SkipDuplicates = skipDuplicates,
        });
        foreach (var json in History) Assert.True(pipeline.Learn(json, out var reason), reason);
        return (pipeline, state);
    }

    private static void Accept(Pipeline pipeline, Happening happening) => Assert.True(pipeline.Accept(happening.Json, out var reason), reason);

    private static IEnumerable<byte[]> LivedThrough()
    {
        var id = 900_000;
        for (var day = 20; day > 1; day -= 3)
        {
            foreach (var by in new[] { Who.Dev, Who.Mallory, Who.Sso })
            {
                yield return ExampleRunner.Json(new Call("signin:ConsoleLogin") { By = by, Response = """{"ConsoleLogin":"Success"}""", More = """{"MFAUsed":"Yes"}""" }, ExampleRunner.Noon.AddDays(-day), ++id);
            }
            yield return ExampleRunner.Json(new Call("dynamodb:Scan") { By = Who.Function.Replace("orders", "beta", StringComparison.Ordinal), Agent = Who.InLambda, Request = """{"tableName":"carts"}""" }, ExampleRunner.Noon.AddDays(-day), ++id);
            yield return ExampleRunner.Json(new Call("lambda:UpdateFunctionCode20150331v2") { By = Who.Pipeline, Request = """{"functionName":"beta"}""" }, ExampleRunner.Noon.AddDays(-day), ++id);
        }
    }

    /// <summary>What is in one end state and not in the other; null when they are the same to the byte.</summary>
    private static string? Differ((Pipeline Pipeline, EndState State) expected, (Pipeline Pipeline, EndState State) actual, HashSet<string> apart)
    {
        var (before, after) = (expected.State.Describe(expected.Pipeline, apart), actual.State.Describe(actual.Pipeline, apart));
        if (string.Equals(before, after, StringComparison.Ordinal)) return null;
        var (a, b) = (before.Split('\n').ToHashSet(StringComparer.Ordinal), after.Split('\n').ToHashSet(StringComparer.Ordinal));
        return $"in order only:\n{string.Join('\n', a.Except(b, StringComparer.Ordinal).Take(12))}\ndelivered only:\n{string.Join('\n', b.Except(a, StringComparer.Ordinal).Take(12))}";
    }
}
