using System.IO.Compression;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Aws.Trail;

/// <summary>Reads a log file of CloudTrail, as it lies in the bucket, in batches of records; of any size, in bounded memory.</summary>
public static class TrailFile
{
    /// <summary>Records in a batch.</summary>
    public const int Batch = 500;

    /// <param name="take">Is given each batch in the order of the file; its bytes are its own.</param>
    /// <param name="rejected">Place and reason of what is no record.</param>
    /// <exception cref="InvalidDataException">It is no gzip; the batches before were given. Of one that is cut off the last record is rejected.</exception>
    public static async Task ReadAsync(Stream content, Func<IReadOnlyList<ReadOnlyMemory<byte>>, Task> take, Action<string, string> rejected, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(take);
        ArgumentNullException.ThrowIfNull(rejected);
        await using var plain = new GZipStream(content, CompressionMode.Decompress);
        var framer = new RecordFramer();
        var buffer = new byte[RecordFramer.Window];
        var (start, end) = (0, 0);
        var records = new List<ReadOnlyMemory<byte>>();
        for (var final = false; ;)
        {
            start += Frames(framer, buffer.AsSpan(start, end - start), final, records, rejected);
            while (records.Count >= Batch)
            {
                await take(records.GetRange(0, Batch));
                records.RemoveRange(0, Batch);
            }
            if (final) break;
            buffer.AsSpan(start, end - start).CopyTo(buffer);
            (start, end) = (0, end - start);
            if (end == buffer.Length) Array.Resize(ref buffer, buffer.Length * 2);
            var read = await plain.ReadAsync(buffer.AsMemory(end), cancellationToken);
            end += read;
            final = read == 0;
        }
        if (records.Count > 0) await take(records);
    }

    private static int Frames(RecordFramer framer, ReadOnlySpan<byte> bytes, bool final, List<ReadOnlyMemory<byte>> records, Action<string, string> rejected)
    {
        var start = 0;
        int used;
        while (framer.TryNext(bytes[start..], final, out var frame, out used))
        {
            if (frame.Kind == FrameKind.Record) records.Add(frame.Bytes.ToArray());
            else rejected(frame.Place, frame.Reason ?? "no record of CloudTrail");
            start += used;
        }
        return start + used;
    }
}
