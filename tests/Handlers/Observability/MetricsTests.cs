using System.Text.Json;
using CsCheck;
using NJsonSchema;
using Sentinel.Handlers.Observability;

namespace Sentinel.Handlers.Tests.Observability;

public sealed class MetricsTests : IDisposable
{
    private readonly Observed _observed = new();

    private static readonly Task<JsonSchema> Schema = JsonSchema.FromFileAsync(Path.Combine(AppContext.BaseDirectory, "Observability", "embedded-metric-format.schema.json"));

    public void Dispose() => _observed.Dispose();

    [Fact]
    public async Task Whatever_is_counted_is_one_line_that_keeps_the_published_schema_and_the_rules_beside_it()
    {
        var schema = await Schema;
        var counts = Gen.Select(Gen.Int[0, Enum.GetValues<Counter>().Length - 1], Gen.Long[0, 1_000_000_000]).List[0, 20];
        var ages = Gen.Select(Gen.Int[0, Enum.GetValues<Age>().Length - 1], Gen.Double[-1e6, 1e9]).List[1, 400];

        Gen.Select(counts, ages).Sample((c, a) =>
        {
            using var observed = new Observed();
            foreach (var (which, count) in c) observed.Metrics.Add((Counter)which, count);
            foreach (var (which, age) in a) observed.Metrics.Observe((Age)which, TimeSpan.FromMilliseconds(age));

            observed.Metrics.Flush("r1");

            var line = Assert.Single(observed.Lines);
            Assert.Empty(schema.Validate(line.GetRawText()));
            KeepsTheRules(line);
        }, iter: 200);
    }

    [Fact]
    public async Task The_schema_refuses_what_is_not_the_format()
    {
        var schema = await Schema;

        Assert.NotEmpty(schema.Validate("""{"Records":1}"""));
        Assert.NotEmpty(schema.Validate("""{"_aws":{"Timestamp":"now","CloudWatchMetrics":[]}}"""));
        Assert.NotEmpty(schema.Validate("""{"_aws":{"Timestamp":1,"CloudWatchMetrics":[{"Namespace":"N","Dimensions":[[]],"Metrics":[{"Name":"x","Unit":"ms"}]}]}}"""));
    }

    [Fact]
    public void Counters_add_up_and_start_anew_with_the_next_invocation()
    {
        _observed.Metrics.Add(Counter.Records, 7);
        _observed.Metrics.Add(Counter.Records);
        _observed.Metrics.Add(Counter.Rejected, 2);
        _observed.Metrics.Flush("r1");
        _observed.Metrics.Add(Counter.Signals);
        _observed.Metrics.Flush("r2");

        var (first, second) = (_observed.Lines[0], _observed.Lines[1]);
        Assert.Equal(8, first.GetProperty("Records").GetInt64());
        Assert.Equal(2, first.GetProperty("Rejected").GetInt64());
        Assert.False(first.TryGetProperty("Signals", out _));
        Assert.Equal(1, second.GetProperty("Signals").GetInt64());
        Assert.False(second.TryGetProperty("Records", out _));
        Assert.Equal("SentinelStack", Directive(first).GetProperty("Namespace").GetString());
        Assert.Equal("detector", first.GetProperty("Service").GetString());
        Assert.Equal("r1", first.GetProperty("function_request_id").GetString());
        Assert.Equal(Sample.Noon.ToUnixTimeMilliseconds(), first.GetProperty("_aws").GetProperty("Timestamp").GetInt64());
    }

    [Fact]
    public void Nothing_counted_costs_no_line()
    {
        _observed.Metrics.Add(Counter.Records, 0);
        _observed.Metrics.Flush("r1");

        Assert.Empty(_observed.Text);
    }

    [Fact]
    public void Ages_are_told_in_milliseconds_and_never_negative()
    {
        _observed.Metrics.Observe(Age.Containment, TimeSpan.FromSeconds(1.5));
        _observed.Metrics.Observe(Age.Containment, TimeSpan.FromSeconds(-3));
        _observed.Metrics.Flush("r1");

        Assert.Equal([0, 1500], Values(_observed.Lines[0], "ContainmentAge"));
    }

    [Fact]
    public void Of_more_ages_than_fit_the_smallest_the_largest_and_the_percentiles_stay()
    {
        foreach (var age in Enumerable.Range(0, 10_001).Reverse()) _observed.Metrics.Observe(Age.Event, TimeSpan.FromMilliseconds(age));
        _observed.Metrics.Flush("r1");

        var told = Values(_observed.Lines[0], "EventAge");
        Assert.Equal(Metrics.MostValues, told.Length);
        Assert.Equal(0, told[0]);
        Assert.Equal(10_000, told[^1]);
        Assert.All(told.Index(), v => Assert.InRange(v.Item, (v.Index * 10_000 / 99) - 1, (v.Index * 10_000 / 99) + 1));
    }

    // What the specification demands in words: https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
    private static void KeepsTheRules(JsonElement line)
    {
        var names = line.EnumerateObject().Select(p => p.Name).ToList();
        Assert.Equal(names.Distinct(StringComparer.Ordinal), names);
        foreach (var dimension in Directive(line).GetProperty("Dimensions").EnumerateArray().SelectMany(d => d.EnumerateArray()))
            Assert.Equal(JsonValueKind.String, line.GetProperty(dimension.GetString()!).ValueKind);
        var metrics = Directive(line).GetProperty("Metrics").EnumerateArray().Select(m => m.GetProperty("Name").GetString()!).ToList();
        Assert.InRange(metrics.Count, 1, 100);
        foreach (var target in metrics.Select(m => line.GetProperty(m)))
        {
            if (target.ValueKind == JsonValueKind.Number) continue;
            Assert.InRange(target.GetArrayLength(), 1, 100);
            Assert.All(target.EnumerateArray(), v => Assert.Equal(JsonValueKind.Number, v.ValueKind));
        }
    }

    private static JsonElement Directive(JsonElement line) => Assert.Single(line.GetProperty("_aws").GetProperty("CloudWatchMetrics").EnumerateArray());

    private static double[] Values(JsonElement line, string metric) => [.. line.GetProperty(metric).EnumerateArray().Select(v => v.GetDouble())];
}
