using System.Globalization;
using System.Text;
using Sentinel.Core.Detections;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Catalogue;

/// <summary>The tables that the README embeds; a test compares them with it.</summary>
internal static class CatalogueMarkdown
{
    public static string Of(IReadOnlyList<Detection> detections) =>
        Between("detections", Detections(detections)) + "\n" + Between("parameters", ParameterTable());

    /// <summary>The part of a document between the markers of a name, markers included; null when they are not there.</summary>
    public static string? Embedded(string document, string name)
    {
        var start = document.IndexOf(Open(name), StringComparison.Ordinal);
        var end = document.IndexOf(Close(name), StringComparison.Ordinal);
        return start < 0 || end < start ? null : document[start..(end + Close(name).Length)] + "\n";
    }

    public static string Between(string name, string table) => $"{Open(name)}\n{table}{Close(name)}\n";

    public static string Detections(IReadOnlyList<Detection> detections)
    {
        var table = new StringBuilder("| stage | detection | weight | technique | fires when | blind to |\n|---|---|---|---|---|---|\n");
        foreach (var info in detections.Select(d => d.Info).OrderBy(i => i.Stage).ThenBy(i => i.Id, StringComparer.Ordinal))
            table.Append(CultureInfo.InvariantCulture, $"| {Words.Of(info.Stage)} | `{info.Id}` | {info.Weight} | {info.Technique} | {Cell(info.Title)} | {Cell(info.BlindTo)} |\n");
        return table.ToString();
    }

    public static string ParameterTable()
    {
        var table = new StringBuilder("| parameter | takes | default | what it does |\n|---|---|---|---|\n");
        foreach (var parameter in Parameters.All)
            table.Append(CultureInfo.InvariantCulture, $"| `{parameter.Name}` | {Cell(parameter.Allowed)} | {Cell(parameter.Default)} | {Cell(parameter.Doc)} |\n");
        return table.ToString();
    }

    // Outside code spans a star or an angle bracket would be markup.
    private static string Cell(string text)
    {
        var cell = new StringBuilder(text.Length);
        var isCode = false;
        foreach (var character in text.ReplaceLineEndings(" "))
        {
            if (character == '`') isCode = !isCode;
            if (character == '|' || (!isCode && character is '*' or '<' or '_')) cell.Append('\\');
            cell.Append(character);
        }
        return cell.ToString();
    }

    private static string Open(string name) => $"<!-- {name} -->";

    private static string Close(string name) => $"<!-- /{name} -->";
}
