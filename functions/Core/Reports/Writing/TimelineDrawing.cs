using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Sentinel.Core.Reports.Facts;

namespace Sentinel.Core.Reports.Writing;

/// <summary>The timeline as inline SVG: a column for each moment, a lane for each kind. Not to scale, because an attack is seconds and hours at once; the time that
/// passed stands between the columns.</summary>
internal static class TimelineDrawing
{
    private const int MostColumns = 6, MostLines = 4;
    private const int Left = 100, Column = 182, Top = 44, Line = 17, Gap = 14;
    private const int Widest = 23; // characters that fit a column

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Default;
    private static readonly (MomentKind Kind, string Title)[] Lanes = [(MomentKind.Attack, "Attack"), (MomentKind.Detection, "Detection"), (MomentKind.Containment, "Containment")];

    public static string Of(IncidentReport report)
    {
        var columns = Columns(report.Timeline);
        var heights = Lanes.Select(l => (Math.Max(1, columns.Max(c => Lines(c, l.Kind).Count)) * Line) + Gap).ToArray();
        var (width, height) = (Left + (columns.Count * Column), Top + heights.Sum() + 8);
        var svg = new StringBuilder();
        svg.Append("<div class=\"drawing\" role=\"region\" aria-label=\"Timeline, drawn\" tabindex=\"0\">")
            .Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"timeline-name\"><title id=\"timeline-name\">{Encoder.Encode($"{columns.Count} moments from {PageText.Time(columns[0][0].Time)} on; the section Timeline tells the same")}</title>\n");
        for (var i = 0; i < columns.Count; i++) Head(svg, columns, i, height);
        var y = Top;
        for (var lane = 0; lane < Lanes.Length; lane++)
        {
            var (kind, title) = Lanes[lane];
            var name = title.ToLowerInvariant();
            svg.Append(CultureInfo.InvariantCulture, $"<rect class=\"{name}-soft\" x=\"0\" y=\"{y}\" width=\"{width}\" height=\"{heights[lane] - 4}\" rx=\"4\"/><text class=\"lane\" x=\"8\" y=\"{y + 18}\">{title}</text>\n");
            for (var i = 0; i < columns.Count; i++) Cell(svg, Lines(columns[i], kind), name, Left + (i * Column), y);
            y += heights[lane];
        }
        return svg.Append("</svg></div>\n").ToString();
    }

    private static void Head(StringBuilder svg, List<List<Moment>> columns, int at, int height)
    {
        var x = Left + (at * Column);
        var time = columns[at][0].Time.UtcDateTime.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"grid\" x1=\"{x}\" y1=\"8\" x2=\"{x}\" y2=\"{height - 8}\"/><text x=\"{x + 8}\" y=\"20\">{time}</text>");
        var since = at == 0 ? columns[0][0].Time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + " UTC" : $"{Phrase.Duration(columns[at][0].Time - columns[at - 1][0].Time)} later";
        svg.Append(CultureInfo.InvariantCulture, $"<text class=\"dim\" x=\"{x + 8}\" y=\"36\">{since}</text>\n");
    }

    private static void Cell(StringBuilder svg, List<string> lines, string name, int x, int y)
    {
        for (var i = 0; i < lines.Count; i++)
        {
            var middle = y + 14 + (i * Line);
            svg.Append(CultureInfo.InvariantCulture, $"<circle class=\"{name}\" cx=\"{x + 11}\" cy=\"{middle}\" r=\"3.5\"/><text x=\"{x + 20}\" y=\"{middle + 4}\">{Encoder.Encode(lines[i])}</text>\n");
        }
    }

    private static List<List<Moment>> Columns(IReadOnlyList<Moment> timeline)
    {
        var columns = timeline.GroupBy(m => m.Time).Select(g => g.ToList()).ToList();
        if (columns.Count <= MostColumns) return columns;
        // The verdict, what was done and what detections spoke of say more than the rest.
        var kept = columns.OrderByDescending(c => c.Max(Weight)).ThenBy(c => c[0].Time).Take(MostColumns).ToHashSet<List<Moment>>(ReferenceEqualityComparer.Instance);
        return [.. columns.Where(kept.Contains)];
    }

    private static int Weight(Moment moment) => moment.Kind switch { MomentKind.Detection => 3, MomentKind.Containment => 2, _ => moment.Detections.Count > 0 ? 1 : 0 };

    private static List<string> Lines(List<Moment> column, MomentKind kind)
    {
        var all = kind == MomentKind.Detection
            ? [.. column.SelectMany(m => m.Detections).Distinct(StringComparer.Ordinal), .. column.Where(m => m.Kind == kind).Select(m => m.What)]
            : column.Where(m => m.Kind == kind).Select(m => Brief(m)).Distinct(StringComparer.Ordinal).ToList();
        var shown = all.ConvertAll(l => Defanged.Of(l, Widest));
        return shown.Count <= MostLines ? shown : [.. shown.Take(MostLines - 1), string.Create(CultureInfo.InvariantCulture, $"and {shown.Count - MostLines + 1} more")];
    }

    // "lambda:CreateFunction" is CreateFunction here, "quarantine-function: done" its step.
    private static string Brief(Moment moment)
    {
        var colon = moment.What.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0) return moment.What;
        // What was not done must not look as if it were.
        if (moment.Kind == MomentKind.Containment) return moment.What.EndsWith(": done", StringComparison.Ordinal) ? moment.What[..colon] : $"{moment.What[(colon + 2)..]} {moment.What[..colon]}";
        return moment.What[(colon + 1)..] + (moment.Error is null ? "" : " refused");
    }
}
