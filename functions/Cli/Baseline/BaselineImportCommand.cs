using System.CommandLine;
using System.Globalization;
using Sentinel.Cli.Deployment;
using Sentinel.Cli.Input;
using Sentinel.Cli.Replay;
using Sentinel.Core.Knowledge;

namespace Sentinel.Cli.Baseline;

/// <summary><c>sentinel baseline import</c>.</summary>
internal static class BaselineImportCommand
{
    // A wrong file has thousands of wrong lines.
    private const int Shown = 20;

    public static Command Create(Terminal terminal)
    {
        var paths = new Argument<string[]>("FILE") { Description = "What export or learn --out wrote, plain or gzip; - is standard input.", HelpName = "FILE", Arity = ArgumentArity.OneOrMore };
        var stack = new StackOption();
        var command = new ExampledCommand("import", "Add a baseline to what a deployment knows. Nothing that is known goes.")
        {
            Examples = ["sentinel baseline import baseline.jsonl.gz", "sentinel baseline export - --stack old | sentinel baseline import - --stack new"],
            Notes = ["Each line that is not understood is told with its place, and exit is 3; the others are imported. Needs dynamodb:BatchGetItem and dynamodb:UpdateItem."],
        };
        command.Add(paths);
        stack.AddTo(command);
        command.SetDeploymentAction(terminal, async (parsed, clients, cancellationToken) =>
        {
            var all = new MemoryFactStore();
            var reading = new BaselineReading(facts => all.Of(facts.Subject).Absorb(facts));
            new RecordSource(parsed.GetRequiredValue(paths), () => new InterruptibleInput(terminal.OpenInput(), terminal.Interrupted)).Read(reading, cancellationToken);
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var bad in reading.Bad.Take(Shown)) terminal.Error.WriteLine($"sentinel: {bad}");
            if (reading.Bad.Count > Shown) terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sentinel: and {reading.Bad.Count - Shown:N0} more"));
            var learned = all.All.Where(f => !f.IsEmpty).ToList();
            var target = new BaselineTable(stack.Table(parsed, clients, terminal.Clock), stack.TableName(parsed));
            await target.MergeAsync(learned, cancellationToken);
            terminal.Out.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{learned.Count:N0} subjects of {reading.Lines:N0} lines are imported into {target.Name}"));
            return reading.Bad.Count > 0 ? ExitCode.Unreadable : ExitCode.Done;
        });
        return command;
    }
}
