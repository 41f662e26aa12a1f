using System.IO.Compression;
using Sentinel.Core.FlowLogs;

namespace Sentinel.Cli.Input;

/// <summary>Tells files of VPC flow logs from others by how they begin.</summary>
internal static class FlowLogFiles
{
    private const int Begin = 4096;

    /// <summary>Splits paths into files of flow logs and the rest, each in the order in which they would be read. Without any of the former the paths come back as they are.</summary>
    /// <param name="unreadable">Told of what cannot be listed, unless the paths come back as they are: then whoever reads them finds out.</param>
    public static (IReadOnlyList<string> FlowLogs, IReadOnlyList<string> Others) Split(IReadOnlyList<string> paths, Action<string, string> unreadable)
    {
        var unlisted = new List<(string Path, string Reason)>();
        var files = paths.SelectMany(p => p is "-" ? [p] : InputFiles.Under(p, (path, reason) => unlisted.Add((path, reason)))).ToList();
        var flows = files.Where(IsFlowLog).ToHashSet(StringComparer.Ordinal);
        if (flows.Count == 0) return ([], paths);
        foreach (var (path, reason) in unlisted) unreadable(path, reason);
        return ([.. files.Where(flows.Contains)], [.. files.Where(f => !flows.Contains(f))]);
    }

    private static bool IsFlowLog(string file)
    {
        if (file is "-" || new FileInfo(file) is not { Exists: true, Length: > 0 }) return false; // what is read from a pipe is gone
        try
        {
            using var raw = new PeekedStream(new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0));
            using Stream content = raw.StartsWith(0x1f, 0x8b) ? new GZipStream(raw, CompressionMode.Decompress) : raw;
            Span<byte> begin = stackalloc byte[Begin];
            var line = begin[..content.ReadAtLeast(begin, Begin, throwOnEndOfStream: false)].TrimStart("\uFEFF \r\n\t"u8);
            var end = line.IndexOf((byte)'\n');
            return FlowLogFormat.IsLikely(end < 0 ? line : line[..end]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return false; // whoever reads it says why not
        }
    }
}
