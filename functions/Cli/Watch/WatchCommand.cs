using System.CommandLine;
using System.Globalization;
using Sentinel.Aws.Coverage;
using Sentinel.Aws.Response;
using Sentinel.Cli.Deployment;
using Spectre.Console;

namespace Sentinel.Cli.Watch;

/// <summary><c>sentinel watch</c>: a deployment on a screen, read again and again until it is interrupted; once where nobody watches.</summary>
internal static class WatchCommand
{
    public static Command Create(Terminal terminal)
    {
        var every = new Option<int>("--every") { Description = "Seconds between two looks.", HelpName = "2-300", DefaultValueFactory = _ => 10 };
        every.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 2 or > 300) result.AddError($"--every is {result.GetValueOrDefault<int>().ToString(CultureInfo.InvariantCulture)}, expected 2-300 seconds.");
        });
        var once = new Option<bool>("--once") { Description = "One look, and the end; also where standard output is no terminal." };
        var stack = new StackOption();
        var command = new ExampledCommand("watch", "Watch a deployment: what is contained, what waits, the last incidents, what is not covered.")
        {
            Examples = ["sentinel watch", "sentinel watch --every 30 --profile security --region eu-central-1"],
            Notes = ["Needs dynamodb:Query on the stack's table."],
        };
        command.Add(every);
        command.Add(once);
        stack.AddTo(command);
        command.SetDeploymentAction(terminal, async (parsed, clients, cancelled) =>
        {
            var table = stack.Table(parsed, clients, terminal.Clock);
            var console = ConsoleOf(terminal);
            var coverage = new CoverageGaps(table);
            var first = WatchView.Of(await WatchedState.ReadAsync(table, terminal.Clock, coverage, cancelled));
            if (parsed.GetValue(once) || !terminal.OutIsTerminal)
            {
                console.Write(first);
                return ExitCode.Done;
            }
            await console.Live(first).StartAsync(async live =>
            {
                using var timer = new PeriodicTimer(TimeSpan.FromSeconds(parsed.GetValue(every)), terminal.Clock);
                while (await timer.WaitForNextTickAsync(cancelled)) live.UpdateTarget(WatchView.Of(await WatchedState.ReadAsync(table, terminal.Clock, coverage, cancelled)));
            });
            return ExitCode.Done;
        });
        return command;
    }

    private static IAnsiConsole ConsoleOf(Terminal terminal)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(terminal.Out),
            Ansi = terminal.OutIsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal.OutIsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        console.Profile.Width = terminal.Width;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
