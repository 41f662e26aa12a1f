using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Sentinel.Core.Reports.Facts;

namespace Sentinel.Core.Reports.Writing;

/// <summary>A report as one HTML file: no script, nothing fetched from elsewhere; light and dark, on a phone and on paper.</summary>
public static class HtmlReport
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Default;

    public static string Of(IncidentReport report)
    {
        var document = ReportDocument.Of(report);
        var html = new StringBuilder(64 * 1024);
        var title = Encoder.Encode($"{document.Outcome}: {document.Title}");
        // Were something to slip through all the same, the policy lets it run and fetch nothing.
        html.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<meta name=\"color-scheme\" content=\"light dark\">\n<meta name=\"referrer\" content=\"no-referrer\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{title}</title>\n<style>{HtmlStyle.Css}</style>\n</head>\n<body>\n");
        Head(html, document);
        html.Append("<main>\n");
        Contents(html, document);
        foreach (var section in document.Sections) Write(html, section, document.Report);
        html.Append("</main>\n<footer>Written by SentinelStack from CloudTrail events alone. Times are UTC. Addresses are broken so that nothing here can be clicked by mistake.</footer>\n</body>\n</html>\n");
        return html.ToString();
    }

    private static void Head(StringBuilder html, ReportDocument document)
    {
        var report = document.Report;
        var tone = report.Outcome switch { Outcome.Contained => "good", Outcome.Released => "calm", Outcome.AlertOnly => "warn", _ => "bad" };
        html.Append(CultureInfo.InvariantCulture, $"<header>\n<p class=\"badge {tone}\">{Encoder.Encode(document.Outcome)}</p>\n<h1>{Inline(document.Title)}</h1>\n");
        html.Append(CultureInfo.InvariantCulture, $"<p class=\"sub\">Incident {Inline(Phrase.Name(report.Incident.Id))}, {Encoder.Encode(PageText.Time(report.Incident.Time))}, {Inline(Phrase.Name(report.Region))}{(report.IsReplay ? ", a replay: nothing was touched" : "")}</p>\n<dl class=\"figures\">\n");
        foreach (var figure in document.Figures) html.Append(CultureInfo.InvariantCulture, $"<div><dt>{Encoder.Encode(figure.Label)}</dt><dd>{Inline(figure.Value)}</dd></div>\n");
        html.Append("</dl>\n<div class=\"summary\">\n");
        foreach (var sentence in document.Summary) html.Append(CultureInfo.InvariantCulture, $"<p>{Inline(sentence)}</p>\n");
        html.Append("</div>\n</header>\n");
    }

    private static void Contents(StringBuilder html, ReportDocument document)
    {
        html.Append("<nav aria-label=\"Sections\"><ul>\n");
        foreach (var section in document.Sections) html.Append(CultureInfo.InvariantCulture, $"<li><a href=\"#{section.Id}\">{Encoder.Encode(section.Title)}</a></li>\n");
        html.Append("</ul></nav>\n");
    }

    private static void Write(StringBuilder html, Section section, IncidentReport report)
    {
        html.Append(CultureInfo.InvariantCulture, $"<section id=\"{section.Id}\" aria-labelledby=\"{section.Id}-title\">\n<h2 id=\"{section.Id}-title\">{Encoder.Encode(section.Title)}</h2>\n");
        foreach (var block in section.Blocks) Write(html, block, report);
        html.Append("</section>\n");
    }

    private static void Write(StringBuilder html, Block block, IncidentReport report)
    {
        switch (block)
        {
            case Block.Paragraph paragraph: html.Append(CultureInfo.InvariantCulture, $"<p>{Inline(paragraph.Text)}</p>\n"); break;
            case Block.Items items: List(html, items); break;
            case Block.Facts facts: Describe(html, facts); break;
            case Block.Grid grid: Table(html, grid); break;
            case Block.Commands commands: html.Append(CultureInfo.InvariantCulture, $"<pre><code>{Encoder.Encode(string.Join('\n', commands.Lines)).Replace("&#xA;", "\n", StringComparison.Ordinal)}</code></pre>\n"); break;
            case Block.Drawing { Kind: DrawingKind.Timeline }: html.Append(TimelineDrawing.Of(report)); break;
            case Block.Drawing: html.Append(GraphDrawing.Of(report)); break;
            default: throw new ArgumentOutOfRangeException(nameof(block), block, "No such block.");
        }
    }

    private static void List(StringBuilder html, Block.Items items)
    {
        html.Append("<ul>\n");
        foreach (var point in items.Points) html.Append(CultureInfo.InvariantCulture, $"<li>{Inline(point)}</li>\n");
        html.Append("</ul>\n");
    }

    private static void Describe(StringBuilder html, Block.Facts facts)
    {
        html.Append("<dl class=\"facts\">\n");
        foreach (var fact in facts.Rows) html.Append(CultureInfo.InvariantCulture, $"<div><dt>{Encoder.Encode(fact.Label)}</dt><dd>{Inline(fact.Value)}</dd></div>\n");
        html.Append("</dl>\n");
    }

    private static void Table(StringBuilder html, Block.Grid grid)
    {
        html.Append(CultureInfo.InvariantCulture, $"<table>\n<caption>{Encoder.Encode(grid.Caption)}</caption>\n<thead><tr>");
        foreach (var head in grid.Heads) html.Append(CultureInfo.InvariantCulture, $"<th scope=\"col\">{Encoder.Encode(head)}</th>");
        html.Append("</tr></thead>\n<tbody>\n");
        foreach (var row in grid.Rows)
        {
            html.Append("<tr>");
            // On a phone a row is a block, and each cell says what it is.
            for (var i = 0; i < row.Count; i++) html.Append(CultureInfo.InvariantCulture, $"<td data-head=\"{Encoder.Encode(grid.Heads[i])}\"{Tone(grid, i, row[i])}>{Inline(row[i])}</td>");
            html.Append("</tr>\n");
        }
        html.Append("</tbody>\n</table>\n");
    }

    private static string Tone(Block.Grid grid, int column, Phrase cell) => grid.Heads[column] is "Kind" or "Status" && cell.Spans is [{ Kind: SpanKind.Text }] ? $" class=\"is-{Encoder.Encode(cell.ToString())}\"" : "";

    internal static string Inline(Phrase phrase) => string.Concat(phrase.Spans.Select(Inline));

    private static string Inline(Span span)
    {
        var text = Encoder.Encode(span.Shown);
        var shown = span.Kind switch
        {
            _ when text.Length == 0 => "",
            SpanKind.Name => $"<code>{text}</code>",
            SpanKind.Quote => $"<span class=\"quote\">{text}</span>",
            _ => text,
        };
        return span.Link is { } link && link.Scheme == Uri.UriSchemeHttps ? $"<a href=\"{Encoder.Encode(link.AbsoluteUri)}\" rel=\"noreferrer\">{shown}</a>" : shown;
    }
}
