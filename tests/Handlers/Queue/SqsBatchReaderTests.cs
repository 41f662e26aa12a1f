using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using CsCheck;
using Sentinel.Handlers.Queue;

namespace Sentinel.Handlers.Tests.Queue;

public sealed class SqsBatchReaderTests
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, WriteIndented = true };

    private static readonly Gen<string> Text = Gen.OneOf(Gen.String, Gen.OneOf("", "{\"a\":\"\\u0041\"}", "\"", "\\", "Grüße", "\U0001F4A3", "\r\n\t\0"))
        .Select(t => Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(t))); // no halves of surrogate pairs

    [Fact]
    public void Every_message_is_read_as_it_was_written_however_its_text_was_escaped()
    {
        var message = Gen.Select(Text, Text, Gen.Int[0, 1000], Gen.Bool);

        Gen.Select(message.List[0, 8], Gen.Bool).Sample((messages, relaxed) =>
        {
            var payload = JsonSerializer.SerializeToUtf8Bytes(new
            {
                ignored = new object[] { 1, "Records", new { Records = 1 } },
                Records = messages.Select((m, i) => new
                {
                    messageId = $"id-{i}",
                    md5OfBody = new { body = "not this one" },
                    body = m.Item1,
                    attributes = new { SenderId = "x", MessageGroupId = m.Item2, ApproximateReceiveCount = m.Item3.ToString(CultureInfo.InvariantCulture) },
                    eventSourceARN = m.Item4 ? "arn:aws:sqs:us-east-1:111122223333:q.fifo" : "arn:aws:sqs:us-east-1:111122223333:q",
                }),
            }, relaxed ? Relaxed : JsonSerializerOptions.Default);

            using var delivery = SqsDelivery.Read(payload);

            Assert.Equal(
                messages.Select((m, i) => ($"id-{i}", m.Item1, m.Item2.Length == 0 ? null : m.Item2, m.Item3, m.Item4, (string?)null)),
                delivery.Messages.Select(m => (m.MessageId, Encoding.UTF8.GetString(m.Body.Span), m.GroupId, m.ReceiveCount, m.IsFifo, m.Problem)));
        });
    }

    [Fact]
    public void A_batch_of_a_thousand_is_read_without_a_string()
    {
        var payload = Sample.Batch([.. Enumerable.Repeat(Sample.Envelope(), 1000)]);
        SqsDelivery.Read(payload).Dispose();

        var before = GC.GetAllocatedBytesForCurrentThread();
        using var delivery = SqsDelivery.Read(payload);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(1000, delivery.Messages.Count);
        Assert.InRange(allocated, 0, 1000 * 160); // the message objects and their list; a body is 900 bytes
    }

    [Theory]
    [InlineData("""{"Records":[{"messageId":"m0"}]}""", "no body")]
    [InlineData("""{"Records":[{"messageId":"m0","body":17}]}""", "no text")]
    [InlineData("""{"Records":[{"messageId":"m0","body":null}]}""", "no text")]
    [InlineData("""{"Records":[{"messageId":"m0","body":{"a":[1]}}]}""", "no text")]
    [InlineData("""{"Records":[{"messageId":"m0","body":"\ud800"}]}""", "no text")]
    [InlineData("""{"Records":[{"messageId":"m0","body":"a","body":1}]}""", "no text")]
    public void A_message_that_has_an_id_but_no_readable_body_can_be_reported(string payload, string problem)
    {
        using var delivery = SqsDelivery.Read(Encoding.UTF8.GetBytes(payload));

        var message = Assert.Single(delivery.Messages);
        Assert.Equal("m0", message.MessageId);
        Assert.Contains(problem, message.Problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("null", "no JSON object")]
    [InlineData("[]", "no JSON object")]
    [InlineData("{}", "no Records")]
    [InlineData("""{"records":[]}""", "no Records")]
    [InlineData("""{"Records":null}""", "no array")]
    [InlineData("""{"Records":[1]}""", "record 0 is no object")]
    [InlineData("""{"Records":[{"body":"b"}]}""", "record 0 has no messageId")]
    [InlineData("""{"Records":[{"messageId":"","body":"b"}]}""", "record 0 has no messageId")]
    [InlineData("""{"Records":[{"messageId":"\udc00","body":"b"}]}""", "record 0 has no messageId")]
    [InlineData("""{"Records":[]}x""", "no JSON")]
    [InlineData("""{"Records":[{"messageId":"m0","body":"b"}""", "no JSON")]
    public void What_cannot_be_reported_message_by_message_fails_as_a_whole(string payload, string reason)
    {
        var e = Assert.Throws<MalformedEventException>(() => SqsDelivery.Read(Encoding.UTF8.GetBytes(payload)));

        Assert.Contains(reason, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_batch_of_none_is_a_batch()
    {
        using var delivery = SqsDelivery.Read("""{"Records":[]}"""u8);

        Assert.Empty(delivery.Messages);
    }

    [Theory]
    [InlineData("\"attributes\":7", 0)]
    [InlineData("\"attributes\":{\"ApproximateReceiveCount\":3}", 0)]
    [InlineData("\"attributes\":{\"ApproximateReceiveCount\":\"3x\"}", 0)]
    [InlineData("\"attributes\":{\"ApproximateReceiveCount\":\"3\"},\"eventSourceARN\":[\".fifo\"]", 3)]
    public void Odd_attributes_are_as_good_as_none(string attributes, int receiveCount)
    {
        using var delivery = SqsDelivery.Read(Encoding.UTF8.GetBytes($$"""{"Records":[{"messageId":"m0","body":"b",{{attributes}}}]}"""));

        var message = Assert.Single(delivery.Messages);
        Assert.Null(message.Problem);
        Assert.Equal((receiveCount, null, false), (message.ReceiveCount, message.GroupId, message.IsFifo));
    }

    [Fact]
    [Trait("Proof", "hostile-input")]
    public void No_damage_to_an_event_lets_another_exception_escape()
    {
        var whole = Sample.Batch(fifo: true, [("g", Sample.Envelope()), ("g\"", "\\u\ud83d\udca3"), ("", "")]);
        var damage = Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).List[1, 6];

        Gen.Select(damage, Gen.Int[0, whole.Length]).Sample((changes, length) =>
        {
            var payload = whole[..(changes.Count % 2 == 0 ? length : whole.Length)];
            foreach (var (at, value) in changes.Where(c => c.Item1 < payload.Length)) payload[at] = value;
            try
            {
                using var delivery = SqsDelivery.Read(payload);
                Assert.All(delivery.Messages, m => Assert.NotEmpty(m.MessageId));
            }
            catch (MalformedEventException e)
            {
                Assert.NotEmpty(e.Message);
            }
        }, iter: 20_000);
    }
}
