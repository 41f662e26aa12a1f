using System.IO.Compression;
using System.IO.Hashing;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Sentinel.Aws.State;

/// <summary>An element of a binary set: a byte that tells the form (1), then JSON in Brotli. The same value always gives the same bytes.</summary>
internal static class Packed
{
    private const byte Form = 1;
    private const int Quality = 5, WindowBits = 18;
    private const int MostBytes = 1 << 20; // unpacked; nothing that we write comes near

    public static byte[] Pack<T>(T value, JsonTypeInfo<T> type)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(value, type);
        var room = new byte[BrotliEncoder.GetMaxCompressedLength(json.Length) + 1];
        if (!BrotliEncoder.TryCompress(json, room.AsSpan(1), out var length, Quality, WindowBits)) throw new InvalidOperationException("Brotli needs more room than it said");
        room[0] = Form;
        return room[..(length + 1)];
    }

    /// <param name="convert">Makes of it what was packed.</param>
    /// <exception cref="InvalidDataException">A later version wrote it, or it is damaged: then nothing may be judged.</exception>
    public static TOut Unpack<T, TOut>(MemoryStream element, JsonTypeInfo<T> type, Func<T, TOut> convert)
    {
        if (element.Length == 0 || element.ReadByte() != Form) throw new InvalidDataException("an element of the state has a form that is not known here: a later version wrote it");
        try
        {
            using var brotli = new BrotliStream(element, CompressionMode.Decompress, leaveOpen: true);
            using var json = new MemoryStream((int)element.Length * 4);
            var part = new byte[4096];
            for (int read; (read = brotli.Read(part)) > 0;)
            {
                if (json.Length + read > MostBytes) throw new InvalidDataException("an element of the state is too large");
                json.Write(part, 0, read);
            }
            return convert(JsonSerializer.Deserialize(json.GetBuffer().AsSpan(0, (int)json.Length), type) ?? throw new InvalidDataException("an element of the state is null"));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException or ArgumentException)
        {
            throw new InvalidDataException($"an element of the state cannot be read: {e.GetType().Name}", e);
        }
        finally
        {
            element.Position = 0;
        }
    }

    /// <summary>Tells elements apart; the same in every process.</summary>
    public static UInt128 HashOf(ReadOnlySpan<byte> element) => XxHash128.HashToUInt128(element);
}
