using System.Buffers;

namespace Sentinel.Handlers.Queue;

/// <summary>The messages of one batch, over one pooled buffer. Dispose it when nothing uses their bodies any more.</summary>
public sealed class SqsDelivery : IDisposable
{
    private byte[]? _buffer;

    private SqsDelivery(byte[] buffer, List<SqsMessage> messages) => (_buffer, Messages) = (buffer, messages);

    /// <summary>In the order of delivery.</summary>
    public IReadOnlyList<SqsMessage> Messages { get; }

    /// <param name="payload">The event that Lambda's poller sends, not needed afterwards.</param>
    /// <exception cref="MalformedEventException">It is no SQS batch, or a message cannot even be named.</exception>
    public static SqsDelivery Read(ReadOnlySpan<byte> payload)
    {
        // What is unescaped is never longer than what it was, and no part of the event is copied twice.
        var buffer = ArrayPool<byte>.Shared.Rent(payload.Length);
        try
        {
            return new SqsDelivery(buffer, SqsBatchReader.Read(payload, buffer));
        }
        catch
        {
            ArrayPool<byte>.Shared.Return(buffer);
            throw;
        }
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _buffer, null) is { } buffer) ArrayPool<byte>.Shared.Return(buffer);
    }
}
