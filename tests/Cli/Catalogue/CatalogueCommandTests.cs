using System.Text.Json;
using Sentinel.Cli.Catalogue;

namespace Sentinel.Cli.Tests.Catalogue;

public class CatalogueCommandTests
{
    [Fact]
    public void The_text_names_every_detection_and_parameter()
    {
        var run = CliRun.Of("catalogue");

        Assert.Equal(0, run.Code);
        Assert.All(Core.Detections.Catalogue.All, d => Assert.Contains(d.Info.Id, run.Out, StringComparison.Ordinal));
        Assert.All(Core.Settings.Parameters.All, p => Assert.Contains(p.Name, run.Out, StringComparison.Ordinal));
    }

    [Fact]
    public void The_markdown_is_two_tables_between_their_markers()
    {
        var run = CliRun.Of(["catalogue", "--markdown"], "", Sample.Detections);

        Assert.StartsWith("<!-- detections -->\n| stage | detection |", run.Out, StringComparison.Ordinal);
        Assert.Contains("| identity | `first-thing` | 50 | T1648 | Fires on every CreateFunction | everything \\| else |\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("<!-- /detections -->\n\n<!-- parameters -->\n", run.Out, StringComparison.Ordinal);
        Assert.Equal(CatalogueMarkdown.Between("parameters", CatalogueMarkdown.ParameterTable()), CatalogueMarkdown.Embedded("# Title\n" + run.Out + "text", "parameters"));
    }

    [Fact]
    public void The_json_parses_and_holds_all()
    {
        using var json = JsonDocument.Parse(CliRun.Of("catalogue", "--json").Out);

        Assert.Equal(Core.Detections.Catalogue.All.Count, json.RootElement.GetProperty("detections").GetArrayLength());
        Assert.Equal(Core.Settings.Parameters.All.Count, json.RootElement.GetProperty("parameters").GetArrayLength());
    }

    [Fact]
    public void Two_forms_at_once_are_refused() => Assert.Equal(2, CliRun.Of("catalogue", "--json", "--markdown").Code);

    [Fact]
    public void Explain_tells_all_of_a_detection()
    {
        var run = CliRun.Of(["explain", "first-thing"], "", Sample.Detections);

        Golden.Matches("explain.txt", run.Out);
    }

    [Theory]
    [InlineData("first-thng", "did you mean first-thing?")]
    [InlineData("second", "did you mean second-thing?")]
    [InlineData("\u001b[2Jqqqqqqqqqqqqqqqq", "\\u001B[2Jqqqqqqqqqqqqqqqq; sentinel catalogue lists them.")]
    public void An_unknown_detection_suggests_the_nearest_one(string id, string hint)
    {
        var run = CliRun.Of(["explain", id], "", Sample.Detections);

        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains(hint, run.Error, StringComparison.Ordinal);
    }
}
