using System.Net;

namespace Sentinel.Core.CloudTrail;

/// <summary>What <c>sourceIPAddress</c> held.</summary>
public enum SourceKind { Absent, Address, Service, Internal }

/// <summary>Where a call came from. Immutable; one instance may serve many records.</summary>
/// <param name="Kind">An address, the DNS name of a service, <c>AWS Internal</c>, or nothing.</param>
/// <param name="Text">The field as recorded; empty when absent.</param>
/// <param name="Address">The address when <paramref name="Kind"/> is <see cref="SourceKind.Address"/>, else null.</param>
/// <param name="Network">The /16 (IPv6: /32) that holds the address, as <c>73.162.0.0/16</c>; null without an address.</param>
/// <param name="Country">ISO 3166 code; null without an address, without a database, or where the database knows none.</param>
public sealed record SourceAddress(SourceKind Kind, string Text, IPAddress? Address, string? Network, string? Country)
{
    public static SourceAddress Absent { get; } = new(SourceKind.Absent, "", null, null, null);
}

/// <summary>Country of an address. Implementers do not throw; null means unknown.</summary>
public interface ICountries
{
    string? CountryOf(IPAddress address);
}
