using System.Net;
using System.Text;

namespace Sentinel.Core.CloudTrail;

/// <summary>Tells an address from the name of a service.</summary>
internal static class SourceParser
{
    private const int Longest = 256;

    /// <param name="text"><c>sourceIPAddress</c>, plain.</param>
    /// <param name="countries">Null: no countries.</param>
    public static SourceAddress Parse(ReadOnlySpan<byte> text, ICountries? countries)
    {
        if (text.IsEmpty) return SourceAddress.Absent;
        var recorded = Encoding.UTF8.GetString(text[..Math.Min(text.Length, Longest)]);
        if (Address(recorded) is { } address) return new SourceAddress(SourceKind.Address, recorded, address, NetworkOf(address), countries?.CountryOf(address));
        if (recorded.StartsWith("AWS Internal", StringComparison.Ordinal)) return new SourceAddress(SourceKind.Internal, recorded, null, null, null);
        var kind = recorded.Contains('.', StringComparison.Ordinal) && !recorded.Contains(' ', StringComparison.Ordinal) ? SourceKind.Service : SourceKind.Absent;
        return new SourceAddress(kind, recorded, null, null, null);
    }

    // IPAddress.TryParse alone also takes "1", "0x7f.1", "[::1]:80" and "fe80::1%eth0".
    private static IPAddress? Address(string text)
    {
        var colons = text.Contains(':', StringComparison.Ordinal);
        if (text.AsSpan().ContainsAnyExcept(colons ? "0123456789abcdefABCDEF:." : "0123456789.")) return null;
        if (!colons && (text.AsSpan().Count('.') != 3 || HasLeadingZero(text))) return null;
        if (!IPAddress.TryParse(text, out var address)) return null;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private static bool HasLeadingZero(string text)
    {
        for (var i = 0; i + 1 < text.Length; i++)
        {
            if (text[i] == '0' && (i == 0 || text[i - 1] == '.') && text[i + 1] != '.') return true; // octal to TryParse
        }
        return false;
    }

    private static string NetworkOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        if (length == 4) return $"{bytes[0]}.{bytes[1]}.0.0/16";
        bytes[4..].Clear();
        return $"{new IPAddress(bytes)}/32";
    }
}
