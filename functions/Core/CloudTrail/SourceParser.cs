using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;

namespace Sentinel.Core.CloudTrail;

/// <summary>Tells an address from the name of a service.</summary>
internal static class SourceParser
{
    private const int Longest = 256;

    private static readonly SearchValues<char> SixCharacters = SearchValues.Create("0123456789abcdefABCDEF:.");

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

    // IPAddress.TryParse also takes "1", "0x7f.1", octal, "[::1]:80" and "fe80::1%eth0"; AWS writes none of these.
    private static IPAddress? Address(string text)
    {
        if (!text.Contains(':', StringComparison.Ordinal)) return Four(text);
        if (text.AsSpan().ContainsAnyExcept(SixCharacters) || !IPAddress.TryParse(text, out var address)) return null;
        return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
    }

    private static IPAddress? Four(string text)
    {
        Span<byte> bytes = stackalloc byte[4];
        var at = 0;
        foreach (var part in text.AsSpan().Split('.'))
        {
            var digits = text.AsSpan()[part];
            if (at == 4 || digits.Length is 0 or > 3 || digits.ContainsAnyExceptInRange('0', '9')) return null;
            if (!byte.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out bytes[at++])) return null;
        }
        return at == 4 ? new IPAddress(bytes) : null;
    }

    internal static string NetworkOf(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        if (length == 4) return $"{bytes[0]}.{bytes[1]}.0.0/16";
        bytes[4..].Clear();
        return $"{new IPAddress(bytes)}/32";
    }
}
