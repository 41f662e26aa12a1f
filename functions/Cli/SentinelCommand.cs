using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using Sentinel.Cli.Baseline;
using Sentinel.Cli.Catalogue;
using Sentinel.Cli.Coverage;
using Sentinel.Cli.Incidents;
using Sentinel.Cli.Replay;
using Sentinel.Cli.Simulate;
using Sentinel.Cli.Tune;
using Sentinel.Cli.Watch;
using Sentinel.Core.Settings;

namespace Sentinel.Cli;

/// <summary>The command line as a whole.</summary>
public static class SentinelCommand
{
    /// <summary>Parses and runs. Returns an <see cref="ExitCode"/>; throws <see cref="IOException"/> only when the output itself fails.</summary>
    public static int Run(string[] args, Terminal terminal) => Run(args, terminal, ReplayParts.Real);

    internal static int Run(string[] args, Terminal terminal, ReplayParts parts)
    {
        ArgumentNullException.ThrowIfNull(terminal);
        var root = Create(terminal, parts);
        var parsed = root.Parse(args);
        if (parsed.Action is ParseErrorAction) return Misused(parsed, root, terminal);
        var code = parsed.Invoke(new InvocationConfiguration { Output = terminal.Out, Error = terminal.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        terminal.Out.Flush();
        return code;
    }

    private static RootCommand Create(Terminal terminal, ReplayParts parts)
    {
        var root = new RootCommand("SentinelStack: detects and contains serverless execution (ATT&CK T1648) on AWS.")
        {
            ReplayCommand.Create(terminal, parts),
            SimulateCommand.Create(terminal),
            BaselineCommand.Create(terminal, parts),
            CatalogueCommand.Create(terminal, parts.Detections),
            ExplainCommand.Create(terminal, parts.Detections),
            IncidentsCommand.Create(terminal),
            ReleaseCommand.Create(terminal),
            ApproveCommand.Create(terminal),
            CoverageCommand.Create(terminal),
            TuneCommand.Create(terminal, parts),
            PauseCommand.Create(terminal),
            WatchCommand.Create(terminal),
        };
        foreach (var option in root.Options)
        {
            if (option is HelpOption help) help.Action = new ExampledHelp(terminal.Width);
        }
        return root;
    }

    // Nothing on standard output: a script that reads it should see no half of a help text.
    private static int Misused(ParseResult parsed, RootCommand root, Terminal terminal)
    {
        foreach (var error in parsed.Errors) terminal.Error.WriteLine($"sentinel: {Printable.Of(error.Message, 300)}");
        var command = parsed.CommandResult.Command;
        IEnumerable<Symbol> names = [.. command.Subcommands, .. command.Options];
        foreach (var token in parsed.UnmatchedTokens)
        {
            if (NearestName.To(token, names.Select(n => n.Name)) is { } nearest) terminal.Error.WriteLine($"sentinel: did you mean {nearest}?");
        }
        terminal.Error.WriteLine($"sentinel: see sentinel {PathTo(command, root)}--help");
        return ExitCode.Usage;
    }

    // "tune set ": what is typed behind the root, with a space at its end.
    private static string PathTo(Command command, RootCommand root) =>
        ReferenceEquals(command, root) ? "" : $"{string.Concat(command.Parents.OfType<Command>().Take(1).Select(p => PathTo(p, root)))}{command.Name} ";
}
