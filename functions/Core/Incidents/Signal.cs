using System.Globalization;
using System.IO.Hashing;
using System.Text;
using Sentinel.Core.Detections;

namespace Sentinel.Core.Incidents;

/// <summary>One detection's word on one event, or on one subject, value and UTC hour. Merging is commutative and idempotent.</summary>
public sealed record Signal
{
    /// <summary>Derived from what the signal is about, so a redelivery repeats nothing.</summary>
    public required string Id { get; init; }
    public required string Detection { get; init; }
    public required Stage Stage { get; init; }
    public required Evidence Evidence { get; init; }
    /// <summary>Signals of one group count once in a score.</summary>
    public required string Group { get; init; }
    public required int Weight { get; init; }
    /// <summary>Event time of the first occurrence, UTC.</summary>
    public required DateTimeOffset Time { get; init; }
    /// <summary>Event time of the last occurrence within the same UTC hour (for invocations, calls on tables and floods the end of its five minutes, :04:59, :09:59 ...); equals <see cref="Time"/> for content.</summary>
    public required DateTimeOffset Last { get; init; }
    /// <summary>Id of the first event; null for a count of invocations.</summary>
    public required string? EventId { get; init; }
    public required int? Count { get; init; }
    /// <summary>As in the JSON lines: IAM user ARN, role ARN, account root ARN, service name, or null.</summary>
    public required string? Principal { get; init; }
    public required string? Session { get; init; }
    /// <summary>The habit subject under suspicion; null when it is a service or unknown.</summary>
    public required string? Suspect { get; init; }
    /// <summary>Full ARN without qualifier, or null.</summary>
    public required string? Function { get; init; }
    /// <summary>What else it is about: the ARN of a table, <c>address:port</c> of a destination, the id of a finding; else null.</summary>
    public string? Resource { get; init; }
    public required string Account { get; init; }
    public required string Region { get; init; }
    public required string Summary { get; init; }
    /// <summary><c>sourceIPAddress</c> of the first event; empty when unknown.</summary>
    public required string Source { get; init; }
    /// <summary>Principals, functions and roles that the signal concerns, sorted; through them signals become one incident.</summary>
    public required IReadOnlyList<string> Subjects { get; init; }

    /// <summary>A function does this by itself, whoever drives it: it stands for those who made or changed it. Not what is seen on an interface, which functions share.</summary>
    internal bool IsOfFunction => Function is not null && Stage is Stage.Data;

    /// <summary>Of a new account: the weight was reduced already.</summary>
    internal bool IsReduced { get; init; }

    /// <summary>The union of two reports of the same signal: the earlier text, the wider span, the greater weight.</summary>
    public Signal Merge(Signal other)
    {
        var text = Precedes(other) ? this : other;
        var (last, weight) = (Last > other.Last ? Last : other.Last, Math.Max(Weight, other.Weight));
        return text.Last == last && text.Weight == weight ? text : text with { Last = last, Weight = weight };
    }

    // Of two words on the same event the one that knew more: the higher count, the greater weight, then (a span told shorter) the smaller text.
    private bool Precedes(Signal other)
    {
        var order = CloudTrail.CloudTrailRecord.Compare(Time, EventId ?? "", other.Time, other.EventId ?? "");
        if (order == 0) order = (other.Count ?? 0).CompareTo(Count ?? 0);
        if (order == 0) order = other.Weight.CompareTo(Weight);
        return order != 0 ? order < 0 : string.CompareOrdinal(Summary, other.Summary) < 0;
    }

    /// <summary>Nothing in the two differs that is merged.</summary>
    internal bool Same(Signal other) => Last == other.Last && ReadsLike(other);

    /// <summary>A reader would see no difference.</summary>
    internal bool ReadsLike(Signal other) => Time == other.Time && Weight == other.Weight && Count == other.Count
        && string.Equals(EventId, other.EventId, StringComparison.Ordinal) && string.Equals(Summary, other.Summary, StringComparison.Ordinal);

    /// <summary>Id of a signal that names one event.</summary>
    internal static string SingleId(string detection, string subject, string eventId) => Hash(detection, subject, eventId);

    /// <summary>Id of a signal that is merged within the UTC hour of <paramref name="time"/>.</summary>
    internal static string HourlyId(string detection, string subject, string value, DateTimeOffset time) => IdOf(HourlyNumber(detection, subject, value, time));

    /// <summary>The same as a number.</summary>
    internal static ulong HourlyNumber(string detection, string subject, string value, DateTimeOffset time)
    {
        Span<char> hour = stackalloc char[20];
        (time.UtcTicks / TimeSpan.TicksPerHour).TryFormat(hour, out var digits, default, CultureInfo.InvariantCulture);
        return Number(detection, subject, value, hour[..digits]);
    }

    internal static ulong NumberOf(string id) => ulong.Parse(id, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

    internal static string[] SubjectsOf(params ReadOnlySpan<string?> subjects)
    {
        var filled = 0;
        foreach (var subject in subjects) filled += string.IsNullOrEmpty(subject) ? 0 : 1;
        var sorted = new string[filled];
        var count = 0;
        foreach (var subject in subjects)
        {
            if (string.IsNullOrEmpty(subject)) continue;
            var at = count;
            while (at > 0 && string.CompareOrdinal(sorted[at - 1], subject) > 0) at--;
            if (at > 0 && string.Equals(sorted[at - 1], subject, StringComparison.Ordinal)) continue;
            Array.Copy(sorted, at, sorted, at + 1, count - at);
            sorted[at] = subject;
            count++;
        }
        return count == sorted.Length ? sorted : sorted[..count];
    }

    /// <summary>16 hex digits over the parts, each ended by a byte that no part contains.</summary>
    internal static string Hash(string a, string b, string c = "") => IdOf(Number(a, b, c, default));

    private static string IdOf(ulong number) => number.ToString("x16", CultureInfo.InvariantCulture);

    private static ulong Number(ReadOnlySpan<char> a, ReadOnlySpan<char> b, ReadOnlySpan<char> c, ReadOnlySpan<char> d)
    {
        var longest = ((a.Length + b.Length + c.Length + d.Length) * 3) + 4;
        Span<byte> bytes = longest <= 1024 ? stackalloc byte[longest] : new byte[longest];
        var at = 0;
        Append(a, bytes, ref at);
        Append(b, bytes, ref at);
        if (!c.IsEmpty || !d.IsEmpty) Append(c, bytes, ref at);
        if (!d.IsEmpty) Append(d, bytes, ref at);
        Span<byte> hash = stackalloc byte[16];
        XxHash128.Hash(bytes[..at], hash);
        return System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(hash);
    }

    private static void Append(ReadOnlySpan<char> part, Span<byte> bytes, ref int at)
    {
        at += Encoding.UTF8.GetBytes(part, bytes[at..]);
        bytes[at++] = 0xFF;
    }
}
