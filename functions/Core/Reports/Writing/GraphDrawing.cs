using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using Sentinel.Core.Reports.Facts;

namespace Sentinel.Core.Reports.Writing;

/// <summary>Principal, role, function, data and address as inline SVG, with what leads from one to the other. What is not known is drawn dashed.</summary>
internal static class GraphDrawing
{
    private const int MostBoxes = 4;
    private const int Wide = 184, Step = 216, Tall = 52, Down = 68, Top = 34;
    private const int Widest = 24, WidestBelow = 27; // characters that fit a box; those below the name are smaller

    private static readonly HtmlEncoder Encoder = HtmlEncoder.Default;
    private static readonly string[] Titles = ["Principal", "Role", "Function", "Data", "Address"];

    private sealed record Box(string Key, string Name, string Below, bool IsKnown = true);

    private sealed record Edge((int Column, string Key) From, (int Column, string Key) To);

    public static string Of(IncidentReport report)
    {
        List<Box>[] columns = [Principals(report), Roles(report), Functions(report), Data(report), Addresses(report)];
        var edges = Edges(report, columns);
        var height = Top + (Math.Max(1, columns.Max(c => c.Count)) * Down);
        var width = ((columns.Length - 1) * Step) + Wide + 4;
        var svg = new StringBuilder();
        svg.Append("<div class=\"drawing\" role=\"region\" aria-label=\"How it hangs together, drawn\" tabindex=\"0\">")
            .Append(CultureInfo.InvariantCulture, $"<svg viewBox=\"-2 0 {width} {height}\" role=\"img\" aria-labelledby=\"graph-name\"><title id=\"graph-name\">{Encoder.Encode("From principal over role and function to data and address: " + string.Join(", ", edges.Select(e => $"{Label(columns, e.From)} to {Label(columns, e.To)}")))}</title>\n")
            .Append("<defs><marker id=\"arrow\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path class=\"head\" d=\"M0 0L8 4L0 8z\"/></marker></defs>\n");
        foreach (var edge in edges) Draw(svg, columns, edge);
        for (var i = 0; i < columns.Length; i++)
        {
            svg.Append(CultureInfo.InvariantCulture, $"<text class=\"lane\" x=\"{i * Step}\" y=\"18\">{Titles[i]}</text>\n");
            for (var row = 0; row < columns[i].Count; row++) Draw(svg, columns[i][row], i * Step, Top + (row * Down));
        }
        return svg.Append("</svg></div>\n").ToString();
    }

    private static List<Box> Principals(IncidentReport report) =>
        Cut(report.Actors.Select(a => new Box(a.Arn, Headline.ShortName(a.Arn), a.Places is [var place, ..] ? $"{place.Address}{(place.Country is { } country ? $", {country}" : "")}" : "address unknown")));

    private static List<Box> Roles(IncidentReport report) => Or(Cut(report.Roles.Select(r => new Box(r.Arn, Last(r.Arn), r.CreatedInside ? "made in the incident" : "older, or not seen"))), "no role", "none is known");

    private static List<Box> Functions(IncidentReport report) => Or(Cut(report.Functions.Select(f =>
        new Box(f.Arn, Headline.ShortName(f.Arn), f.Invocations is { } count ? string.Create(CultureInfo.InvariantCulture, $"{count.Ran:N0} ran, {count.Prevented:N0} not") : "runs not counted"))), "no function", "none is known");

    private static List<Box> Data(IncidentReport report) => Or(Cut(report.Data.Tables.Select(t =>
        new Box(t.Table, Last(t.Table), t.Use is { } use ? string.Create(CultureInfo.InvariantCulture, $"{use.Reads:N0} reads, {use.DeletedItems:N0} deleted") : "mapped; use not seen"))), "data unknown", "no table is known");

    private static List<Box> Addresses(IncidentReport report) => Or(Cut(report.Data.Egress.GroupBy(e => $"{e.Address}:{e.Port.ToString(CultureInfo.InvariantCulture)}", StringComparer.Ordinal)
        .Select(g => new Box(g.Key, g.Key, string.Create(CultureInfo.InvariantCulture, $"{g.Sum(e => e.Bytes):N0} bytes out")))), "address unknown", "no flow log tells");

    private static List<Edge> Edges(IncidentReport report, List<Box>[] columns)
    {
        var edges = new List<Edge>();
        foreach (var role in report.Roles.Where(r => r.CreatedBy is not null)) Add(0, role.CreatedBy!, 1, role.Arn);
        foreach (var function in report.Functions)
        {
            if (function.Role is { } role) Add(1, role, 2, function.Arn);
            foreach (var by in function.Code.Select(c => c.By).Append(function.CreatedBy).OfType<string>().Distinct(StringComparer.Ordinal))
            {
                // Through the role where there is one: a line across a column hides what it crosses.
                if (!edges.Exists(e => e.To == (2, function.Arn))) Add(0, by, 2, function.Arn);
            }
            foreach (var table in report.Data.Tables.Where(t => t.Use is not null || function.Mappings.Any(m => DataLoss.TableIn(m.Source) == t.Table))) Add(2, function.Arn, 3, table.Table);
        }
        foreach (var table in columns[3])
        {
            foreach (var address in columns[4]) Add(3, table.Key, 4, address.Key);
        }
        if (columns[3] is [{ IsKnown: false } none]) foreach (var function in columns[2]) Add(2, function.Key, 3, none.Key);
        return edges;

        void Add(int from, string fromKey, int to, string toKey)
        {
            var edge = new Edge((from, fromKey), (to, toKey));
            if (columns[from].Exists(b => b.Key == fromKey) && columns[to].Exists(b => b.Key == toKey) && !edges.Contains(edge)) edges.Add(edge);
        }
    }

    private static void Draw(StringBuilder svg, List<Box>[] columns, Edge edge)
    {
        var (x1, y1) = ((edge.From.Column * Step) + Wide, Middle(columns, edge.From));
        var (x2, y2) = ((edge.To.Column * Step) - 2, Middle(columns, edge.To));
        var bend = (x1 + x2) / 2;
        svg.Append(CultureInfo.InvariantCulture, $"<path class=\"edge\" d=\"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}\" marker-end=\"url(#arrow)\"/>\n");
    }

    private static void Draw(StringBuilder svg, Box box, int x, int y) => svg.Append(CultureInfo.InvariantCulture,
        $"<rect class=\"{(box.IsKnown ? "box" : "unknown")}\" x=\"{x}\" y=\"{y}\" width=\"{Wide}\" height=\"{Tall}\" rx=\"6\"/><text x=\"{x + 10}\" y=\"{y + 22}\">{Encoder.Encode(Short(box.Name))}</text><text class=\"dim\" x=\"{x + 10}\" y=\"{y + 40}\">{Encoder.Encode(Short(box.Below, WidestBelow))}</text>\n");

    private static int Middle(List<Box>[] columns, (int Column, string Key) at) => Top + (columns[at.Column].FindIndex(b => b.Key == at.Key) * Down) + (Tall / 2);

    private static string Label(List<Box>[] columns, (int Column, string Key) at) => Defanged.Of(columns[at.Column].Find(b => b.Key == at.Key)!.Name, 80);

    private static string Last(string arn) => arn[(arn.LastIndexOfAny(['/', ':']) + 1)..] is { Length: > 0 } last ? last : arn;

    private static string Short(string name, int width = Widest) => Defanged.Of(name, width);

    private static List<Box> Cut(IEnumerable<Box> boxes)
    {
        var all = boxes.DistinctBy(b => b.Key, StringComparer.Ordinal).ToList();
        return all.Count <= MostBoxes ? all : [.. all.Take(MostBoxes - 1), new Box("", string.Create(CultureInfo.InvariantCulture, $"and {all.Count - MostBoxes + 1} more"), "in the table", IsKnown: false)];
    }

    private static List<Box> Or(List<Box> boxes, string name, string below) => boxes.Count > 0 ? boxes : [new Box("", name, below, IsKnown: false)];
}
