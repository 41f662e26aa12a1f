using System.CommandLine;
using Sentinel.Core.Detections;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Catalogue;

/// <summary><c>sentinel explain</c>.</summary>
internal static class ExplainCommand
{
    public static Command Create(Terminal terminal, Func<IReadOnlyList<Detection>> detections)
    {
        var id = new Argument<string>("DETECTION") { Description = "Its id, as it stands in signals: fresh-role-passed.", HelpName = "DETECTION" };
        id.CompletionSources.Add(_ => detections().Select(d => d.Info.Id));
        var command = new ExampledCommand("explain", "Tell all of one detection: why it exists, how to triage it, what it is blind to, and its examples.")
        {
            Examples = ["sentinel explain fresh-role-passed"],
        };
        command.Add(id);
        command.SetAction(parsed => Explain(parsed.GetValue(id)!, terminal, detections()));
        return command;
    }

    private static int Explain(string id, Terminal terminal, IReadOnlyList<Detection> detections)
    {
        if (detections.FirstOrDefault(d => string.Equals(d.Info.Id, id, StringComparison.OrdinalIgnoreCase)) is { } detection)
        {
            new DetectionText(terminal.Out, terminal.Width).WriteAll(detection);
            return ExitCode.Done;
        }
        var hint = NearestName.To(id, detections.Select(d => d.Info.Id)) is { } nearest ? $"did you mean {nearest}?" : "sentinel catalogue lists them.";
        terminal.Error.WriteLine($"sentinel: there is no detection {Printable.Of(id, 80)}; {hint}");
        return ExitCode.Usage;
    }
}
