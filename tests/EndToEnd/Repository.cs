using Sentinel.Aws;
using Sentinel.Cli.Input;
using Sentinel.Core.CloudTrail;

namespace Sentinel.EndToEnd.Tests;

/// <summary>Finds what lies in the repository, or beside it, from where the tests run.</summary>
internal static class Repository
{
    private const string Database = "node_modules/@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb";

    /// <summary>The folder that holds the solution.</summary>
    public static string Root { get; } = Above(AppContext.BaseDirectory).FirstOrDefault(d => File.Exists(Path.Combine(d, "SentinelStack.sln")))
        ?? throw new InvalidOperationException($"No folder above {AppContext.BaseDirectory} holds SentinelStack.sln.");

    private static readonly Lazy<ICountries?> Opened = new(() => MmdbCountries.TryOpen(Path.Combine(Root, Database), out _));

    /// <summary>The country database. Safe for several threads. Throws where npm has not fetched it.</summary>
    public static ICountries Countries => Opened.Value
        ?? throw new InvalidOperationException($"There is no country database at {Path.Combine(Root, Database)}. Run `npm ci` in {Root}.");

    /// <summary>A folder and all those above it, the nearest first.</summary>
    public static IEnumerable<string> Above(string folder)
    {
        for (var at = new DirectoryInfo(folder); at is not null; at = at.Parent) yield return at.FullName;
    }
}
