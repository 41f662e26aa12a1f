using System.CommandLine;
using Sentinel.Cli.Replay;
using Sentinel.Cli.Tune.Suggest;

namespace Sentinel.Cli.Tune;

/// <summary><c>sentinel tune</c>.</summary>
internal static class TuneCommand
{
    public static Command Create(Terminal terminal, ReplayParts parts) => new ExampledCommand("tune", "Read and change the tuning of a deployment: the SSM parameters under /sentinel/; see what other values would do.")
    {
        Examples = ["sentinel tune list", "sentinel tune get detect/deployers", "sentinel tune set score/alert 50", "sentinel tune suggest trail/ --history baseline.jsonl.gz"],
        Subcommands = { TuneListCommand.Create(terminal), TuneGetCommand.Create(terminal), TuneSetCommand.Create(terminal), TuneSuggestCommand.Create(terminal, parts) },
    };
}
