using System.Buffers.Text;
using System.Text.Json;

namespace Sentinel.Handlers.Queue;

/// <summary>
/// Reads the event of an SQS trigger from its bytes: ids, bodies and the attributes in use are unescaped once, into a buffer of the caller,
/// and nothing becomes a string. Of names that stand twice the last counts.
/// </summary>
internal ref struct SqsBatchReader
{
    private readonly byte[] _buffer;
    private Utf8JsonReader _json;
    private int _used;

    private SqsBatchReader(ReadOnlySpan<byte> payload, byte[] buffer)
    {
        _json = new Utf8JsonReader(payload);
        _buffer = buffer;
    }

    /// <param name="buffer">At least as long as <paramref name="payload"/>.</param>
    /// <exception cref="MalformedEventException">It is no SQS batch, or a message has no id, so that it could not be reported.</exception>
    public static List<SqsMessage> Read(ReadOnlySpan<byte> payload, byte[] buffer)
    {
        try
        {
            return new SqsBatchReader(payload, buffer).ReadRecords();
        }
        catch (JsonException e)
        {
            throw new MalformedEventException($"the event is no JSON: broken at byte {e.BytePositionInLine} of line {e.LineNumber}");
        }
    }

    private List<SqsMessage> ReadRecords()
    {
        List<SqsMessage>? messages = null;
        if (!_json.Read() || _json.TokenType != JsonTokenType.StartObject) throw new MalformedEventException("the event is no JSON object, expected {\"Records\":[...]}");
        while (NextName())
        {
            var records = Named("Records"u8);
            _json.Read();
            if (records) messages = ReadMessages();
            else _json.Skip();
        }
        if (_json.Read()) throw new MalformedEventException("the event goes on behind its end");
        return messages ?? throw new MalformedEventException("the event has no Records, expected those of an SQS queue");
    }

    private List<SqsMessage> ReadMessages()
    {
        if (_json.TokenType != JsonTokenType.StartArray) throw new MalformedEventException("Records is no array");
        var messages = new List<SqsMessage>();
        while (_json.Read() && _json.TokenType != JsonTokenType.EndArray)
        {
            if (_json.TokenType != JsonTokenType.StartObject) throw new MalformedEventException($"record {messages.Count} is no object");
            messages.Add(ReadMessage(messages.Count));
        }
        return messages;
    }

    private SqsMessage ReadMessage(int index)
    {
        ReadOnlyMemory<byte> id = default, body = default, group = default;
        var receiveCount = 0;
        var fifo = false;
        var problem = "it has no body";
        while (NextName())
        {
            if (Named("messageId"u8)) _ = TryText(out id);
            else if (Named("body"u8)) problem = TryText(out body) ? null : "its body is no text";
            else if (Named("attributes"u8)) ReadAttributes(ref group, ref receiveCount);
            else if (Named("eventSourceARN"u8)) fifo = EndsInFifo();
            else SkipValue();
        }
        if (id.IsEmpty) throw new MalformedEventException($"record {index} has no messageId");
        return new SqsMessage { IdBytes = id, Body = body, GroupBytes = group, ReceiveCount = receiveCount, IsFifo = fifo, Problem = problem };
    }

    private void ReadAttributes(ref ReadOnlyMemory<byte> group, ref int receiveCount)
    {
        _json.Read();
        if (_json.TokenType != JsonTokenType.StartObject)
        {
            _json.Skip();
            return;
        }
        while (NextName())
        {
            if (Named("MessageGroupId"u8)) _ = TryText(out group);
            else if (Named("ApproximateReceiveCount"u8)) receiveCount = TryText(out var text) && Utf8Parser.TryParse(text.Span, out int count, out var used) && used == text.Length ? count : 0;
            else SkipValue();
        }
    }

    private bool EndsInFifo()
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.String) return _json.ValueSpan.EndsWith(".fifo"u8); // an ARN is never written with escapes
        _json.Skip();
        return false;
    }

    // On to the next property of the object the reader is in; false at its end.
    private bool NextName() => _json.Read() && _json.TokenType == JsonTokenType.PropertyName;

    private readonly bool Named(ReadOnlySpan<byte> name) => _json.ValueTextEquals(name);

    private void SkipValue()
    {
        _json.Read();
        _json.Skip();
    }

    // False when it is no string, or holds half of a surrogate pair or bytes that are no UTF-8, which no queue delivers.
    private bool TryText(out ReadOnlyMemory<byte> text)
    {
        text = default;
        _json.Read();
        if (_json.TokenType != JsonTokenType.String)
        {
            _json.Skip();
            return false;
        }
        try
        {
            var length = _json.CopyString(_buffer.AsSpan(_used));
            text = _buffer.AsMemory(_used, length);
            _used += length;
            return true;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }
}
