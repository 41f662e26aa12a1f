using System.Buffers;
using System.Text;
using System.Text.Json;

namespace Sentinel.Core.Reports;

/// <summary>A page for chat channels, in the custom notification schema 1.0 of Amazon Q Developer in chat applications, formerly AWS Chatbot
/// (https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html). Pages of one incident make one thread.</summary>
public static class ChatMessage
{
    private const int MostReasons = 5;
    private const int Wide = 200;

    // What Slack and Teams read as markup; defanging has broken the links already.
    private static readonly SearchValues<char> Markup = SearchValues.Create("*_~`<>&|[]()#!\\");

    public static byte[] Of(Page page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var buffer = new ArrayBufferWriter<byte>(2048);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("version", "1.0");
            json.WriteString("source", "custom");
            json.WriteString("id", page.Id);
            json.WriteStartObject("content");
            json.WriteString("textType", "client-markdown");
            json.WriteString("title", Plain(PageLines.Brief(page)));
            json.WriteString("description", Description(page));
            json.WriteStartArray("nextSteps");
            if (PageCommand.Of(page) is { } command) json.WriteStringValue($"{PageCommand.Label(page.State)}: `{command}`");
            foreach (var link in PageText.Https(page.Links)) json.WriteStringValue($"{Plain(Defanged.Of(link.Title, Wide))}: {link.Address.AbsoluteUri}");
            json.WriteEndArray();
            json.WriteStartArray("keywords");
            json.WriteStringValue("T1648");
            json.WriteStringValue(page.State.Severity().Text());
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("metadata");
            json.WriteString("threadId", Defanged.Ascii(page.Incident, 64));
            json.WriteString("summary", PageLines.Brief(page));
            json.WriteString("eventType", page.State.Text());
            json.WriteStartArray("relatedResources");
            if (page.Target is { } target) json.WriteStringValue(Defanged.Of(target, Wide));
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static string Description(Page page)
    {
        var text = new StringBuilder();
        if (page.Note is { } note) text.Append(Plain(Defanged.Of(note, Wide))).Append('\n');
        foreach (var action in page.Actions.Take(MostReasons)) text.Append($"{Plain(Defanged.Of(action.Step, Wide))} {action.Status.ToString().ToLowerInvariant()}: {Plain(Defanged.Of(action.Reason, Wide))}\n");
        foreach (var evidence in page.Evidence.Take(MostReasons)) text.Append($"{PageText.Time(evidence.Time)} {Plain(Defanged.Of(evidence.Detection, Wide))}: {Plain(Defanged.Of(evidence.Summary, Wide))}\n");
        // Of a note nothing may be left that can be shown; without a description the message is refused.
        var description = text.ToString().Trim();
        return description.Length == 0 ? page.State.Text() : description;
    }

    // There is no escape that both Slack and Teams know: the characters give way to a look-alike without meaning.
    private static string Plain(string text) => !text.AsSpan().ContainsAny(Markup) ? text : string.Create(text.Length, text, static (plain, from) =>
    {
        for (var i = 0; i < plain.Length; i++) plain[i] = LookAlike(from[i]);
    });

    private static char LookAlike(char character) => character switch
    {
        '*' => '\u2217',
        '_' => '\uFF3F',
        '~' => '\u223C',
        '`' or '\\' => '\'',
        '<' => '\u2039',
        '>' => '\u203A',
        '&' => '+',
        '|' => '\u00A6',
        '[' or '(' => '\u27E8',
        ']' or ')' => '\u27E9',
        '#' => '\u2317',
        '!' => '.',
        _ => character,
    };
}
