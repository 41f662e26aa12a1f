using Sentinel.Aws;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Benchmarks;

internal static class Repository
{
    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory);

    /// <summary>Throws where npm has not fetched the database: without countries it would be another measurement.</summary>
    public static ICountries Countries => MmdbCountries.TryOpen(Path.Combine(AppContext.BaseDirectory, "countries.mmdb"), out var reason) ?? throw new InvalidOperationException(reason);

    private static string Above(string folder)
    {
        while (!File.Exists(Path.Combine(folder, "SentinelStack.sln")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("run it from the repository: no folder above holds SentinelStack.sln");
        }
        return folder;
    }
}
