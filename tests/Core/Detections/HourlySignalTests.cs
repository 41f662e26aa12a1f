using System.Globalization;
using CsCheck;
using Sentinel.Core.Detections;

namespace Sentinel.Core.Tests.Detections;

/// <summary>Of all that is new about one caller, value and hour there is one signal, however many calls say it and in whatever order.</summary>
public class HourlySignalTests
{
    private static readonly string[] Sources = [Who.Home, Who.OtherProvider, Who.Abroad];

    /// <summary>Seconds after noon, and where from.</summary>
    private static readonly Gen<(int Second, string From)[]> Calls =
        Gen.Select(Gen.Select(Gen.Int[0, 7200], Gen.Int[0, 240].Select(half => half * 30), (any, half) => half < 900 ? half : any), Gen.Int[0, 2]).Select((second, from) => (second, Sources[from])).Array[1, 12];

    [Fact]
    public void A_novelty_lasts_from_its_first_call_to_its_last() => Holds(Acts.SignIn, second => second);

    [Fact]
    public void An_invocation_stands_for_its_five_minutes() => Holds(Acts.Invoke, second => (second / 300 * 300) + 299);

    private static void Holds(Call call, Func<int, int> lastOf)
    {
        Gen.Select(Calls, Gen.Bool, Gen.Int).Sample((calls, shuffled, seed) =>
        {
            var come = calls.OrderBy(c => c.Second).ToArray();
            if (shuffled) come = [.. come.OrderBy(c => c.Second + new Random(seed ^ c.Second).Next(3600))];
            var pipeline = new Pipeline(new PipelineOptions { Detections = [new NovelSource()], Countries = ExampleRunner.KnownCountries });
            for (var day = 20; day > 0; day--) pipeline.Learn(ExampleRunner.Json(call, ExampleRunner.Noon.AddDays(-day), day), out _);

            for (var i = 0; i < come.Length; i++) pipeline.Accept(ExampleRunner.Json(call with { From = come[i].From }, ExampleRunner.Noon.AddSeconds(come[i].Second), 100 + i), out _);

            var expected = calls.Where(c => c.From != Who.Home).GroupBy(c => (c.From, Hour: c.Second / 3600))
                .Select(g => Line(g.Key.From == Who.Abroad ? 25 : 10, g.Min(c => c.Second), g.Max(c => lastOf(c.Second)), g.Key.From));
            Assert.Equal(expected.Order(StringComparer.Ordinal), pipeline.LiveSignals.Select(s => Line(s.Weight, SecondOf(s.Time), SecondOf(s.Last), s.Source)).Order(StringComparer.Ordinal));
        }, threads: 1);
    }

    private static int SecondOf(DateTimeOffset time) => (int)(time - ExampleRunner.Noon).TotalSeconds;

    private static string Line(int weight, int first, int last, string source) => string.Create(CultureInfo.InvariantCulture, $"{weight} {first} {last} {source}");
}
