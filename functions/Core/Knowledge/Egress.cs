using System.Net;

namespace Sentinel.Core.Knowledge;

/// <summary>What a function, as far as can be told, had sent from one network interface to one address on the internet by the end of a minute of a UTC hour.
/// Flow logs tell of interfaces; the function is one that ran on it shortly before, and several may have.</summary>
/// <param name="Interface">As <c>eni-0a1b2c3d</c>.</param>
/// <param name="Function">Full ARN without qualifier.</param>
/// <param name="Account">The function's account.</param>
/// <param name="Address">The destination; <see cref="AddressText"/> is the same as text.</param>
/// <param name="Network">Its /16 (IPv6: /32).</param>
/// <param name="Country">ISO 3166 code of the destination; null where none is known.</param>
/// <param name="Port">The destination port; of several the first in ordinal order of their digits.</param>
/// <param name="IsOddPort">Something went to another port than 80 and 443.</param>
/// <param name="Time">End (second 59) of the minute, UTC.</param>
/// <param name="Last">End of the last minute of the hour in which anything was sent, as far as is known.</param>
/// <param name="BytesSoFar">Sent in the hour until <paramref name="Time"/>, headers included.</param>
/// <param name="Bytes">Sent in the whole hour, as far as is known.</param>
/// <param name="Caller">Somebody who made, changed or invoked the function lately, before <paramref name="Time"/>, from the very address; asked once for each, and once with null.</param>
public readonly record struct Egress(
    string Interface, string Function, string Account, string Region, IPAddress Address, string AddressText, string Network, string? Country, int Port, bool IsOddPort,
    DateTimeOffset Time, DateTimeOffset Last, long BytesSoFar, long Bytes, EgressCaller? Caller)
{
    /// <summary><c>address:port</c>.</summary>
    public string Endpoint => AddressText.Contains(':', StringComparison.Ordinal) ? $"[{AddressText}]:{Port}" : $"{AddressText}:{Port}";
}

/// <summary>Somebody who called from the address that a function sent to.</summary>
/// <param name="Subject">Habit subject; an ARN.</param>
/// <param name="Did">What to the function: of several things the gravest.</param>
public sealed record EgressCaller(string Subject, EgressAct Did);

/// <summary>What somebody did to a function, the gravest first.</summary>
public enum EgressAct { Created, Rewritten, Run }
