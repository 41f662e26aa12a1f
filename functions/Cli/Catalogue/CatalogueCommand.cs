using System.CommandLine;
using Sentinel.Core.Detections;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Catalogue;

/// <summary><c>sentinel catalogue</c>.</summary>
internal static class CatalogueCommand
{
    public static Command Create(Terminal terminal, Func<IReadOnlyList<Detection>> detections)
    {
        var markdown = new Option<bool>("--markdown") { Description = "The two tables of the README, between their markers." };
        var json = new Option<bool>("--json") { Description = "Everything of every detection and parameter." };
        var command = new ExampledCommand("catalogue", "List the detections and the tuning parameters.")
        {
            Examples = ["sentinel catalogue", "sentinel catalogue --markdown", "sentinel catalogue --json | jq '.detections[] | select(.weight >= 30) | .id'"],
        };
        command.Add(markdown);
        command.Add(json);
        command.Validators.Add(result =>
        {
            if (result.GetValue(markdown) && result.GetValue(json)) result.AddError("--markdown and --json exclude each other.");
        });
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(json)) CatalogueJson.Write(terminal.Out, detections());
            else if (parsed.GetValue(markdown)) terminal.Out.Write(CatalogueMarkdown.Of(detections()));
            else WriteText(terminal, detections());
        });
        return command;
    }

    private static void WriteText(Terminal terminal, IReadOnlyList<Detection> detections)
    {
        var text = new DetectionText(terminal.Out, terminal.Width);
        terminal.Out.WriteLine($"DETECTIONS ({detections.Count}), each with its weight; sentinel explain <id> tells all of one");
        text.WriteList(detections);
        terminal.Out.WriteLine();
        terminal.Out.WriteLine("PARAMETERS, in SSM under /sentinel/");
        text.WriteList(Parameters.All);
    }
}
