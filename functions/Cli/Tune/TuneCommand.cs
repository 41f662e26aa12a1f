using System.CommandLine;

namespace Sentinel.Cli.Tune;

/// <summary><c>sentinel tune</c>.</summary>
internal static class TuneCommand
{
    public static Command Create(Terminal terminal) => new ExampledCommand("tune", "Read and change the tuning of a deployment: the SSM parameters under /sentinel/.")
    {
        Examples = ["sentinel tune list", "sentinel tune get detect/deployers", "sentinel tune set score/alert 50"],
        Subcommands = { TuneListCommand.Create(terminal), TuneGetCommand.Create(terminal), TuneSetCommand.Create(terminal) },
    };
}
