using System.CommandLine;
using Sentinel.Cli.Replay;

namespace Sentinel.Cli.Baseline;

/// <summary><c>sentinel baseline</c>.</summary>
internal static class BaselineCommand
{
    public static Command Create(Terminal terminal, ReplayParts parts) => new ExampledCommand("baseline", "Learn what is usual from recorded events; show, export and import what a deployment knows.")
    {
        Examples = ["sentinel baseline learn s3://trail-bucket/ --since 2024-01-01", "sentinel baseline show arn:aws:iam::111122223333:user/ana", "sentinel baseline export baseline.jsonl"],
        Subcommands = { BaselineLearnCommand.Create(terminal, parts), BaselineShowCommand.Create(terminal), BaselineExportCommand.Create(terminal), BaselineImportCommand.Create(terminal) },
    };
}
