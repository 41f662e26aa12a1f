using System.Globalization;
using System.Text;
using Sentinel.Core.Reports.Facts;

namespace Sentinel.Core.Reports.Writing;

/// <summary>A report as GitHub-flavoured Markdown (https://github.github.com/gfm/).</summary>
public static class MarkdownReport
{
    // All ASCII punctuation may be escaped: https://github.github.com/gfm/#backslash-escapes
    private const string Special = "\\`*_{}[]()<>#+!|~&$@^";

    public static string Of(IncidentReport report)
    {
        var document = ReportDocument.Of(report);
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {Escape(document.Outcome)}: {Inline(document.Title)}\n\nIncident {Inline(Phrase.Name(report.Incident.Id))}, {PageText.Time(report.Incident.Time)}, {Inline(Phrase.Name(report.Region))}{(report.IsReplay ? ", a replay: nothing was touched" : "")}\n\n");
        foreach (var sentence in document.Summary) text.Append(CultureInfo.InvariantCulture, $"{Inline(sentence)}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"| {string.Join(" | ", document.Figures.Select(f => Ours(f.Label)))} |\n|{string.Concat(document.Figures.Select(_ => "---|"))}\n| {string.Join(" | ", document.Figures.Select(f => Inline(f.Value)))} |\n");
        foreach (var section in document.Sections.Where(s => !s.IsDrawn))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {Ours(section.Title)}\n\n");
            foreach (var block in section.Blocks) Write(text, block);
        }
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Write(StringBuilder text, Block block)
    {
        switch (block)
        {
            case Block.Paragraph paragraph: text.Append(CultureInfo.InvariantCulture, $"{Inline(paragraph.Text)}\n\n"); break;
            case Block.Items items: Lines(text, items.Points.Select(p => $"- {Inline(p)}")); break;
            case Block.Facts facts: Lines(text, facts.Rows.Select(r => $"- **{Ours(r.Label)}:** {Inline(r.Value)}")); break;
            case Block.Commands commands: Lines(text, [.. (string[])["```sh"], .. commands.Lines, "```"]); break;
            case Block.Grid grid:
                Lines(text, [$"| {string.Join(" | ", grid.Heads.Select(Ours))} |", $"|{string.Concat(grid.Heads.Select(_ => "---|"))}", .. grid.Rows.Select(r => $"| {string.Join(" | ", r.Select(Inline))} |")]);
                break;
            case Block.Drawing: break; // a table tells the same
            default: throw new ArgumentOutOfRangeException(nameof(block), block, "No such block.");
        }
    }

    private static void Lines(StringBuilder text, IEnumerable<string> lines)
    {
        foreach (var line in lines) text.Append(line).Append('\n');
        text.Append('\n');
    }

    private static string Inline(Phrase phrase) => string.Concat(phrase.Spans.Select(s => s.Link is { } link ? $"[{Piece(s)}](<{link.AbsoluteUri}>)" : Piece(s)));

    private static string Piece(Span span) => span.Kind == SpanKind.Text ? Ours(span.Text) : Escape(span.Shown);

    // Our own words hold no markup, but may hold a star or a pipe.
    private static string Ours(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("|", "\\|", StringComparison.Ordinal).Replace("*", "\\*", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace("`", "\\`", StringComparison.Ordinal);

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            if (NeedsEscape(text[i]) || (text[i] is '-' or '=' or '.' && text.AsSpan(0, i).IndexOfAnyExceptInRange('0', '9') < 0)) escaped.Append('\\'); // where a list would begin
            escaped.Append(text[i]);
        }
        return escaped.ToString();
    }

    private static bool NeedsEscape(char character) => Special.Contains(character, StringComparison.Ordinal);
}
