using System.Text;
using Sentinel.Core.Containment;
using Sentinel.Core.Reports.Facts;

namespace Sentinel.Core.Reports.Writing;

/// <summary>A report in every format, each under the name of its file.</summary>
/// <param name="Name">Ending of the file name: <c>html</c>, <c>jira.json</c>.</param>
/// <param name="ContentType">For whoever serves it.</param>
public sealed record ReportFile(string Name, string ContentType, byte[] Content)
{
    /// <summary>Key of the Jira project where none is named.</summary>
    public const string DefaultProject = "SEC";

    /// <summary>HTML, Markdown, Jira issue, OCSF finding, ASFF finding.</summary>
    public static IReadOnlyList<ReportFile> Of(IncidentReport report, string jiraProject = DefaultProject) =>
    [
        new("html", "text/html; charset=utf-8", Encoding.UTF8.GetBytes(HtmlReport.Of(report))),
        new("md", "text/markdown; charset=utf-8", Encoding.UTF8.GetBytes(MarkdownReport.Of(report))),
        new("jira.json", "application/json", JiraIssue.Of(report, jiraProject)),
        new("ocsf.json", "application/json", OcsfFinding.Of(PageOf(report))),
        new("asff.json", "application/json", AsffFinding.Of(report)),
    ];

    /// <summary>The same incident as a page, which the finding is made of.</summary>
    private static Page PageOf(IncidentReport report)
    {
        var state = report.Outcome switch
        {
            Outcome.Contained => PageState.Contained,
            Outcome.Released => PageState.Released,
            Outcome.WaitsForApproval => PageState.WaitingForApproval,
            Outcome.Refused => PageState.Refused,
            Outcome.NotContained => PageState.NotContained,
            _ => PageState.Alert,
        };
        var target = report.Functions.FirstOrDefault(f => f.IsTarget)?.Arn;
        var prior = report.Ledger.ToLookup(l => (l.Step, l.Target), l => l.Prior);
        var actions = report.Actions.Select(a => new PageAction(a.Step, a.Target, a.Status, a.Reason, a.Status == ActionStatus.Done ? prior[(a.Step, a.Target)].FirstOrDefault() : null));
        return Page.About(report.Incident, state, report.Contained ?? report.Incident.Time, target, [.. actions]) with { Note = string.Join(' ', Summaries.Of(report)) };
    }
}
