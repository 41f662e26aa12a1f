using Sentinel.Core.Reports.Facts;

namespace Sentinel.Core.Reports.Writing;

/// <summary>A piece of a report that every format can write.</summary>
public abstract record Block
{
    public sealed record Paragraph(Phrase Text) : Block;

    /// <summary>Facts by their names.</summary>
    public sealed record Facts(IReadOnlyList<Fact> Rows) : Block;

    /// <param name="Caption">What the table holds, for those who do not see it.</param>
    public sealed record Grid(string Caption, IReadOnlyList<string> Heads, IReadOnlyList<IReadOnlyList<Phrase>> Rows) : Block;

    public sealed record Items(IReadOnlyList<Phrase> Points) : Block;

    /// <summary>To be pasted as they are.</summary>
    public sealed record Commands(IReadOnlyList<string> Lines) : Block;

    /// <summary>Where the format draws; others leave it out, because a table says the same.</summary>
    public sealed record Drawing(DrawingKind Kind) : Block;
}

public enum DrawingKind { Timeline, Graph }

public sealed record Fact(string Label, Phrase Value);

/// <param name="Id">For links within the page.</param>
public sealed record Section(string Id, string Title, IReadOnlyList<Block> Blocks)
{
    /// <summary>Nothing is left of it where nothing is drawn.</summary>
    public bool IsDrawn => Blocks.All(b => b is Block.Drawing);
}

/// <summary>A report as every format tells it: the same sections in the same order.</summary>
public sealed record ReportDocument(IncidentReport Report, Phrase Title, string Outcome, IReadOnlyList<Fact> Figures, IReadOnlyList<Phrase> Summary, IReadOnlyList<Section> Sections)
{
    public static ReportDocument Of(IncidentReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        return new ReportDocument(report, Headline.Title(report), Headline.OutcomeOf(report.Outcome), Headline.Figures(report), Summaries.Of(report),
        [
            Chapters.Glance, Chapters.Open(report), Chapters.Timeline(report), Chapters.Who(report), Chapters.Assets(report), Chapters.Verdict(report), Chapters.Data(report),
            Chapters.Done(report), Chapters.Techniques(report), Chapters.Indicators(report), Chapters.Unseen(report), Chapters.Controls(report),
        ]);
    }
}
