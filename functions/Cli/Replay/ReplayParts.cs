using Sentinel.Aws;
using Sentinel.Cli.Input;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Detections;

namespace Sentinel.Cli.Replay;

/// <summary>What a replay takes from outside its options.</summary>
internal sealed record ReplayParts
{
    // The build puts it there; see Sentinel.Cli.csproj.
    private const string Database = "countries.mmdb";

    public static ReplayParts Real { get; } = new()
    {
        Detections = () => Core.Detections.Catalogue.All,
        OpenCountries = () => MmdbCountries.TryOpen(Path.Combine(AppContext.BaseDirectory, Database), out _),
    };

    public required Func<IReadOnlyList<Detection>> Detections { get; init; }
    /// <summary>Null without a database: the pipeline then notes that countries are off.</summary>
    public required Func<ICountries?> OpenCountries { get; init; }
}
