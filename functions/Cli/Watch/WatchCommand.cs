using System.CommandLine;
using System.Globalization;
using Sentinel.Aws.Coverage;
using Sentinel.Aws.Response;
using Sentinel.Cli.Deployment;
using Spectre.Console;
using Spectre.Console.Rendering;

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
        var command = new ExampledCommand("watch", "Watch a deployment: what is contained, what waits, the last incidents, how long queues wait, what is not covered.")
        {
            Examples = ["sentinel watch", "sentinel watch --every 30 --profile security --region eu-central-1"],
            Notes = ["Needs dynamodb:Query on the stack's table; for the queues sqs:ListQueues and cloudwatch:GetMetricData, which know no resource. Without the two it shows all the rest.", "The age of a queue's oldest message is what CloudWatch measured last, and some minutes old. It is read once a minute; each reading asks for one metric a queue."],
        };
        command.Add(every);
        command.Add(once);
        stack.AddTo(command);
        command.SetDeploymentAction(terminal, async (parsed, clients, cancelled) =>
        {
            var table = stack.Table(parsed, clients, terminal.Clock);
            var console = ConsoleOf(terminal);
            var coverage = new CoverageGaps(table);
            var queues = stack.Queues(parsed, clients, terminal.Clock);
            async Task<IRenderable> LookAsync() => WatchView.Of(await WatchedState.ReadAsync(table, terminal.Clock, coverage, queues, cancelled), stack.Name(parsed));
            var first = await LookAsync();
            if (parsed.GetValue(once) || !terminal.OutIsTerminal)
            {
                console.Write(first);
                return ExitCode.Done;
            }
            await console.Live(first).StartAsync(async live =>
            {
                using var timer = new PeriodicTimer(TimeSpan.FromSeconds(parsed.GetValue(every)), terminal.Clock);
                while (await timer.WaitForNextTickAsync(cancelled)) live.UpdateTarget(await LookAsync());
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
