using System.Buffers;
using System.IO.Compression;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Cli.Input;

/// <summary>Reads files, directories and standard input, plain or gzip, as records. Memory does not depend on their size.</summary>
/// <param name="paths">Files; directories, read through and through in ordinal order; <c>-</c>. In the order given.</param>
/// <param name="openStandardInput">Called for <c>-</c>.</param>
public sealed class RecordSource(IReadOnlyList<string> paths, Func<Stream> openStandardInput)
{
    // Half of a usual second-level cache; grows when a record needs it.
    private const int FirstBuffer = 512 * 1024;

    private long _bytes;

    // Without it a truncated gzip ends like a whole one, and nobody learns that records are missing.
    static RecordSource() => AppContext.SetSwitch("System.IO.Compression.UseStrictValidation", isEnabled: true);

    /// <summary>Bytes in all files together, for progress; null when standard input is among them.</summary>
    public static long? TotalBytes(IEnumerable<string> paths)
    {
        long total = 0;
        foreach (var path in paths)
        {
            if (path is "-") return null;
            foreach (var file in InputFiles.Under(path, (_, _) => { }))
            {
                var info = new FileInfo(file);
                if (info.Exists) total += info.Length;
            }
        }
        return total;
    }

    /// <summary>Reads everything. Stops at the next buffer when cancelled, without throwing.</summary>
    public void Read(IRecordSink sink, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            foreach (var path in paths)
            {
                if (path is "-") ReadStream("-", openStandardInput, sink, ref buffer, cancellationToken);
                else
                {
                    foreach (var file in InputFiles.Under(path, sink.Unreadable))
                        ReadStream(file, () => Open(file), sink, ref buffer, cancellationToken);
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        sink.Progress(_bytes);
    }

    /// <summary>Reads one stream from elsewhere, which is disposed of; the paths are left alone.</summary>
    /// <param name="name">What the sink is told as its path.</param>
    public void Read(string name, Func<Stream> open, IRecordSink sink, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBuffer);
        try
        {
            ReadStream(name, open, sink, ref buffer, cancellationToken);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static FileStream Open(string path) => new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0, FileOptions.SequentialScan);

    private void ReadStream(string path, Func<Stream> open, IRecordSink sink, ref byte[] buffer, CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested) return;
        Stream raw;
        try
        {
            raw = open();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            sink.Unreadable(path, e.Message);
            return;
        }
        using (raw)
        {
            var counted = new PeekedStream(raw);
            bool gzip;
            try
            {
                gzip = counted.StartsWith(0x1f, 0x8b);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                sink.Unreadable(path, e.Message); // a device that fails at once
                return;
            }
            using Stream content = gzip ? new GZipStream(counted, CompressionMode.Decompress) : counted;
            Frames(path, content, counted, sink, ref buffer, cancellationToken);
            _bytes += counted.BytesRead;
        }
    }

    private void Frames(string path, Stream content, PeekedStream counted, IRecordSink sink, ref byte[] buffer, CancellationToken cancellationToken)
    {
        var framer = new RecordFramer();
        int start = 0, end = 0;
        string? failure = null;
        for (var final = false; ;)
        {
            int used;
            while (framer.TryNext(buffer.AsSpan(start, end - start), final, out var frame, out used))
            {
                sink.Accept(path, in frame);
                start += used;
            }
            start += used;
            if (final) break;
            if (cancellationToken.IsCancellationRequested) return;
            MakeRoom(ref buffer, ref start, ref end);
            final = !TryFill(content, buffer, ref end, ref failure);
            sink.Progress(_bytes + counted.BytesRead);
        }
        if (failure is not null) sink.Accept(path, Frame.Rejected(framer.Line, failure));
    }

    private static void MakeRoom(ref byte[] buffer, ref int start, ref int end)
    {
        var kept = end - start;
        if (kept > buffer.Length / 2)
        {
            var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2); // ends soon after RecordFramer.Window
            buffer.AsSpan(start, kept).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = larger;
        }
        else if (start > 0) buffer.AsSpan(start, kept).CopyTo(buffer);
        (start, end) = (0, kept);
    }

    // False at the end, and when the stream fails in the middle: what came before it counts.
    private static bool TryFill(Stream content, byte[] buffer, ref int end, ref string? failure)
    {
        try
        {
            var read = content.Read(buffer, end, buffer.Length - end);
            end += read;
            return read > 0;
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            failure = $"the rest cannot be read: {e.Message}";
            return false;
        }
    }
}
