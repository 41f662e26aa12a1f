using System.Buffers.Binary;
using System.Net;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.FlowLogs;

/// <summary>An IP address as a value. One of version 4 is the same whether it came as such, mapped into version 6 (<c>::ffff:0:0/96</c>) or by way of NAT64 (<c>64:ff9b::/96</c>).</summary>
/// <param name="Bits">The address as a number, most significant byte first.</param>
public readonly record struct FlowAddress(UInt128 Bits, bool IsV6)
{
    private static readonly UInt128 Nat64 = (UInt128)0x0064ff9bUL << 96;

    /// <summary>Reads dotted decimal, or version 6 in any of its notations without a zone.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out FlowAddress address)
    {
        address = default;
        if (!text.Contains((byte)':')) return TryParseFour(text, out address);
        if (text.Length > 45 || text.ContainsAny((byte)'%', (byte)'[') || !IPAddress.TryParse(text, out var parsed)) return false;
        address = Of(parsed);
        return true;
    }

    public static FlowAddress Of(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out var length);
        if (length == 4) return new(BinaryPrimitives.ReadUInt32BigEndian(bytes), IsV6: false);
        var bits = BinaryPrimitives.ReadUInt128BigEndian(bytes);
        var prefix = bits >> 32 << 32;
        return prefix == Nat64 || prefix == (UInt128)0xffffUL << 32 ? new((uint)bits, IsV6: false) : new(bits, IsV6: true);
    }

    /// <summary>Somewhere on the internet: neither private, shared (RFC 6598), local, for tests of devices, multicast nor reserved
    /// (https://www.iana.org/assignments/iana-ipv4-special-registry/). The ranges for documentation count as the internet.</summary>
    public bool IsPublic => IsV6 ? (Bits >> 125) == 1 : !IsPrivateFour((uint)Bits);

    public IPAddress ToIPAddress()
    {
        Span<byte> bytes = stackalloc byte[16];
        if (!IsV6)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)Bits);
            return new IPAddress(bytes[..4]);
        }
        BinaryPrimitives.WriteUInt128BigEndian(bytes, Bits);
        return new IPAddress(bytes);
    }

    /// <summary>The /16 (IPv6: /32) that holds the address, as <see cref="SourceAddress.Network"/> has it.</summary>
    public string Network => SourceParser.NetworkOf(ToIPAddress());

    public override string ToString() => ToIPAddress().ToString();

    private static bool TryParseFour(ReadOnlySpan<byte> text, out FlowAddress address)
    {
        address = default;
        uint bits = 0, part = 0;
        int digits = 0, parts = 1;
        foreach (var c in text)
        {
            if (c == (byte)'.')
            {
                if (digits == 0 || ++parts > 4) return false;
                (bits, part, digits) = ((bits << 8) | part, 0, 0);
                continue;
            }
            if (c is < (byte)'0' or > (byte)'9' || ++digits > 3) return false;
            part = (part * 10) + (uint)(c - '0');
            if (part > 255) return false;
        }
        if (parts != 4 || digits == 0) return false;
        address = new((bits << 8) | part, IsV6: false);
        return true;
    }

    private static bool IsPrivateFour(uint bits) => (bits >> 24) switch
    {
        0 or 10 or 127 or >= 224 => true,
        100 => (bits >> 22) == (100u << 2 | 1), // 100.64.0.0/10
        169 => (bits >> 16) == (169u << 8 | 254),
        172 => (bits >> 20) == (172u << 4 | 1),
        192 => (bits >> 16) == (192u << 8 | 168),
        198 => (bits >> 17) == (198u << 7 | 9), // 198.18.0.0/15
        _ => false,
    };
}
