using System.Text;

namespace Sentinel.Handlers.Queue;

/// <summary>
/// One message of an SQS batch. Its bytes lie in a buffer of the <see cref="SqsDelivery"/> and are valid until that is disposed.
/// https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-standard-queue-message-event
/// </summary>
public sealed class SqsMessage
{
    internal ReadOnlyMemory<byte> IdBytes { get; init; }

    internal ReadOnlyMemory<byte> GroupBytes { get; init; }

    /// <summary>The body with its escapes undone, UTF-8; empty when there is a <see cref="Problem"/>.</summary>
    public required ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How often the message was received, this time included; 0 when the queue did not say.</summary>
    public required int ReceiveCount { get; init; }

    /// <summary>The queue is FIFO: within a group the order counts.</summary>
    public required bool IsFifo { get; init; }

    /// <summary>Why the message cannot be read; null when it can.</summary>
    public required string? Problem { get; init; }

    public string MessageId => field ??= Encoding.UTF8.GetString(IdBytes.Span);

    /// <summary><c>MessageGroupId</c>; null when the message has none.</summary>
    public string? GroupId => GroupBytes.IsEmpty ? null : field ??= Encoding.UTF8.GetString(GroupBytes.Span);
}
