using System.Buffers.Binary;
using System.Globalization;
using System.IO.Hashing;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.FlowLogs;

namespace Sentinel.Core.Knowledge;

/// <summary>Runs on an interface, and what it sent, as records that a store keeps under the interface (and the function) beside those of CloudTrail, for those who judge a batch
/// at a time and share the rest. A flow record that stands in two of them counts once.</summary>
internal static class EgressRecord
{
    private const string Service = "vpc-flow", Run = "Run", Flow = "Flow";

    // A record is cut at 100 KB (where it is stored); these are well below.
    private const int MostEntries = 1_024;
    private const int EntryLength = 16;
    private const long MostBytes = (1L << 40) - 1;

    public static bool Is(CloudTrailRecord record) => record.Service is Service;

    /// <summary>The address in the notation that flows have; empty for none.</summary>
    public static string AddressIn(SourceAddress source) =>
        source.Kind != SourceKind.Address ? "" : source.Text.Contains(':', StringComparison.Ordinal) ? source.Address!.ToString() : source.Text;

    public static KeptRecord Of(string id, in FunctionRun run, string eventId, Principal caller, SourceAddress source, bool learned) =>
        new(Record(Run, eventId, run.Time, caller, source, run.Function, (Field.CustomerEniId, id)), [run.Function, id], learned);

    public static IEnumerable<KeptRecord> Of(EgressSet set, IEnumerable<FlowEntry> entries)
    {
        foreach (var chunk in entries.OrderBy(e => e.Hash).Chunk(MostEntries))
        {
            var packed = Pack(chunk);
            var time = DateTimeOffset.UnixEpoch.AddHours(set.Hour).AddMinutes(chunk.Min(e => e.Minute)).AddSeconds(59);
            var hash = string.Create(CultureInfo.InvariantCulture, $"flows-{XxHash128.HashToUInt128(packed):x32}-{set.Destination.Text}");
            var to = new SourceAddress(SourceKind.Address, set.Destination.Text, set.Destination.Address, set.Destination.Network, set.Destination.Country);
            yield return new KeptRecord(Record(Flow, hash, time, Principal.Nobody, to, null, (Field.Flows, Convert.ToBase64String(packed))), [set.Flows.Id], Learned: false);
        }
    }

    /// <summary>The interface and the run that a record tells of; null when it tells of none.</summary>
    public static (string Interface, FunctionRun Run)? RunOf(CloudTrailRecord record)
    {
        if (record is not { Service: Service, Api: Run, Function: { } function } || record[Field.CustomerEniId] is not { } id) return null;
        return (id, new FunctionRun(function, record.Caller.Subject, AddressIn(record.Source), record.Time));
    }

    /// <summary>The flow records that a record tells of, and where they went; none when it tells of none.</summary>
    public static IReadOnlyList<FlowEntry> FlowsOf(CloudTrailRecord record, out FlowAddress to)
    {
        to = default;
        if (record is not { Service: Service, Api: Flow, Source.Address: { } address } || record[Field.Flows] is not { } text) return [];
        to = FlowAddress.Of(address);
        return Unpack(Convert.FromBase64String(text));
    }

    /// <summary>Hours since 1970-01-01 UTC in which the flow records of a record ended.</summary>
    public static int HourOf(CloudTrailRecord record) => (int)(record.Time.ToUnixTimeSeconds() / 3600);

    private static CloudTrailRecord Record(string api, string id, DateTimeOffset time, Principal caller, SourceAddress source, string? function, (Field, string) field) => new()
    {
        EventId = id,
        Time = time,
        Service = Service,
        Api = api,
        Account = "",
        Region = "",
        Caller = caller,
        Source = source,
        Function = function,
        Fields = new FieldMap(field),
    };

    private static byte[] Pack(FlowEntry[] entries)
    {
        var bytes = new byte[entries.Length * EntryLength];
        for (var i = 0; i < entries.Length; i++)
        {
            var into = bytes.AsSpan(i * EntryLength);
            BinaryPrimitives.WriteUInt64BigEndian(into, entries[i].Hash);
            BinaryPrimitives.WriteUInt64BigEndian(into[8..], (ulong)Math.Min(entries[i].Bytes, MostBytes) | ((ulong)entries[i].Minute << 40) | ((ulong)entries[i].Port << 48));
        }
        return bytes;
    }

    private static FlowEntry[] Unpack(byte[] bytes)
    {
        var entries = new FlowEntry[bytes.Length / EntryLength];
        for (var i = 0; i < entries.Length; i++)
        {
            var from = bytes.AsSpan(i * EntryLength);
            var rest = BinaryPrimitives.ReadUInt64BigEndian(from[8..]);
            entries[i] = new FlowEntry(BinaryPrimitives.ReadUInt64BigEndian(from), (byte)Math.Min((rest >> 40) & 0xff, 59), (ushort)(rest >> 48), (long)(rest & MostBytes));
        }
        return entries;
    }
}
