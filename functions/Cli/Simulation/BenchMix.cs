namespace Sentinel.Cli.Simulation;

/// <summary>
/// Streams for measuring speed, all EventBridge envelopes, about 25 records a second of event time, from
/// about 200 principals on 50 functions. Lazy: nothing is kept, so any number of records can be drawn.
/// </summary>
public static class BenchMix
{
    private const int RecordsPerSecond = 25;
    private static readonly DateTimeOffset Start = new(2024, 3, 4, 6, 0, 0, TimeSpan.Zero);

    /// <summary>60 % that no detection wants, 30 % Invoke, 10 % wanted control plane by those who do that every day.</summary>
    public static IEnumerable<byte[]> Mix(ulong seed, int records)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(records);
        return Draw(new BenchCast(new Prng(seed, "bench-mix")), records, static (cast, at) => cast.Random.Int(0, 9) switch
        {
            < 6 => cast.Unwanted(at),
            < 9 => cast.Invoke(at),
            _ => cast.Wanted(at),
        });
    }

    /// <summary>All Invoke, of three functions by four callers.</summary>
    public static IEnumerable<byte[]> Flood(ulong seed, int records)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(records);
        return Draw(new BenchCast(new Prng(seed, "bench-flood")), records, static (cast, at) => cast.Flood(at));
    }

    private static IEnumerable<byte[]> Draw(BenchCast cast, int records, Func<BenchCast, DateTimeOffset, Call> next)
    {
        var writer = new RecordWriter(cast.Random);
        for (var i = 0; i < records; i++) yield return writer.Write(next(cast, Start.AddSeconds(i / RecordsPerSecond)), envelope: true, exact: true);
    }
}
