using System.CommandLine;
using Sentinel.Aws;
using Sentinel.Aws.Reports;
using Sentinel.Aws.Response;
using Sentinel.Aws.Settings;
using Sentinel.Aws.State;
using Sentinel.Cli.Deployment;
using Sentinel.Cli.Story;
using Sentinel.Core.Containment;
using Sentinel.Core.Reports;
using Sentinel.Core.Reports.Facts;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Incidents;

/// <summary><c>sentinel incidents report</c>: an incident of a deployment, in the formats that <c>replay --report</c> writes.</summary>
internal static class IncidentReportCommand
{
    public static Command Create(Terminal terminal)
    {
        var id = new Argument<string>("incident") { Description = "Id of the incident, as sentinel incidents lists it." };
        var directory = new Option<string>("--out") { Description = "Where the files go.", HelpName = "DIR", DefaultValueFactory = _ => "." };
        var project = new JiraProjectOption();
        var stack = new StackOption();
        var command = new ExampledCommand("report", "Write the report of an incident: HTML, Markdown, Jira issue, OCSF and ASFF finding.")
        {
            Examples = ["sentinel incidents report 6f1c2a9b0d3e4f58", "sentinel incidents report 6f1c2a9b0d3e4f58 --out incidents/ --jira-project CLOUD --profile security --region eu-central-1"],
            Notes = ["Needs dynamodb:Query and dynamodb:BatchGetItem on the stack's table and ssm:GetParametersByPath on /sentinel.", "Calls are kept for the window and a day: of an older incident keys and MFA are no longer known, and the report says so."],
        };
        command.Add(id);
        command.Add(directory);
        command.Add(project);
        stack.AddTo(command);
        command.SetDeploymentAction(terminal, async (parsed, clients, cancelled) =>
        {
            var table = stack.Table(parsed, clients, terminal.Clock);
            var wanted = parsed.GetValue(id)!;
            var logged = await new IncidentBook(table).FindAsync(wanted, cancelled) ?? throw new DeploymentException($"there is no incident {Printable.Of(wanted, 40)} on file; sentinel incidents lists those there are");
            var report = await ReportAsync(logged, table, clients, terminal, cancelled);
            try
            {
                Directory.CreateDirectory(parsed.GetValue(directory)!);
                foreach (var file in IncidentReports.WriteAll(parsed.GetValue(directory)!, [report], parsed.GetValue(project)!)) terminal.Out.WriteLine(Printable.Of(file, 500));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
            {
                throw new DeploymentException($"--out {parsed.GetValue(directory)} is no directory that can be written: {e.Message}", e);
            }
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<IncidentReport> ReportAsync(LoggedIncident logged, StateTable table, AwsClients clients, Terminal terminal, CancellationToken cancelled)
    {
        var standing = await new SsmParameters(clients.Ssm).ReadAsync(cancelled);
        var countries = MmdbCountries.TryOpen(Path.Combine(AppContext.BaseDirectory, "countries.mmdb"), out _);
        using var release = countries as IDisposable;
        var reports = new DeployedReports(table, countries);
        return await reports.OfAsync(logged.Incident, await NotDoneAsync(logged, table, terminal, cancelled), SsmSettings.ReadFirst(standing).Settings, cancelled);
    }

    /// <summary>What the ledger does not tell, because it was not done: what waits, and what on-call was told.</summary>
    private static async Task<IReadOnlyList<ContainmentAction>> NotDoneAsync(LoggedIncident logged, StateTable table, Terminal terminal, CancellationToken cancelled)
    {
        var incident = logged.Incident;
        var now = terminal.Clock.GetUtcNow();
        var waiting = (await new Approvals(table).ListAsync(null, cancelled)).Where(a => a.Until > now && a.Message.Incident.Id == incident.Id)
            .Select(a => new ContainmentAction(a.AskedAt, incident.Id, Steps.QuarantineFunction, a.Message.Function, ActionStatus.Waiting, $"until {PageTime(a.Until)}") { Function = a.Message.Function }).ToList();
        if (waiting.Count > 0 || incident.Targets.Count == 0) return waiting;
        // An incident that asks for containment and of which on-call was only alerted was observed.
        var told = logged.States;
        if (told.Contains(PageState.Contained) || told.Contains(PageState.Released)) return [];
        var (status, reason) = told.Contains(PageState.Refused) ? (ActionStatus.Refused, "a guard rail refused it; the log of the responder says which") : (ActionStatus.Skipped, "mode=observe when it was told");
        return told.Contains(PageState.Refused) || (told.Count > 0 && told.All(s => s == PageState.Alert))
            ? [.. incident.Targets.Select(t => new ContainmentAction(incident.Time, incident.Id, Steps.QuarantineFunction, t.Function, status, reason) { Function = t.Function })] : [];
    }

    private static string PageTime(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);
}
