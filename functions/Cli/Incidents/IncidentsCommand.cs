using System.CommandLine;
using System.Globalization;
using Sentinel.Aws.Response;
using Sentinel.Cli.Deployment;
using Sentinel.Cli.Replay;
using Sentinel.Core.Incidents;
using Sentinel.Core.Reports;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Incidents;

/// <summary><c>sentinel incidents</c>: what a deployment has on file, and what of it is contained or waits.</summary>
internal static class IncidentsCommand
{
    public static Command Create(Terminal terminal)
    {
        var days = new Option<int>("--days") { Description = "How far back, by the time of the alert.", HelpName = "1-400", DefaultValueFactory = _ => 30 };
        var open = new Option<bool>("--open") { Description = "Only those of which a function is contained, or waits for approval, now." };
        var jsonl = new Option<bool>("--jsonl") { Description = "One JSON line an incident, as replay --format jsonl writes it." };
        var stack = new StackOption();
        var command = new ExampledCommand("incidents", "List the incidents of a deployment: verdict, who, which functions, contained or not.")
        {
            Examples = ["sentinel incidents --open", "sentinel incidents --days 7 --profile security --region eu-central-1", "sentinel incidents --jsonl | jq -r 'select(.verdict == \"contain\") | .id'"],
            Notes = ["Needs dynamodb:Query on the stack's table."],
        };
        command.Add(days);
        command.Add(open);
        command.Add(jsonl);
        stack.AddTo(command);
        command.Add(IncidentReportCommand.Create(terminal));
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 400) result.AddError($"--days is {result.GetValueOrDefault<int>().ToString(CultureInfo.InvariantCulture)}, expected 1-400: incidents are kept for 400 days.");
        });
        command.SetDeploymentAction(terminal, async (parsed, clients, cancelled) =>
        {
            var table = stack.Table(parsed, clients, terminal.Clock);
            var now = terminal.Clock.GetUtcNow();
            var contained = (await new ContainmentLedger(table).OpenFunctionsAsync(cancelled)).ToHashSet(StringComparer.Ordinal);
            var waiting = (await new Approvals(table).ListAsync(null, cancelled)).Where(a => a.Until > now).Select(a => a.Message.Function).ToHashSet(StringComparer.Ordinal);
            var listed = await new IncidentBook(table).ListAsync(now.AddDays(-parsed.GetValue(days)), cancelled);
            if (parsed.GetValue(open)) listed = [.. listed.Where(i => i.Incident.Functions.Any(f => contained.Contains(f) || waiting.Contains(f)))];
            if (parsed.GetValue(jsonl)) WriteLines(terminal, listed);
            else WriteText(terminal, listed, contained, waiting);
            return ExitCode.Done;
        });
        return command;
    }

    private static void WriteLines(Terminal terminal, IReadOnlyList<LoggedIncident> listed)
    {
        using var lines = new JsonLines(terminal.RawOut);
        foreach (var (incident, _) in listed) lines.Happened(incident, incident.Supersedes);
    }

    private static void WriteText(Terminal terminal, IReadOnlyList<LoggedIncident> listed, HashSet<string> contained, HashSet<string> waiting)
    {
        foreach (var (incident, states) in listed)
        {
            var told = string.Join(", ", states.Order().Select(s => s.Text()));
            terminal.Out.WriteLine($"{incident.Id}  {incident.AlertTime.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z  {Words.Of(incident.Verdict)}  score {incident.Score}  {Printable.Of(incident.Principal ?? "unknown", 120)}{(told.Length > 0 ? $"  ({told})" : "")}");
            foreach (var function in incident.Functions)
            {
                var state = contained.Contains(function) ? "contained now" : waiting.Contains(function) ? "waits for approval" : incident.Targets.Any(t => t.Function == function) ? "condemned, not contained now" : "named";
                terminal.Out.WriteLine($"  {Printable.Of(function, 200)}: {state}");
            }
        }
        terminal.Error.WriteLine(listed.Count == 1 ? "1 incident" : $"{listed.Count.ToString(CultureInfo.InvariantCulture)} incidents");
    }
}
