using System.Globalization;
using Sentinel.Aws.Archives;
using Sentinel.Cli.Input;

namespace Sentinel.Cli.Baseline;

/// <summary>A part of the past that is learned by itself: read whole or not at all.</summary>
/// <param name="Name">Names it in a checkpoint.</param>
/// <param name="IsClosed">Nothing will be added to it any more, so that it need not be read twice.</param>
internal abstract record LearningUnit(string Name, bool IsClosed)
{
    /// <summary>May return early when cancelled; then what was read does not count.</summary>
    public abstract Task ReadAsync(LearningSink sink, CancellationToken cancellationToken);
}

/// <summary>Files of one folder, or one file or standard input that was named. They are always read again: whoever has them may change them.</summary>
internal sealed record FileUnit(string Name, IReadOnlyList<string> Paths, Func<Stream> OpenInput) : LearningUnit(Name, IsClosed: false)
{
    public override Task ReadAsync(LearningSink sink, CancellationToken cancellationToken)
    {
        new RecordSource(Paths, OpenInput).Read(sink, cancellationToken);
        return Task.CompletedTask;
    }

    /// <summary>A unit a folder: trails lay a day, account and region into each.</summary>
    public static IEnumerable<LearningUnit> Of(IEnumerable<string> paths, Func<Stream> openInput, Action<string, string> unreadable)
    {
        foreach (var path in paths)
        {
            if (!Directory.Exists(path)) yield return new FileUnit(path, [path], openInput);
            else
            {
                foreach (var folder in InputFiles.Under(path, unreadable).GroupBy(f => Path.GetDirectoryName(f)!, StringComparer.Ordinal)) yield return new FileUnit(folder.Key, [.. folder], openInput);
            }
        }
    }
}

/// <summary>A folder of a bucket.</summary>
internal sealed record ArchiveUnit(TrailArchive Archive, ArchivePlace Place, bool IsClosed) : LearningUnit(Place.Name, IsClosed)
{
    // Delivery takes minutes, sometimes hours: a day is left alone when the next one is over.
    private const int DaysOpen = 2;

    public override async Task ReadAsync(LearningSink sink, CancellationToken cancellationToken)
    {
        foreach (var one in await Archive.ObjectsAsync(Place, cancellationToken))
        {
            var name = $"s3://{Place.Bucket}/{one.Key}";
            try
            {
                var content = await Archive.OpenAsync(one, cancellationToken);
                new RecordSource([], () => content).Read(name, () => content, sink, cancellationToken);
            }
            catch (IOException e)
            {
                sink.Unreadable(name, e.Message);
            }
        }
    }

    public static async IAsyncEnumerable<LearningUnit> Of(TrailArchive archive, DateOnly today, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var place in archive.PlacesAsync(cancellationToken)) yield return new ArchiveUnit(archive, place, place.Day is { } day && day.AddDays(DaysOpen) <= today);
    }
}

/// <summary>A day of the event history of one region.</summary>
internal sealed record LookupUnit(TrailLookup Lookup, string Account, DateOnly Day, bool IsClosed) : LearningUnit(NameOf(Lookup, Account, Day), IsClosed)
{
    public override async Task ReadAsync(LearningSink sink, CancellationToken cancellationToken)
    {
        var midnight = new DateTimeOffset(Day, TimeOnly.MinValue, TimeSpan.Zero);
        var records = new List<ReadOnlyMemory<byte>>();
        await foreach (var record in Lookup.EventsAsync(midnight, midnight.AddDays(1).AddSeconds(-1), cancellationToken)) records.Add(record);
        // They come newest first; rates are counted forwards.
        for (var i = records.Count - 1; i >= 0; i--) sink.Accept(Name, records[i].Span);
    }

    /// <summary>The last days of each region, today included, the earliest first.</summary>
    public static IEnumerable<LearningUnit> Of(IReadOnlyList<TrailLookup> regions, string account, int days, DateOnly today) =>
        from back in Enumerable.Range(0, days)
        let day = today.AddDays(back - days + 1)
        from region in regions
        select new LookupUnit(region, account, day, day.AddDays(1) < today);

    private static string NameOf(TrailLookup lookup, string account, DateOnly day) =>
        string.Create(CultureInfo.InvariantCulture, $"event history of {account} in {lookup.Region} on {day:yyyy-MM-dd}");
}
