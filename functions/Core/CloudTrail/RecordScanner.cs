using System.Runtime.CompilerServices;
using System.Text.Unicode;

namespace Sentinel.Core.CloudTrail;

/// <summary>One pass over a record. Only top-level keys of the record count; what lies deeper is checked and stepped over. Shapes that were met
/// before are stepped through faster, to the same end. For one thread.</summary>
internal sealed class RecordScanner
{
    /// <summary>Longer records are refused; CloudTrail itself stops at 256 KB.</summary>
    public const int LongestRecord = 1024 * 1024;

    private const int LongestName = 256;

    private readonly RecordShapes _shapes = new();

    public bool TryScan(ReadOnlySpan<byte> json, out RecordScan scan, out string? reason)
    {
        var found = default(RecordScan);
        var understood = TryScanCore(json, ref found, out reason);
        scan = found;
        return understood;
    }

    private bool TryScanCore(ReadOnlySpan<byte> json, ref RecordScan scan, out string? reason)
    {
        if (json.Length > LongestRecord)
        {
            reason = $"the record has {json.Length} bytes, at most {LongestRecord} are read";
            return false;
        }
        var outer = new RecordScan { Whole = json };
        var inner = new RecordScan { Whole = json };
        var known = _shapes.TryWalk(json, ref outer, ref inner);
        if (!(known && outer.IsPlain) && !Utf8.IsValid(json))
        {
            reason = "the record is not valid UTF-8";
            return false;
        }
        if (known) return TryUnwrap(json, outer, inner, SeenIn(outer), ref scan, out reason);
        var seen = Seen.Nothing;
        var at = JsonSkip.Space(json, 0);
        var end = at < json.Length && json[at] == (byte)'{' ? Walk(json, at, 1, ref outer, ref inner, ref seen) : at == json.Length ? JsonSkip.Incomplete : ~at;
        if (end >= 0 && (end = JsonSkip.Space(json, end)) < json.Length) end = ~end;
        if (end < 0)
        {
            reason = RejectReason.Broken(json, end);
            return false;
        }
        if ((seen & Seen.Foreign) == Seen.Nothing) _shapes.Learn(json);
        return TryUnwrap(json, outer, inner, seen, ref scan, out reason);
    }

    private static Seen SeenIn(in RecordScan outer)
    {
        var seen = outer.DetailType.IsEmpty ? Seen.Nothing : Seen.Envelope;
        return outer.HasSource && !outer.Source.StartsWith("aws."u8) ? seen | Seen.ForeignSource : seen;
    }

    private static bool TryUnwrap(ReadOnlySpan<byte> json, in RecordScan outer, in RecordScan inner, Seen seen, ref RecordScan scan, out string? reason)
    {
        reason = null;
        if ((seen & Seen.Envelope) == Seen.Nothing)
        {
            scan = outer;
            scan.Kind = KindOfForeign(seen);
            return scan.Kind != RecordKind.CloudTrail || HasRequired(json, scan, out reason);
        }
        var type = outer.DetailType;
        if (!type.EndsWith(" via CloudTrail"u8) || type.StartsWith("AWS Insight"u8))
        {
            scan = outer;
            scan.Kind = type.SequenceEqual("GuardDuty Finding"u8) ? RecordKind.GuardDutyFinding
                : type.StartsWith("Config "u8) ? RecordKind.ConfigEvent : RecordKind.OtherEvent;
            return true;
        }
        if ((seen & Seen.ForeignSource) != Seen.Nothing)
        {
            reason = RejectReason.Of("source", JsonText.Member(json, "source"u8), "\"aws.\" and a service, as only AWS can send; a custom source cannot carry CloudTrail records");
            return false;
        }
        scan = inner;
        scan.Envelop(outer);
        if (!HasRequired(scan.Detail, scan, out reason)) return false;
        var account = scan.EnvelopeAccount;
        var recipient = scan.RecipientAccountId;
        if (account.IsEmpty || recipient.IsEmpty || account.SequenceEqual(recipient)) return true;
        reason = RejectReason.Of("account", JsonText.Member(json, "account"u8), $"the same account as detail.recipientAccountId, {RejectReason.Shown(recipient)}");
        return false;
    }

    private static RecordKind KindOfForeign(Seen seen)
    {
        if ((seen & Seen.InvokingEvent) != Seen.Nothing) return RecordKind.ConfigEvent;
        if ((seen & (Seen.Insight | Seen.Digest)) != Seen.Nothing) return RecordKind.OtherEvent;
        return (seen & Seen.Finding) == Seen.Finding ? RecordKind.GuardDutyFinding : RecordKind.CloudTrail;
    }

    private static bool HasRequired(ReadOnlySpan<byte> json, in RecordScan scan, out string? reason)
    {
        reason = null;
        return IsName(json, scan.EventId, "eventID"u8, ref reason) && IsName(json, scan.EventTime, "eventTime"u8, ref reason)
            && IsName(json, scan.EventSource, "eventSource"u8, ref reason) && IsName(json, scan.EventName, "eventName"u8, ref reason);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsName(ReadOnlySpan<byte> json, ReadOnlySpan<byte> value, ReadOnlySpan<byte> name, ref string? reason)
    {
        if (value.Length - 1 is >= 0 and < LongestName) return true;
        reason = RejectReason.Of(System.Text.Encoding.ASCII.GetString(name), JsonText.Member(json, name), $"a string of 1 to {LongestName} bytes");
        return false;
    }

    // Returns the offset behind the object that opens at `at`, or what JsonSkip returns when it does not end well.
    private static int Walk(ReadOnlySpan<byte> json, int at, int depth, ref RecordScan scan, ref RecordScan inner, ref Seen seen)
    {
        at = JsonSkip.Space(json, at + 1);
        if ((uint)at < (uint)json.Length && json[at] == (byte)'}') return at + 1;
        while (true)
        {
            if ((uint)at >= (uint)json.Length) return JsonSkip.Incomplete;
            if (json[at] != (byte)'"') return ~at;
            var nameAt = at + 1;
            at = JsonSkip.StringEnd(json, at);
            if (at < 0) return at;
            var name = json[nameAt..(at - 1)];
            if ((uint)at < (uint)json.Length && json[at] != (byte)':') at = JsonSkip.Space(json, at);
            if ((uint)at >= (uint)json.Length) return JsonSkip.Incomplete;
            if (json[at] != (byte)':') return ~at;
            at = JsonSkip.Space(json, at + 1);
            if ((uint)at >= (uint)json.Length) return JsonSkip.Incomplete;

            var key = RecordKeys.Of(name);
            if (key == RecordKey.Other && name.Contains((byte)'\\')) key = RecordKeys.Of(JsonText.Unescape(name));
            var start = at;
            at = json[at] == (byte)'"' ? JsonSkip.StringEnd(json, at)
                : key == RecordKey.Detail && depth == 1 && json[at] == (byte)'{' ? WalkDetail(json, at, ref inner)
                : JsonSkip.Value(json, at, depth);
            if (at < 0) return at;
            if (key is not RecordKey.Other and < RecordKey.DetailType) scan.Note(key, start, at);
            else if (key != RecordKey.Other && depth == 1) Keep(ref scan, key, start, at, ref seen);

            if ((uint)at < (uint)json.Length && json[at] != (byte)',') at = JsonSkip.Space(json, at);
            if ((uint)at >= (uint)json.Length) return JsonSkip.Incomplete;
            if (json[at] == (byte)'}') return at + 1;
            if (json[at] != (byte)',') return ~at;
            at = JsonSkip.Space(json, at + 1);
        }
    }

    private static int WalkDetail(ReadOnlySpan<byte> json, int at, ref RecordScan inner)
    {
        inner = new RecordScan { Whole = json };
        var ignored = Seen.Nothing;
        var deeper = default(RecordScan);
        return Walk(json, at, 2, ref inner, ref deeper, ref ignored);
    }

    private static void Keep(ref RecordScan outer, RecordKey key, int start, int end, ref Seen seen)
    {
        if (key <= RecordKey.Source) outer.Note(key, start, end);
        switch (key)
        {
            case RecordKey.DetailType:
                if (!outer.DetailType.IsEmpty) seen |= Seen.Envelope;
                return;
            case RecordKey.Source:
                if (!outer.Source.StartsWith("aws."u8)) seen |= Seen.ForeignSource;
                return;
            case RecordKey.InvokingEvent: seen |= Seen.InvokingEvent; return;
            case RecordKey.InsightDetails: seen |= Seen.Insight; return;
            case RecordKey.DigestStartTime: seen |= Seen.Digest; return;
            case RecordKey.SchemaVersion: seen |= Seen.SchemaVersion; return;
            case RecordKey.Severity: seen |= Seen.Severity; return;
        }
    }

    [Flags]
    private enum Seen
    {
        Nothing = 0, Envelope = 1, ForeignSource = 2, InvokingEvent = 4, Insight = 8, Digest = 16, SchemaVersion = 32, Severity = 64,
        Finding = SchemaVersion | Severity,
        Foreign = InvokingEvent | Insight | Digest | Finding,
    }
}
