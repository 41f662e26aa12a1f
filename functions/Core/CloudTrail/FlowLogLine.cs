namespace Sentinel.Core.CloudTrail;

/// <summary>Tells VPC flow logs from other text.</summary>
internal static class FlowLogLine
{
    private const int FieldsOfVersion2 = 14;

    /// <summary>The line that names the fields, first in a file of S3.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> line) => line.IndexOf("srcaddr"u8) >= 0 && line.IndexOf("dstaddr"u8) >= 0 && !line.Contains((byte)'"');

    /// <summary>A line of the default format, or one that extends it.</summary>
    public static bool IsDefault(ReadOnlySpan<byte> line) =>
        line.Length > 1 && line[0] is >= (byte)'2' and <= (byte)'9' && line[1] == (byte)' ' && line.Count((byte)' ') >= FieldsOfVersion2 - 1 && !line.Contains((byte)'"');
}
