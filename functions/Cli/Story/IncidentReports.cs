using Sentinel.Core.Reports.Facts;
using Sentinel.Core.Reports.Writing;

namespace Sentinel.Cli.Story;

/// <summary>The files of a report: <c>incident-&lt;id&gt;.html</c> and its siblings.</summary>
internal static class IncidentReports
{
    /// <summary>Overwrites files of the same incidents. Throws <see cref="IOException"/> when it cannot write.</summary>
    /// <returns>What was written.</returns>
    public static IReadOnlyList<string> WriteAll(string directory, IEnumerable<IncidentReport> reports, string jiraProject)
    {
        var written = new List<string>();
        foreach (var report in reports)
        {
            foreach (var file in ReportFile.Of(report, jiraProject))
            {
                var path = Path.Combine(directory, $"incident-{report.Incident.Id}.{file.Name}");
                File.WriteAllBytes(path, file.Content);
                written.Add(path);
            }
        }
        return written;
    }
}
