using System.Globalization;
using System.Text;
using Sentinel.Cli.Simulation;
using Sentinel.Core;
using Xunit.Abstractions;
using Pipeline = Sentinel.Core.Pipeline;

namespace Sentinel.EndToEnd.Tests.Endurance;

/// <summary>What is kept depends on who there is and on the window, not on how many records went by.</summary>
[Collection(Alone.Name)]
public sealed class MemoryTests(ITestOutputHelper output)
{
    // The benchmark's 25 records a second fill the window of four hours with 360,000: only past that can memory be flat.
    private const double Most = 1.5;

    private static readonly DateTimeOffset Start = new(2024, 3, 4, 6, 0, 0, TimeSpan.Zero);

    [Fact]
    [Trait("Long", "true")]
    public void Ten_million_records_stay_within_one_and_a_half_times_the_peak_of_one_million() => Endure(1_000_000, 10_000_000, slower: 1);

    [Fact]
    public void Six_hundred_thousand_at_a_tenth_of_the_rate_stay_within_one_and_a_half_times_the_peak_of_a_hundred_thousand() => Endure(100_000, 600_000, slower: 10);

    private void Endure(int records, int all, int slower)
    {
        long before = GC.GetTotalMemory(forceFullCollection: true), first = 0, peak = 0;
        var pipeline = new Pipeline(new PipelineOptions { Countries = Repository.Countries });
        foreach (var record in Habits()) Assert.True(pipeline.Learn(record, out var rejected), rejected);
        var seen = 0;
        var every = records / 5;

        foreach (var record in OneOrganisation(all, slower))
        {
            Assert.True(pipeline.Accept(record, out var rejected), rejected);
            if (++seen % every != 0) continue;
            var live = GC.GetTotalMemory(forceFullCollection: true) - before;
            peak = Math.Max(peak, live);
            if (seen == records) first = peak;
            if (seen % records == 0) output.WriteLine($"{seen:N0}: {live / 1024.0 / 1024:N1} MiB, {pipeline.HighestTime:u}");
        }
        pipeline.Complete();

        output.WriteLine($"peak of {records:N0}: {first / 1024.0 / 1024:N1} MiB, of {seen:N0}: {peak / 1024.0 / 1024:N1} MiB, factor {(double)peak / first:N2}; {pipeline.Counts()}");
        Assert.True(peak <= first * Most, $"{peak:N0} bytes are more than {Most} times {first:N0}");
    }

    // Days on which everybody does what they will do: an organisation that is known, and in which nothing fires. An incident that never ends is
    // another matter: it holds all its signals.
    private static IEnumerable<byte[]> Habits()
    {
        foreach (var day in (int[])[20, 12, 5])
        {
            foreach (var record in BenchMix.Mix(20240314, 60_000)) yield return Retimed(record, Start, Start.AddDays(-day), 1);
        }
    }

    /// <summary>The benchmark's mix, one record at a time, its clock slowed down so that a tenth of the records fill the same hours.</summary>
    private static IEnumerable<byte[]> OneOrganisation(int records, int slower)
    {
        foreach (var record in BenchMix.Mix(20240314, records)) yield return Retimed(record, Start, Start, slower);
    }

    private static byte[] Retimed(byte[] record, DateTimeOffset from, DateTimeOffset to, int slower)
    {
        var name = "\"eventTime\":\""u8;
        var at = record.AsSpan().IndexOf(name) + name.Length;
        var text = record.AsSpan(at, "2024-03-04T06:00:00Z".Length);
        var time = DateTimeOffset.Parse(Encoding.ASCII.GetString(text), CultureInfo.InvariantCulture);
        Encoding.ASCII.GetBytes((to + ((time - from) * slower)).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture), text);
        return record;
    }
}
