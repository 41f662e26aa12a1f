using System.Buffers;
using System.Text.Json;
using Sentinel.Core.Incidents;
using Sentinel.Core.Reports.Facts;

namespace Sentinel.Core.Reports.Writing;

/// <summary>The body of <c>POST /rest/api/3/issue</c>
/// (https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-post).</summary>
public static class JiraIssue
{
    /// <summary>Characters of a summary, which is one line.</summary>
    public const int LongestSummary = 255;

    private const int LongestLabel = 255;

    /// <param name="project">Key of the project, as <c>SEC</c>.</param>
    public static byte[] Of(IncidentReport report, string project)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentException.ThrowIfNullOrEmpty(project);
        var buffer = new ArrayBufferWriter<byte>(32 * 1024);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("fields");
            Named(json, "project", "key", project);
            Named(json, "issuetype", "name", "Task");
            json.WriteString("summary", SummaryOf(report));
            json.WritePropertyName("description");
            AdfReport.Write(json, report);
            Named(json, "priority", "name", PriorityOf(report));
            json.WriteStartArray("labels");
            foreach (var label in LabelsOf(report)) json.WriteStringValue(label);
            json.WriteEndArray();
            json.WriteStartArray("components");
            foreach (var component in (string[])["AWS Lambda", "SentinelStack"])
            {
                json.WriteStartObject();
                json.WriteString("name", component);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static string SummaryOf(IncidentReport report)
    {
        var text = $"[T1648] {Headline.OutcomeOf(report.Outcome)}: {Headline.Title(report)}, incident {Defanged.Of(report.Incident.Id, 32)}";
        return text.Length <= LongestSummary ? text : Defanged.Of(text, LongestSummary);
    }

    private static string PriorityOf(IncidentReport report) => (report.Outcome, report.Verdict) switch
    {
        (Outcome.NotContained or Outcome.Observed or Outcome.Refused or Outcome.WaitsForApproval, Verdict.Contain) => "Highest",
        (_, Verdict.Contain) => "High",
        _ => "Medium",
    };

    // A label holds no space.
    private static IEnumerable<string> LabelsOf(IncidentReport report) =>
        report.Techniques.Select(t => t.Id).Prepend("T1648").Append("sentinelstack").Append($"account-{report.Account}").Append($"incident-{report.Incident.Id}")
            .Select(l => new string([.. Defanged.Ascii(l, LongestLabel).Select(c => c == ' ' ? '_' : c)])).Distinct(StringComparer.Ordinal);

    private static void Named(Utf8JsonWriter json, string property, string key, string value)
    {
        json.WriteStartObject(property);
        json.WriteString(key, value);
        json.WriteEndObject();
    }
}
