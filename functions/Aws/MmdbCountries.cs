using System.Net;
using MaxMind.Db;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Aws;

/// <summary>Countries out of a database in MaxMind's format with the key <c>country_code</c>
/// (npm <c>@ip-location-db/geo-whois-asn-country-mmdb</c>, CC0). Reads into a dictionary, which needs no generated code and so survives
/// trimming and Native AOT. The caller keeps answers (<see cref="CloudTrailReader"/> does): a look-up costs about a microsecond.</summary>
public sealed class MmdbCountries : ICountries, IDisposable
{
    private readonly Reader _reader;

    private MmdbCountries(Reader reader) => _reader = reader;

    /// <summary>Null when the file is missing, cannot be read or is no such database: then there are no countries, and
    /// <paramref name="reason"/> says why.</summary>
    public static MmdbCountries? TryOpen(string path, out string? reason)
    {
        reason = null;
        try
        {
            return new MmdbCountries(new Reader(path, FileAccessMode.MemoryMapped));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDatabaseException or ArgumentException)
        {
            reason = $"no countries: {path}: {e.Message}";
            return null;
        }
    }

    public string? CountryOf(IPAddress address)
    {
        try
        {
            return _reader.Find<Dictionary<string, object>>(address)?.GetValueOrDefault("country_code") is string { Length: > 0 } code ? code : null;
        }
        catch (Exception e) when (e is InvalidDatabaseException or ArgumentException) // a damaged file; an IPv6 address in a database of IPv4
        {
            return null;
        }
    }

    public void Dispose() => _reader.Dispose();
}
