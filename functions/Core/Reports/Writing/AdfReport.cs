using System.Text.Json;
using Sentinel.Core.Reports.Facts;

namespace Sentinel.Core.Reports.Writing;

/// <summary>A report in the Atlassian Document Format, version 1 (https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/).</summary>
internal static class AdfReport
{
    // Jira takes 32,767 characters of text in a field (https://support.atlassian.com/jira/kb/jira-field-character-limits/).
    private const int MostText = 30_000;
    private const int MostRows = 40;

    public static void Write(Utf8JsonWriter json, IncidentReport report)
    {
        var document = ReportDocument.Of(report);
        var room = MostText;
        json.WriteStartObject();
        json.WriteNumber("version", 1);
        json.WriteString("type", "doc");
        json.WriteStartArray("content");
        foreach (var sentence in document.Summary) Paragraph(json, sentence);
        Describe(json, document.Figures);
        foreach (var section in document.Sections.Where(s => !s.IsDrawn))
        {
            room -= section.Blocks.Sum(Length);
            // What comes last is what the files say as well.
            if (room < 0)
            {
                Paragraph(json, Phrase.Ours("The rest is in the report's file."));
                break;
            }
            Heading(json, section.Title);
            foreach (var block in section.Blocks) Write(json, block);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static int Length(Block block) => block switch
    {
        Block.Paragraph paragraph => Length(paragraph.Text),
        Block.Items items => items.Points.Sum(Length),
        Block.Facts facts => facts.Rows.Sum(r => r.Label.Length + Length(r.Value)),
        Block.Grid grid => grid.Rows.Take(MostRows).Sum(r => r.Sum(Length)),
        Block.Commands commands => commands.Lines.Sum(l => l.Length + 1),
        _ => 0,
    };

    private static int Length(Phrase phrase) => phrase.Spans.Sum(s => s.Shown.Length);

    private static void Write(Utf8JsonWriter json, Block block)
    {
        switch (block)
        {
            case Block.Paragraph paragraph: Paragraph(json, paragraph.Text); break;
            case Block.Items { Points.Count: > 0 } items: Items(json, items.Points); break;
            case Block.Facts facts: Describe(json, facts.Rows); break;
            case Block.Grid grid: Table(json, grid); break;
            case Block.Commands commands: Code(json, string.Join('\n', commands.Lines)); break;
            default: break; // a drawing, or nothing
        }
    }

    private static void Heading(Utf8JsonWriter json, string title)
    {
        Start(json, "heading");
        json.WriteStartObject("attrs");
        json.WriteNumber("level", 2);
        json.WriteEndObject();
        json.WriteStartArray("content");
        Text(json, new Span(SpanKind.Text, title));
        End(json);
    }

    private static void Paragraph(Utf8JsonWriter json, Phrase phrase)
    {
        Start(json, "paragraph");
        json.WriteStartArray("content");
        foreach (var span in phrase.Spans) Text(json, span);
        End(json);
    }

    private static void Items(Utf8JsonWriter json, IReadOnlyList<Phrase> points)
    {
        Start(json, "bulletList");
        json.WriteStartArray("content");
        foreach (var point in points)
        {
            Start(json, "listItem");
            json.WriteStartArray("content");
            Paragraph(json, point);
            End(json);
        }
        End(json);
    }

    private static void Describe(Utf8JsonWriter json, IReadOnlyList<Fact> facts) => Items(json, [.. facts.Select(f => Phrase.Of($"{Phrase.Ours(f.Label)}: {f.Value}"))]);

    private static void Table(Utf8JsonWriter json, Block.Grid grid)
    {
        if (grid.Rows.Count == 0) return;
        Start(json, "table");
        json.WriteStartArray("content");
        Row(json, "tableHeader", grid.Heads.Select(Phrase.Ours));
        foreach (var row in grid.Rows.Take(MostRows)) Row(json, "tableCell", row);
        End(json);
    }

    private static void Row(Utf8JsonWriter json, string kind, IEnumerable<Phrase> cells)
    {
        Start(json, "tableRow");
        json.WriteStartArray("content");
        foreach (var cell in cells)
        {
            Start(json, kind);
            json.WriteStartArray("content");
            Paragraph(json, cell);
            End(json);
        }
        End(json);
    }

    private static void Code(Utf8JsonWriter json, string text)
    {
        Start(json, "codeBlock");
        json.WriteStartObject("attrs");
        json.WriteString("language", "bash");
        json.WriteEndObject();
        json.WriteStartArray("content");
        Text(json, new Span(SpanKind.Text, text));
        End(json);
    }

    private static void Start(Utf8JsonWriter json, string type)
    {
        json.WriteStartObject();
        json.WriteString("type", type);
    }

    private static void End(Utf8JsonWriter json)
    {
        json.WriteEndArray();
        json.WriteEndObject();
    }

    // An empty text node is none.
    private static void Text(Utf8JsonWriter json, Span span)
    {
        var text = span.Shown;
        if (text.Length == 0) return;
        Start(json, "text");
        json.WriteString("text", text);
        if (span.Kind == SpanKind.Name || span.Link is not null)
        {
            json.WriteStartArray("marks");
            if (span.Kind == SpanKind.Name) Mark(json, "code", null);
            if (span.Link is { } link) Mark(json, "link", link);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void Mark(Utf8JsonWriter json, string type, Uri? link)
    {
        Start(json, type);
        if (link is not null)
        {
            json.WriteStartObject("attrs");
            json.WriteString("href", link.AbsoluteUri);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
