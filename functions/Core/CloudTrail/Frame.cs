using System.Globalization;

namespace Sentinel.Core.CloudTrail;

public enum FrameKind
{
    /// <summary>One JSON object; not yet known to be well formed when it came as a line.</summary>
    Record,

    /// <summary>A line of VPC flow logs, or their header line.</summary>
    FlowLog,

    /// <summary>Something that is neither; <see cref="Frame.Reason"/> says why. The bytes are not given.</summary>
    Rejected,
}

/// <summary>One record within a stream. Valid until the bytes it lies in are reused.</summary>
public readonly ref struct Frame
{
    internal Frame(FrameKind kind, ReadOnlySpan<byte> bytes, long line, int index, string? reason)
    {
        Kind = kind;
        Bytes = bytes;
        Line = line;
        Index = index;
        Reason = reason;
    }

    /// <summary>A report of something that went wrong in the stream itself.</summary>
    public static Frame Rejected(long line, string reason) => new(FrameKind.Rejected, default, line, -1, reason);

    public FrameKind Kind { get; }
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The line on which the record starts, from 1.</summary>
    public long Line { get; }

    /// <summary>Its place in the array that holds it, from 0; -1 outside an array.</summary>
    public int Index { get; }

    public string? Reason { get; }

    /// <summary><c>17</c>, or <c>1#42</c> inside an array.</summary>
    public string Place => Index < 0 ? Line.ToString(CultureInfo.InvariantCulture) : string.Create(CultureInfo.InvariantCulture, $"{Line}#{Index}");
}
