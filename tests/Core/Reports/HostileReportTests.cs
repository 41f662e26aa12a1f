using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;
using CsCheck;
using Markdig;
using Markdig.Syntax;
using Markdig.Syntax.Inlines;
using Sentinel.Core.Reports;
using Sentinel.Core.Reports.Facts;
using Sentinel.Core.Reports.Writing;
using MarkdownDocument = Markdig.Syntax.MarkdownDocument;

namespace Sentinel.Core.Tests.Reports;

[Trait("Proof", "hostile-names")]
public partial class HostileReportTests
{
    private static readonly string[] Elements =
    [
        "html", "head", "meta", "title", "style", "body", "header", "main", "footer", "nav", "section", "p", "h1", "h2", "dl", "dt", "dd", "div", "ul", "li", "a", "code", "span", "pre",
        "table", "caption", "thead", "tbody", "tr", "th", "td", "svg", "defs", "marker", "path", "rect", "text", "line", "circle",
    ];

    private static readonly string[] Attributes =
    [
        "lang", "charset", "http-equiv", "content", "name", "class", "id", "href", "rel", "scope", "tabindex", "role", "aria-label", "aria-labelledby", "data-head",
        "viewbox", "viewBox", "refX", "refY", "markerWidth", "markerHeight", "orient", "d", "x", "y", "x1", "y1", "x2", "y2", "cx", "cy", "r", "rx", "width", "height", "marker-end",
    ];

    private static readonly MarkdownPipeline Gfm = new MarkdownPipelineBuilder().UsePipeTables().UseAutoLinks().UseTaskLists().UseEmphasisExtras(Markdig.Extensions.EmphasisExtras.EmphasisExtraOptions.Strikethrough).Build();

    [Fact]
    public void No_name_becomes_an_element_an_attribute_or_a_link_in_HTML() => Cases.Hostile.Sample(source =>
    {
        var page = new HtmlParser().ParseDocument(HtmlReport.Of(IncidentReport.Of(source)));

        Assert.All(page.All, e => Assert.Contains(e.LocalName, Elements));
        Assert.All(page.All.SelectMany(e => e.Attributes), a => Assert.Contains(a.Name, Attributes));
        Assert.All(page.All.Select(e => e.GetAttribute("href")).OfType<string>(), href => Assert.Matches(OurLinks(), href));
        Assert.Equal(12, page.QuerySelectorAll("section").Length);
        AssertPrintable(page.Body!.TextContent + string.Concat(page.All.SelectMany(e => e.Attributes).Select(a => a.Value)));
        // Nobody reads two cells as one word.
        foreach (var cell in page.QuerySelectorAll("td, th")) cell.TextContent += " ";
        Assert.DoesNotMatch(Clickable(), page.Body.QuerySelector("main")!.TextContent.Replace("aws:", "", StringComparison.Ordinal));
    }, iter: 150);

    [Fact]
    public void No_name_becomes_markup_in_Markdown() => Cases.Hostile.Sample(source =>
    {
        var text = MarkdownReport.Of(IncidentReport.Of(source));
        MarkdownDocument document = Markdown.Parse(text, Gfm);

        Assert.Equal(12, document.OfType<HeadingBlock>().Count());
        Assert.Empty(document.Descendants<HtmlBlock>());
        Assert.Empty(document.Descendants<HtmlInline>());
        Assert.Empty(document.Descendants<AutolinkInline>());
        Assert.Empty(document.Descendants<CodeInline>());
        Assert.DoesNotContain(document.Descendants<EmphasisInline>(), e => e.DelimiterChar != '*' || e.DelimiterCount != 2); // the labels of facts
        Assert.All(document.Descendants<LinkInline>(), l =>
        {
            Assert.False(l.IsImage);
            Assert.Matches(OurLinks(), l.Url!);
        });
        AssertPrintable(text);
    }, iter: 150);

    [Fact]
    public void Every_table_of_the_Markdown_has_as_many_cells_as_heads() => Cases.Hostile.Sample(source =>
    {
        var tables = Markdown.Parse(MarkdownReport.Of(IncidentReport.Of(source)), Gfm).Descendants<Markdig.Extensions.Tables.Table>().ToList();

        Assert.NotEmpty(tables);
        Assert.All(tables, t => Assert.All(t.OfType<Markdig.Extensions.Tables.TableRow>(), r => Assert.Equal(((Markdig.Extensions.Tables.TableRow)t[0]).Count, r.Count)));
    }, iter: 50);

    [Fact]
    public void Issue_and_finding_hold_what_their_schemas_ask_whatever_is_named() => Cases.Hostile.Sample(source =>
    {
        var report = IncidentReport.Of(source);
        var files = ReportFile.Of(report).ToDictionary(f => f.Name, f => Encoding.UTF8.GetString(f.Content));

        Schemas.Jira(files["jira.json"]);
        Schemas.SecurityHub(files["asff.json"]);
        Schemas.Holds("ocsf-1.3.0-detection-finding.json", files["ocsf.json"]);
        using var jira = JsonDocument.Parse(files["jira.json"]);
        AssertPrintable(string.Concat(Texts(jira.RootElement)));
    }, iter: 50);

    [Fact]
    public void A_chat_message_holds_its_schema_and_no_name_in_it_is_markup() => Pages.Hostile.Sample(page =>
    {
        var text = Encoding.UTF8.GetString(ChatMessage.Of(page));

        Schemas.Holds("chat-1.0.json", text);
        using var json = JsonDocument.Parse(text);
        var content = json.RootElement.GetProperty("content");
        Assert.Equal(-1, content.GetProperty("description").GetString()!.IndexOfAny(['*', '`', '<', '>', '&', '[', '(', '~', '|']));
        AssertPrintable(content.GetProperty("title").GetString()! + content.GetProperty("description").GetString());
    }, iter: 100);

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_chat_message_of_a_note_that_cannot_be_shown_says_the_state(string note)
    {
        using var json = JsonDocument.Parse(ChatMessage.Of(Pages.Usual() with { Note = note, Actions = [], Evidence = [] }));

        Assert.Equal(PageState.Contained.Text(), json.RootElement.GetProperty("content").GetProperty("description").GetString());
    }

    [Fact]
    public void A_command_is_words_and_nothing_else_whatever_is_named() => Cases.Hostile.Sample(source =>
    {
        var report = IncidentReport.Of(source);

        Assert.All(report.Open.Concat(report.Undo).SelectMany(w => w.Commands), c => Assert.Matches(Harmless(), c));
    }, iter: 300);

    private static IEnumerable<string> Texts(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => [element.GetString()!],
        JsonValueKind.Array => element.EnumerateArray().SelectMany(Texts),
        JsonValueKind.Object => element.EnumerateObject().SelectMany(p => Texts(p.Value)),
        _ => [],
    };

    private static void AssertPrintable(string text) =>
        Assert.DoesNotContain(text, c => c != '\n' && (char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator));

    [GeneratedRegex(@"^(#[a-z]+|https://(us-east-1\.console\.aws\.amazon\.com/(lambda|dynamodbv2|cloudtrailv2)/home\?region=us-east-1#[^ ""<>]+|attack\.mitre\.org/techniques/T[0-9/]+))$", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex OurLinks();

    [GeneratedRegex(@"://|https?:", RegexOptions.IgnoreCase, 60_000)]
    private static partial Regex Clickable();

    [GeneratedRegex(@"^(aws|sentinel)( [A-Za-z0-9:/_.+@,=-]+)+$", RegexOptions.ExplicitCapture, 60_000)]
    private static partial Regex Harmless();
}
