using System.Text;
using System.Text.Json;
using Sentinel.Core.Containment;
using Sentinel.Core.Reports;
using Sentinel.Core.Reports.Facts;
using Sentinel.Core.Reports.Writing;

namespace Sentinel.Core.Tests.Reports;

public class ReportSchemaTests
{
    [Theory]
    [InlineData(ActionStatus.Done)]
    [InlineData(ActionStatus.Skipped)]
    [InlineData(ActionStatus.Waiting)]
    public void Issue_and_findings_hold_their_schemas(ActionStatus status)
    {
        var files = ReportFile.Of(IncidentReport.Of(Cases.Usual(status)), "CLOUD").ToDictionary(f => f.Name, f => Encoding.UTF8.GetString(f.Content));

        Schemas.Jira(files["jira.json"]);
        Schemas.Holds("ocsf-1.3.0-detection-finding.json", files["ocsf.json"]);
        Schemas.Holds("asff-2018-10-08.json", files["asff.json"]);
    }

    [Fact]
    public void The_finding_of_every_state_of_a_page_holds_the_schema() =>
        Assert.All(Enum.GetValues<PageState>(), s => Schemas.Holds("ocsf-1.3.0-detection-finding.json", Encoding.ASCII.GetString(OcsfFinding.Of(Pages.Usual(s)))));

    [Fact]
    public void The_schemas_refuse_what_they_do_not_know()
    {
        var finding = Encoding.ASCII.GetString(OcsfFinding.Of(Pages.Usual()));

        Assert.ThrowsAny<Exception>(() => Schemas.Holds("ocsf-1.3.0-detection-finding.json", finding.Replace("\"severity_id\"", "\"severity_no\"", StringComparison.Ordinal)));
        Assert.ThrowsAny<Exception>(() => Schemas.Document(JsonElement.Parse("""{"version":1,"type":"doc","content":[{"type":"blink"}]}""")));
        Assert.ThrowsAny<Exception>(() => Schemas.Document(JsonElement.Parse("""{"version":1,"type":"doc","content":[{"type":"paragraph","content":[{"type":"text","text":""}]}]}""")));
        Assert.ThrowsAny<Exception>(() => Schemas.Document(JsonElement.Parse("""{"version":2,"type":"doc","content":[]}""")));
    }

    [Fact]
    public void The_issue_has_the_fields_of_a_ticket()
    {
        using var issue = JsonDocument.Parse(JiraIssue.Of(IncidentReport.Of(Cases.Usual()), "CLOUD"));
        var fields = issue.RootElement.GetProperty("fields");

        Assert.Equal("[T1648] Contained: internal-backup-processor in 111122223333, incident 0123456789abcdef", fields.GetProperty("summary").GetString());
        Assert.Equal("CLOUD", fields.GetProperty("project").GetProperty("key").GetString());
        Assert.Equal("High", fields.GetProperty("priority").GetProperty("name").GetString());
        Assert.Contains("T1648", fields.GetProperty("labels").EnumerateArray().Select(l => l.GetString()));
        Assert.Equal(["AWS Lambda", "SentinelStack"], fields.GetProperty("components").EnumerateArray().Select(c => c.GetProperty("name").GetString()));
    }
}
