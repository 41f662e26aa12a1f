using System.Text.Json;
using System.Text.Json.Serialization;
using Amazon.Lambda.SQSEvents;

namespace Sentinel.Handlers.Queue;

/// <summary>A batch in the works. Everything in it has failed until it is done.</summary>
public sealed class SqsWork
{
    private static readonly ReadOnlyMemory<byte> AllDone = Json(new SQSBatchResponse());

    private readonly HashSet<string> _unfinished;
    private readonly Action<SqsMessage, string> _rejected;

    internal SqsWork(IReadOnlyList<SqsMessage> messages, Action<SqsMessage, string> rejected)
    {
        _rejected = rejected;
        _unfinished = messages.Select(m => m.MessageId).ToHashSet(StringComparer.Ordinal);
        foreach (var message in messages.Where(m => m.Problem is not null)) rejected(message, message.Problem!);
        Messages = messages.All(m => m.Problem is null) ? messages : [.. messages.Where(m => m.Problem is null)];
    }

    /// <summary>Those that can be read, in the order of delivery. The others are rejected already.</summary>
    public IReadOnlyList<SqsMessage> Messages { get; }

    public int Unfinished => _unfinished.Count;

    /// <summary>The message is dealt with, all of its effects are stored: the queue may forget it.</summary>
    public void Done(SqsMessage message) => _unfinished.Remove(message.MessageId);

    /// <summary>Says why a message can never be dealt with. It counts as failed, so that the queue leads it to its dead-letter queue.</summary>
    /// <param name="reason">Printable.</param>
    public void Reject(SqsMessage message, string reason) => _rejected(message, reason);

    internal ReadOnlyMemory<byte> Response() => _unfinished.Count == 0 ? AllDone : Json(new SQSBatchResponse([.. _unfinished.Select(id => new SQSBatchResponse.BatchItemFailure { ItemIdentifier = id })]));

    private static byte[] Json(SQSBatchResponse response) => JsonSerializer.SerializeToUtf8Bytes(response, QueueJson.Default.SQSBatchResponse);
}

[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(SQSBatchResponse))]
internal sealed partial class QueueJson : JsonSerializerContext;
