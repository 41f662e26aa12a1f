namespace Sentinel.Core.CloudTrail;

/// <content>Inside an array.</content>
public sealed partial class RecordFramer
{
    private Step EnterArray(int used, bool wrapped)
    {
        (_mode, _wrapped, _index, _firstKey) = (Mode.Elements, wrapped, 0, null);
        return Step.Again(used);
    }

    private Step Element(ReadOnlySpan<byte> rest, bool final, out Frame frame)
    {
        frame = default;
        var at = Blank(rest);
        if (at == rest.Length)
        {
            if (!final) return Step.More(at);
            frame = new Frame(FrameKind.Rejected, default, _line, _index, "the array is not closed, the input ends inside it");
            _mode = Mode.Top;
            return Step.Framed(at);
        }
        rest = rest[at..];
        if (rest[0] == (byte)',') return Step.Again(at + 1);
        if (rest[0] == (byte)']') return LeaveArray(at + 1);
        var window = rest[..Math.Min(rest.Length, RecordScanner.LongestRecord + 1)];
        var end = JsonSkip.Value(window, 0, 0);
        if (end >= 0 && end == window.Length && rest[0] is not ((byte)'{' or (byte)'[' or (byte)'"')) end = JsonSkip.Incomplete; // a number may go on
        if (end > RecordScanner.LongestRecord || (end == JsonSkip.Incomplete && window.Length > RecordScanner.LongestRecord))
        {
            frame = TooLong(_index++);
            BeginSkip(0, Mode.Elements);
            return Step.Framed(at);
        }
        if (end == JsonSkip.Incomplete && !final) return Step.More(at);
        RememberKey(rest);
        return end >= 0 ? Whole(rest[..end], at, out frame) : Broken(rest, at, end, out frame);
    }

    private Step Whole(ReadOnlySpan<byte> element, int at, out Frame frame)
    {
        frame = element[0] == (byte)'{'
            ? new Frame(FrameKind.Record, element, _line, _index, null)
            : new Frame(FrameKind.Rejected, default, _line, _index, $"the element is {RejectReason.Shown(element)}, expected an object");
        _index++;
        _line += element.Count((byte)'\n');
        return Step.Framed(at + element.Length);
    }

    private Step Broken(ReadOnlySpan<byte> rest, int at, int end, out Frame frame)
    {
        frame = new Frame(FrameKind.Rejected, default, _line, _index++, RejectReason.Broken(rest, end));
        if (end == JsonSkip.Incomplete)
        {
            _mode = Mode.Top;
            return Step.Framed(at + rest.Length);
        }
        var used = JsonSkip.ErrorAt(end);
        _mode = _firstKey is null ? Mode.SkipLines : Mode.SkipElement;
        _line += rest[..used].Count((byte)'\n');
        return Step.Framed(at + used);
    }

    private Step LeaveArray(int used)
    {
        _mode = Mode.Top;
        if (_wrapped) BeginSkip(1, Mode.Top);
        return Step.Again(used);
    }

    // All records of an array start with the same key; after a broken one, that is where the next begins.
    private void RememberKey(ReadOnlySpan<byte> element)
    {
        if (_firstKey is not null || element[0] != (byte)'{') return;
        var at = JsonSkip.Space(element, 1);
        if (at >= element.Length || element[at] != (byte)'"') return;
        var end = JsonSkip.StringEnd(element, at);
        if (end > at + 2 && end - at <= 64) _firstKey = element[at..end].ToArray();
    }

    // Behind a broken element: on to the next that starts as the others do, or to another {"Records":[.
    private Step SkipElement(ReadOnlySpan<byte> rest, bool final)
    {
        var at = 0;
        while (rest[at..].IndexOf((byte)'{') is var open and >= 0)
        {
            var found = at + open;
            var starts = StartsElement(rest[found..]);
            var wraps = RecordsPrefix(rest[found..]);
            if (starts is null && !final || (wraps == JsonSkip.Incomplete && !final))
            {
                _line += rest[..found].Count((byte)'\n');
                return Step.More(found);
            }
            if (starts is true || wraps > 0)
            {
                _mode = wraps > 0 ? Mode.Top : Mode.Elements;
                _line += rest[..found].Count((byte)'\n');
                return Step.Again(found);
            }
            at = found + 1;
        }
        _line += rest.Count((byte)'\n');
        return Step.More(rest.Length);
    }

    private bool? StartsElement(ReadOnlySpan<byte> rest)
    {
        var near = rest[..Math.Min(rest.Length, LookAhead)];
        var at = JsonSkip.Space(near, 1);
        var key = near[at..];
        if (key.StartsWith(_firstKey)) return true;
        return near.Length < LookAhead && _firstKey.AsSpan().StartsWith(key) ? null : false;
    }

    // How many bytes {"Records":[ takes; -1 when it is something else; Incomplete when that cannot be told yet.
    private static int RecordsPrefix(ReadOnlySpan<byte> rest)
    {
        var near = rest[..Math.Min(rest.Length, LookAhead)];
        var at = 0;
        if (!Takes(near, ref at, "{"u8) || !Takes(near, ref at, "\"Records\""u8) || !Takes(near, ref at, ":"u8) || !Takes(near, ref at, "["u8))
            return at >= 0 && near.Length < LookAhead ? JsonSkip.Incomplete : -1;
        return at;
    }

    private static bool Takes(ReadOnlySpan<byte> near, ref int at, ReadOnlySpan<byte> token)
    {
        at = JsonSkip.Space(near, at);
        var rest = near[at..];
        if (!rest.StartsWith(token))
        {
            if (!token.StartsWith(rest)) at = -1;
            return false;
        }
        at += token.Length;
        return true;
    }
}
