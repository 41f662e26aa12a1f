using System.Buffers.Binary;
using System.Globalization;
using Sentinel.Core.Incidents;

namespace Sentinel.Aws.State;

/// <summary>
/// Signals and links as elements of sets, one item for each subject and hour. A signal has an element for each way in which it was put into words, numbered by
/// its writer after those that the writer knew, and 16 bytes for each time at which it was last seen.
/// </summary>
internal static class SignalItem
{
    public const string Words = "g", Lasts = "t", Links = "l";
    public const string First = "G#", Last = "G#~";
    public const int KeyLength = 12; // G#yyyyMMddHH

    public static string KeyOf(DateTimeOffset time) => First + time.UtcDateTime.ToString("yyyyMMddHH", CultureInfo.InvariantCulture);

    public static DateTimeOffset EndOf(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerHour) + TimeSpan.TicksPerHour, TimeSpan.Zero);

    public static byte[] Pack(Signal s, int revision) => Packed.Pack(new StoredSignal(s.Id, s.Detection, s.Stage, s.Evidence, s.Group, s.Weight, s.Time.UtcTicks, s.Account, s.Region, s.Summary,
        s.Source, [.. s.Subjects], revision, s.EventId, s.Count, s.Principal, s.Session, s.Suspect, s.Function, s.IsReduced ? true : null, s.Resource), StateJson.Plain.StoredSignal);

    /// <summary>The signal as when it was seen once.</summary>
    /// <exception cref="InvalidDataException">A later version wrote it, or it is damaged.</exception>
    public static (Signal Signal, int Revision) Unpack(MemoryStream element) => Packed.Unpack(element, StateJson.Plain.StoredSignal, static s => (
        new Signal
        {
            Id = s.Id,
            Detection = s.Detection,
            Stage = s.Stage,
            Evidence = s.Evidence,
            Group = s.Group,
            Weight = s.Weight,
            Time = At(s.Ticks),
            Last = At(s.Ticks),
            EventId = s.EventId,
            Count = s.Count,
            Principal = s.Principal,
            Session = s.Session,
            Suspect = s.Suspect,
            Function = s.Function,
            Resource = s.Resource,
            Account = s.Account,
            Region = s.Region,
            Summary = s.Summary,
            Source = s.Source,
            Subjects = s.Subjects,
            IsReduced = s.IsReduced ?? false,
        }, s.Revision));

    public static byte[] PackLast(string id, DateTimeOffset last)
    {
        var bytes = new byte[16];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, Signal.NumberOf(id));
        BinaryPrimitives.WriteInt64BigEndian(bytes.AsSpan(8), last.UtcTicks);
        return bytes;
    }

    public static (ulong Id, DateTimeOffset Last) UnpackLast(ReadOnlySpan<byte> bytes) =>
        (BinaryPrimitives.ReadUInt64BigEndian(bytes), At(BinaryPrimitives.ReadInt64BigEndian(bytes[8..])));

    public static byte[] Pack(SubjectLink link) => Packed.Pack(new StoredLink(link.Time.UtcTicks, link.EventId, link.Subjects, link.Last == link.Time ? null : link.Last.UtcTicks), StateJson.Plain.StoredLink);

    public static SubjectLink UnpackLink(MemoryStream element) =>
        Packed.Unpack(element, StateJson.Plain.StoredLink, static link => new SubjectLink(At(link.Ticks), At(link.LastTicks ?? link.Ticks), link.EventId, link.Subjects));

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);
}
