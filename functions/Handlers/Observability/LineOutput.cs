using System.Buffers;
using System.Text.Json;

namespace Sentinel.Handlers.Observability;

/// <summary>
/// Writes JSON objects, each as one line and in one write, so that lines of different writers do not mix. On Lambda a line on stdout is one event in
/// CloudWatch Logs. Everything outside printable ASCII is escaped by the default encoder. Safe for several threads.
/// </summary>
public sealed class LineOutput(Stream output) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _line = new(4096);
    private readonly Utf8JsonWriter _json = new(Stream.Null, new JsonWriterOptions { SkipValidation = true });

    /// <param name="write">Writes the members of the object; called under a lock.</param>
    internal void Write<T>(T what, Action<Utf8JsonWriter, T> write)
    {
        lock (_lock)
        {
            _line.ResetWrittenCount();
            _json.Reset(_line);
            _json.WriteStartObject();
            write(_json, what);
            _json.WriteEndObject();
            _json.Flush();
            _line.Write("\n"u8);
            output.Write(_line.WrittenSpan);
            output.Flush();
        }
    }

    public void Dispose() => _json.Dispose();
}
