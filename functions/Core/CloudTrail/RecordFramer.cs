using System.Runtime.InteropServices;

namespace Sentinel.Core.CloudTrail;

/// <summary>Cuts a stream into records: JSON lines, arrays, <c>{"Records":[...]}</c>, indented objects, several documents in a row, flow
/// log lines; with byte order mark, CRLF, blank lines. What cannot be read is reported with its place, and the next line or element goes
/// on. How the bytes were cut into buffers changes nothing. One instance a stream; for one thread.</summary>
public sealed partial class RecordFramer
{
    /// <summary>A buffer of so many bytes is always enough to go on.</summary>
    public const int Window = RecordScanner.LongestRecord + 1024;

    // How far beyond a line is looked, to see whether it ended a document.
    private const int LookAhead = 256;

    private Mode _mode = Mode.Start;
    private long _line = 1;
    private int _index;
    private bool _wrapped;
    private byte[]? _firstKey;
    private bool _flowLog;

    private enum Mode { Start, Top, Elements, SkipLine, SkipLines, SkipTree, SkipElement }

    /// <summary>The line that is reached, from 1.</summary>
    public long Line => _line;

    /// <summary>Takes the next record out of a buffer.</summary>
    /// <param name="buffer">What was not consumed yet, and what came since.</param>
    /// <param name="final">Nothing will come after it.</param>
    /// <param name="frame">The record when true is returned.</param>
    /// <param name="consumed">So many bytes are done with (the frame may lie in them).</param>
    /// <returns>False: more bytes are needed, or with <paramref name="final"/>, the stream is at its end.</returns>
    public bool TryNext(ReadOnlySpan<byte> buffer, bool final, out Frame frame, out int consumed)
    {
        frame = default;
        consumed = 0;
        while (true)
        {
            var rest = buffer[consumed..];
            var step = _mode switch
            {
                Mode.Start => Start(rest, final),
                Mode.Top => Top(rest, final, out frame),
                Mode.Elements => Element(rest, final, out frame),
                Mode.SkipLine => SkipLine(rest),
                Mode.SkipLines => SkipLines(rest, final),
                Mode.SkipTree => SkipTree(rest),
                _ => SkipElement(rest, final),
            };
            consumed += step.Used;
            if (step.Outcome == Outcome.Framed) return true;
            if (step.Outcome == Outcome.More) return false;
        }
    }

    private Step Start(ReadOnlySpan<byte> rest, bool final)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        if (rest.Length < mark.Length && !final && mark.StartsWith(rest)) return Step.More(0);
        _mode = Mode.Top;
        return Step.Again(rest.StartsWith(mark) ? mark.Length : 0);
    }

    private Step Top(ReadOnlySpan<byte> rest, bool final, out Frame frame)
    {
        frame = default;
        var at = Blank(rest);
        if (at == rest.Length) return Step.More(at);
        rest = rest[at..];
        if (rest[0] == (byte)'[') return EnterArray(at + 1, wrapped: false);
        if (rest[0] != (byte)'{') return TextLine(rest, at, final, out frame);
        var prefix = RecordsPrefix(rest);
        if (prefix > 0) return EnterArray(at + prefix, wrapped: true);
        if (prefix == JsonSkip.Incomplete && !final) return Step.More(at);
        return Object(rest, at, final, out frame);
    }

    private Step Object(ReadOnlySpan<byte> rest, int at, bool final, out Frame frame)
    {
        frame = default;
        var line = LineOf(rest);
        if (line < 0 && !final && rest.Length <= RecordScanner.LongestRecord) return Step.More(at);
        if (line < 0) line = rest.Length;
        if (line <= RecordScanner.LongestRecord)
        {
            var text = rest[..line].TrimEnd(" \r\t"u8);
            var ends = text[^1] == (byte)'}' ? EndsDocument(rest[line..], final) : false;
            if (ends is null) return Step.More(at);
            if (ends.Value && text.IndexOf("}{"u8) < 0)
            {
                frame = new Frame(FrameKind.Record, text, _line, -1, null);
                return Step.Framed(at + line); // the line break is counted as a blank
            }
        }
        return Tree(rest, at, final, line, out frame);
    }

    // An object that no line break ends: indented, or followed by another on the same line, or broken.
    private Step Tree(ReadOnlySpan<byte> rest, int at, bool final, int line, out Frame frame)
    {
        var window = rest[..Math.Min(rest.Length, RecordScanner.LongestRecord + 1)];
        var end = JsonSkip.Value(window, 0, 0);
        if (end > RecordScanner.LongestRecord || (end == JsonSkip.Incomplete && window.Length > RecordScanner.LongestRecord))
        {
            frame = TooLong(-1);
            BeginSkip(0, Mode.Top);
            return Step.Framed(at);
        }
        if (end >= 0)
        {
            frame = new Frame(FrameKind.Record, rest[..end], _line, -1, null);
            _line += rest[..end].Count((byte)'\n');
            return Step.Framed(at + end);
        }
        frame = default;
        if (end == JsonSkip.Incomplete && !final) return Step.More(at);
        frame = new Frame(FrameKind.Rejected, default, _line, -1, RejectReason.Broken(rest, end));
        _mode = end != JsonSkip.Incomplete && JsonSkip.ErrorAt(end) < line ? Mode.SkipLine : Mode.SkipLines;
        return Step.Framed(at);
    }

    private Step TextLine(ReadOnlySpan<byte> rest, int at, bool final, out Frame frame)
    {
        frame = default;
        var line = LineOf(rest);
        if (line < 0 && !final && rest.Length <= RecordScanner.LongestRecord) return Step.More(at);
        if (line < 0) line = rest.Length;
        if (line > RecordScanner.LongestRecord)
        {
            frame = TooLong(-1);
            _mode = Mode.SkipLine;
            return Step.Framed(at);
        }
        var text = rest[..line].TrimEnd(" \r\t"u8);
        _flowLog |= FlowLogLine.IsHeader(text);
        frame = _flowLog || FlowLogLine.IsDefault(text)
            ? new Frame(FrameKind.FlowLog, text, _line, -1, null)
            : new Frame(FrameKind.Rejected, default, _line, -1, $"neither JSON nor a flow log: {RejectReason.Shown(text)}");
        return Step.Framed(at + line);
    }

    private Frame TooLong(int index) =>
        new(FrameKind.Rejected, default, _line, index, $"a record of more than {RecordScanner.LongestRecord} bytes, at most that many are read");

    // True: what follows a line that ends in '}' cannot be in the same document. Null: not to be seen yet.
    private static bool? EndsDocument(ReadOnlySpan<byte> after, bool final)
    {
        var near = after[..Math.Min(after.Length, LookAhead)];
        var at = JsonSkip.Space(near, 0);
        if (at < near.Length) return near[at] is (byte)'{' or (byte)'[' or (byte)'v' or (>= (byte)'0' and <= (byte)'9');
        return final || near.Length == LookAhead ? true : null;
    }

    private static int LineOf(ReadOnlySpan<byte> rest) => rest[..Math.Min(rest.Length, RecordScanner.LongestRecord + 1)].IndexOf((byte)'\n');

    private int Blank(ReadOnlySpan<byte> rest)
    {
        var at = JsonSkip.Space(rest, 0);
        if (at > 0) _line += rest[..at].Count((byte)'\n');
        return at;
    }

    private enum Outcome { Again, Framed, More }

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Step(Outcome Outcome, int Used)
    {
        public static Step Again(int used) => new(Outcome.Again, used);

        public static Step Framed(int used) => new(Outcome.Framed, used);

        public static Step More(int used) => new(Outcome.More, used);
    }
}
