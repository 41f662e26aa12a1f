using System.Diagnostics.CodeAnalysis;
using System.Text;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Settings;

namespace Sentinel.Core.FlowLogs;

/// <summary>Which field stands where in a line of VPC flow logs, as declared: by the header of a file, or as the log format that the flow log was created with. Immutable.</summary>
public sealed class FlowLogFormat
{
    // There are some forty fields; who names more has something else.
    private const int MostFields = 100, LongestName = 64;

    private const string DefaultFields = "version account-id interface-id srcaddr dstaddr srcport dstport protocol packets bytes start end action log-status";

    private readonly FlowField[] _fields;

    private FlowLogFormat(FlowField[] fields) => _fields = fields;

    /// <summary>Version 2, what a flow log has when nobody chose: https://docs.aws.amazon.com/vpc/latest/userguide/flow-log-records.html#flow-logs-default.</summary>
    public static FlowLogFormat Default { get; } = TryParse(DefaultFields, out var format, out var reason) ? format : throw new InvalidOperationException(reason);

    /// <summary>Fields in a line.</summary>
    public int Count => _fields.Length;

    internal FlowField this[int index] => _fields[index];

    /// <summary>Reads a declaration.</summary>
    /// <param name="text">Names with spaces between them, bare (a file's header) or as <c>${srcaddr}</c> (the <c>LogFormat</c> of the flow log). Names that are not known are fields all the same.</param>
    /// <param name="reason">What is wrong and what would be right; null when it went well.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out FlowLogFormat? format, [NotNullWhen(false)] out string? reason)
    {
        format = null;
        var names = text.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        reason = names.Length > MostFields ? $"the flow log format names {names.Length} fields, at most {MostFields} are read" : null;
        var fields = new FlowField[Math.Min(names.Length, MostFields)];
        for (var i = 0; i < fields.Length && reason is null; i++)
        {
            var name = names[i].StartsWith("${", StringComparison.Ordinal) && names[i].EndsWith('}') ? names[i][2..^1] : names[i];
            if (!IsName(name)) reason = $"the flow log format names {Printable.Of(name, LongestName)}, expected names as srcaddr or ${{srcaddr}} with spaces between them";
            fields[i] = FlowFields.Of(name);
            if (fields[i] != FlowField.Other && Array.IndexOf(fields, fields[i]) < i) reason ??= $"the flow log format names {name} twice";
        }
        reason ??= Missing(fields);
        if (reason is not null) return false;
        format = new FlowLogFormat(fields);
        return true;
    }

    /// <summary>The same out of a header line.</summary>
    public static bool TryParse(ReadOnlySpan<byte> header, [NotNullWhen(true)] out FlowLogFormat? format, [NotNullWhen(false)] out string? reason) =>
        TryParse(Encoding.UTF8.GetString(header), out format, out reason);

    /// <summary>The line names fields and holds no record: the first one of a file.</summary>
    public static bool IsHeader(ReadOnlySpan<byte> line) => FlowLogLine.IsHeader(line);

    /// <summary>The line is a header, or begins like a record: for telling flow logs from other text.</summary>
    public static bool IsLikely(ReadOnlySpan<byte> line) => FlowLogLine.IsHeader(line) || FlowLogLine.IsDefault(line);

    private static bool IsName(string name) => name.Length is > 0 and <= LongestName && name.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    // Without these nothing can be said of who sent what where and when.
    private static string? Missing(FlowField[] fields)
    {
        bool Has(FlowField field) => fields.Contains(field);
        var missing = !Has(FlowField.InterfaceId) ? "interface-id"
            : !Has(FlowField.SrcAddr) && !Has(FlowField.PktSrcAddr) ? "srcaddr nor pkt-srcaddr"
            : !Has(FlowField.DstAddr) && !Has(FlowField.PktDstAddr) ? "dstaddr nor pkt-dstaddr"
            : !Has(FlowField.Start) && !Has(FlowField.End) ? "start nor end" : null;
        return missing is null ? null : $"the flow log format names {(missing.Contains(' ', StringComparison.Ordinal) ? "neither" : "no")} {missing}, expected at least interface-id, srcaddr, dstaddr and end";
    }
}
