using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Tests.Detections;

/// <summary>Pipelines that share a reader where they want the same calls, as those of one process do: its tables are most of what a pipeline costs, and
/// there are two thousand examples to play.</summary>
internal static class SharedReaders
{
    private static readonly ThreadLocal<Dictionary<string, CloudTrailReader>> Readers = new(() => new Dictionary<string, CloudTrailReader>(StringComparer.Ordinal));

    public static ExampleRunner.Pasts Pasts() => new(Make);

    private static Pipeline Make(PipelineOptions options)
    {
        var wants = string.Join(' ', options.Detections.SelectMany(d => d.Wants));
        if (!Readers.Value!.TryGetValue(wants, out var reader)) Readers.Value.Add(wants, reader = Pipeline.ReaderFor(options.Detections, options.Countries));
        return new Pipeline(options, reader, session: null);
    }
}
