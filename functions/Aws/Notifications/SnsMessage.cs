using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Amazon.SimpleNotificationService.Model;
using Sentinel.Core.Reports;

namespace Sentinel.Aws.Notifications;

/// <summary>A page as a request to SNS: people get text, machines the finding, filter policies attributes.</summary>
internal static class SnsMessage
{
    // http is left out: a finding does not travel in the clear.
    private static readonly string[] Machines = ["lambda", "sqs", "https", "firehose"];

    // The text is inside JSON twice, and nowhere near HTML: escaping every quote as six characters would only make it longer.
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static PublishRequest Of(Page page, string topic) => new()
    {
        TopicArn = topic,
        Subject = PageLines.Subject(page),
        Message = Body(page),
        MessageStructure = "json",
        MessageAttributes = Attributes(page),
    };

    private static string Body(Page page)
    {
        var buffer = new ArrayBufferWriter<byte>(16 * 1024);
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            var (line, finding) = (PageLines.Brief(page), OcsfFinding.Of(page));
            json.WriteStartObject();
            json.WriteString("default", line);
            json.WriteString("sms", line);
            json.WriteString("email", PageText.Of(page));
            foreach (var machine in Machines) json.WriteString(machine, finding);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static Dictionary<string, MessageAttributeValue> Attributes(Page page)
    {
        var attributes = new Dictionary<string, MessageAttributeValue>(StringComparer.Ordinal)
        {
            ["state"] = Text(page.State.Text()),
            ["severity"] = Text(page.State.Severity().Text()),
            ["page"] = Text(page.Id),
            ["incident"] = Text(Defanged.Ascii(page.Incident, 64)),
            // Without it carriers may hold the SMS back as advertising.
            ["AWS.SNS.SMS.SMSType"] = Text("Transactional"),
        };
        if (page.Account is { Length: > 0 } account) attributes["account"] = Text(Defanged.Ascii(account, 12));
        return attributes;
    }

    private static MessageAttributeValue Text(string value) => new() { DataType = "String", StringValue = value };
}
