using System.CommandLine;
using System.Globalization;
using Sentinel.Aws.State;
using Sentinel.Cli.Deployment;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Baseline;

/// <summary><c>sentinel baseline export</c>.</summary>
internal static class BaselineExportCommand
{
    public static Command Create(Terminal terminal)
    {
        var path = new Argument<string>("FILE") { Description = "Where to; - is standard output. Gzip when it ends in .gz. What is in a file already stays.", HelpName = "FILE" };
        var stack = new StackOption();
        var command = new ExampledCommand("export", "Write what a deployment knows as JSON lines, one subject a line.")
        {
            Examples = ["sentinel baseline export baseline.jsonl.gz", "sentinel baseline export - | jq -r 'select(.habits.invokes) | .subject'"],
            Notes = ["It reads the whole table once, in no order of its own. Needs dynamodb:Scan on it."],
        };
        command.Add(path);
        stack.AddTo(command);
        command.SetDeploymentAction(terminal, async (parsed, clients, cancellationToken) =>
        {
            var export = new FactExport(stack.Table(parsed, clients, terminal.Clock));
            var all = new List<SubjectFacts>();
            var to = parsed.GetRequiredValue(path);
            try
            {
                var file = to is "-" ? null : new BaselineFile(to);
                await LiveLine.ShowAsync(terminal, "exporting", async moved =>
                {
                    await foreach (var facts in export.AllAsync(cancellationToken))
                    {
                        all.Add(facts);
                        if (all.Count % 100 == 0) moved(null, string.Create(CultureInfo.InvariantCulture, $"{all.Count:N0} subjects"));
                    }
                });
                if (file is not null) await file.MergeAsync(all, cancellationToken);
                else BaselineFile.WriteAll(terminal.RawOut, all.OrderBy(f => f.Subject, StringComparer.Ordinal));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && to is not "-")
            {
                terminal.Error.WriteLine($"sentinel: {Printable.Of(e.Message, 400)}");
                return ExitCode.Unreadable;
            }
            terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{all.Count:N0} subjects"));
            if (export.Nameless > 0) terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sentinel: {export.Nameless:N0} subjects with names of more than 1,000 bytes are left out: the table has only their hash"));
            return ExitCode.Done;
        });
        return command;
    }
}
