using System.Buffers.Text;
using System.IO.Hashing;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.FlowLogs;

/// <summary>Reads lines of VPC flow logs by their declared format. Allocates nothing for IPv4, but for the reason when a line is refused. Never throws on odd input.</summary>
public static class FlowLogReader
{
    // The longest name that AWS writes into a field is far shorter.
    private const int LongestValue = 256, LongestLine = 64 * 1024;

    private static readonly long FirstSecond = new DateTimeOffset(2000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds();
    private static readonly long LastSecond = new DateTimeOffset(3000, 1, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeSeconds() - 1;

    /// <param name="reason">Why it cannot be read: field, value, and what would be right; safe to print. Null when it went well.</param>
    public static bool TryRead(ReadOnlySpan<byte> line, FlowLogFormat format, out FlowLine flow, out string? reason)
    {
        var found = default(FlowLine);
        var read = TryReadCore(line, format, ref found, out reason);
        flow = found;
        return read;
    }

    private static bool TryReadCore(ReadOnlySpan<byte> line, FlowLogFormat format, ref FlowLine flow, out string? reason)
    {
        line = line.Trim(" \r\n\t"u8);
        if (line.Length > LongestLine)
        {
            reason = $"the flow log line has {line.Length} bytes, at most {LongestLine} are read";
            return false;
        }
        reason = null;
        var raw = default(Raw);
        var count = 0;
        foreach (var range in line.Split((byte)' '))
        {
            var value = line[range];
            if (value.IsEmpty) continue;
            if (count < format.Count && !Keep(format[count], value, ref raw, ref flow, ref reason)) return false;
            count++;
        }
        if (count != format.Count)
        {
            reason = count == 0 ? "the flow log line is empty" : $"the flow log line has {count} fields, its format declares {format.Count}{(ReferenceEquals(format, FlowLogFormat.Default) ? " (the default; another needs a header, or to be told)" : "")}";
            return false;
        }
        if (ReferenceEquals(format, FlowLogFormat.Default) && !raw.Version.SequenceEqual("2"u8)) return Refuse(FlowField.Version, raw.Version, "2, which alone has the default format", ref reason);
        return Complete(line, ref raw, ref flow, ref reason);
    }

    private static bool Keep(FlowField field, ReadOnlySpan<byte> value, ref Raw raw, ref FlowLine flow, ref string? reason)
    {
        if (field == FlowField.Other) return true;
        if (value.Length > LongestValue) return Refuse(field, value, $"at most {LongestValue} bytes", ref reason);
        if (value is [(byte)'-']) return true;
        switch (field)
        {
            case FlowField.Version: raw.Version = value; return IsNumber(field, value, 99, out _, ref reason);
            case FlowField.AccountId: flow.Account = value.SequenceEqual("unknown"u8) ? default : value; return true;
            case FlowField.InterfaceId: flow.Interface = value; return true;
            case FlowField.InstanceId: flow.Instance = value; return true;
            case FlowField.Region: flow.Region = value; return true;
            case FlowField.PktDstAwsService: flow.DestinationService = value; return true;
            case FlowField.SrcAddr: return IsAddress(field, value, ref raw.Source, ref reason);
            case FlowField.DstAddr: return IsAddress(field, value, ref raw.Destination, ref reason);
            case FlowField.PktSrcAddr: return IsAddress(field, value, ref raw.PacketSource, ref reason);
            case FlowField.PktDstAddr: return IsAddress(field, value, ref raw.PacketDestination, ref reason);
            case FlowField.Start: return IsTime(field, value, ref raw.Start, ref reason);
            case FlowField.End: return IsTime(field, value, ref raw.End, ref reason);
            case FlowField.Action: return IsAction(value, ref flow, ref reason);
            case FlowField.LogStatus: return IsStatus(value, ref flow, ref reason);
            case FlowField.FlowDirection: return IsDirection(value, ref flow, ref reason);
            default: return KeepNumber(field, value, ref flow, ref reason);
        }
    }

    private static bool KeepNumber(FlowField field, ReadOnlySpan<byte> value, ref FlowLine flow, ref string? reason)
    {
        var most = field switch { FlowField.Bytes => long.MaxValue, FlowField.Protocol => 255, _ => ushort.MaxValue };
        if (!IsNumber(field, value, most, out var number, ref reason)) return false;
        if (field == FlowField.SrcPort) flow.SourcePort = (int)number;
        else if (field == FlowField.DstPort) flow.DestinationPort = (int)number;
        else if (field == FlowField.Protocol) flow.Protocol = (int)number;
        else flow.Bytes = number;
        return true;
    }

    private static bool Complete(ReadOnlySpan<byte> line, ref Raw raw, ref FlowLine flow, ref string? reason)
    {
        if (flow.Interface.IsEmpty) return Refuse(FlowField.InterfaceId, "-"u8, "the id of an interface, as eni-0a1b2c3d", ref reason);
        if ((raw.End ?? raw.Start) is not { } end) return Refuse(FlowField.End, "-"u8, "seconds since 1970", ref reason);
        flow.End = DateTimeOffset.FromUnixTimeSeconds(end);
        flow.Source = raw.PacketSource ?? raw.Source;
        flow.Destination = raw.PacketDestination ?? raw.Destination;
        flow.Hash = XxHash3.HashToUInt64(line);
        return true;
    }

    private static bool IsNumber(FlowField field, ReadOnlySpan<byte> value, long most, out long number, ref string? reason)
    {
        if (Utf8Parser.TryParse(value, out number, out var used) && used == value.Length && number >= 0 && number <= most && value[0] is >= (byte)'0' and <= (byte)'9') return true;
        return Refuse(field, value, most == long.MaxValue ? "a whole number" : $"a whole number from 0 to {most}", ref reason);
    }

    private static bool IsTime(FlowField field, ReadOnlySpan<byte> value, ref long? seconds, ref string? reason)
    {
        if (!Utf8Parser.TryParse(value, out long number, out var used) || used != value.Length || number < FirstSecond || number > LastSecond)
            return Refuse(field, value, "seconds since 1970, from the year 2000 on", ref reason);
        seconds = number;
        return true;
    }

    private static bool IsAddress(FlowField field, ReadOnlySpan<byte> value, ref FlowAddress? address, ref string? reason)
    {
        if (!FlowAddress.TryParse(value, out var read)) return Refuse(field, value, "an IP address", ref reason);
        address = read;
        return true;
    }

    private static bool IsAction(ReadOnlySpan<byte> value, ref FlowLine flow, ref string? reason)
    {
        flow.IsRejected = value.SequenceEqual("REJECT"u8);
        return flow.IsRejected || value.SequenceEqual("ACCEPT"u8) || Refuse(FlowField.Action, value, "ACCEPT or REJECT", ref reason);
    }

    private static bool IsStatus(ReadOnlySpan<byte> value, ref FlowLine flow, ref string? reason)
    {
        flow.Status = value.SequenceEqual("NODATA"u8) ? FlowStatus.NoData : value.SequenceEqual("SKIPDATA"u8) ? FlowStatus.SkipData : FlowStatus.Ok;
        return flow.Status != FlowStatus.Ok || value.SequenceEqual("OK"u8) || Refuse(FlowField.LogStatus, value, "OK, NODATA or SKIPDATA", ref reason);
    }

    private static bool IsDirection(ReadOnlySpan<byte> value, ref FlowLine flow, ref string? reason)
    {
        flow.Direction = value.SequenceEqual("egress"u8) ? FlowDirection.Egress : value.SequenceEqual("ingress"u8) ? FlowDirection.Ingress : FlowDirection.Unknown;
        return flow.Direction != FlowDirection.Unknown || Refuse(FlowField.FlowDirection, value, "ingress or egress", ref reason);
    }

    private static bool Refuse(FlowField field, ReadOnlySpan<byte> value, string expected, ref string? reason)
    {
        reason = RejectReason.Of(FlowFields.NameOf(field), value, expected);
        return false;
    }

    private ref struct Raw
    {
        public ReadOnlySpan<byte> Version;
        public FlowAddress? Source, Destination, PacketSource, PacketDestination;
        public long? Start, End;
    }
}
