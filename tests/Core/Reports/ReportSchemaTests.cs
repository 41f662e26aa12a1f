using System.Runtime.CompilerServices;
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
        Schemas.SecurityHub(files["asff.json"]);
    }

    [Fact]
    public void The_report_on_file_holds_the_schemas()
    {
        string Filed(string name) => File.ReadAllText(Path.Combine(Golden(), $"seed-report.{name}"));

        Schemas.Jira(Filed("jira.json"));
        Schemas.Holds("ocsf-1.3.0-detection-finding.json", Filed("ocsf.json"));
        Schemas.SecurityHub(Filed("asff.json"));
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

    [Theory]
    [InlineData("severity", "\"Label\": \"HIGH\"", "\"Label\": \"SERIOUS\"")]
    [InlineData("unknown attribute", "\"GeneratorId\"", "\"Generator\"")]
    [InlineData("required attribute", "\"GeneratorId\"", "\"ProductName\"")]
    [InlineData("account", "\"AwsAccountId\": \"111122223333\"", "\"AwsAccountId\": \"1111\"")]
    [InlineData("region", "\"Region\": \"us-east-1\"", "\"Region\": \"us-east-1-and-some-more\"")]
    [InlineData("time", "2024-03-14T18:02:45Z", "2024-03-14 18:02:45")]
    public void The_format_of_Security_Hub_refuses(string what, string right, string wrong)
    {
        var finding = Encoding.UTF8.GetString(AsffFinding.Of(IncidentReport.Of(Cases.Usual())));

        Assert.Contains(right, finding, StringComparison.Ordinal);
        Assert.True(Refused(() => Schemas.SecurityHub(finding.Replace(right, wrong, StringComparison.Ordinal))), what);
    }

    [Fact]
    public void An_issue_has_nothing_beside_what_Atlassian_names()
    {
        var issue = Encoding.UTF8.GetString(JiraIssue.Of(IncidentReport.Of(Cases.Usual()), "CLOUD"));

        Assert.True(Refused(() => Schemas.Holds("jira-issue-update-details.json", issue.Replace("{\"fields\":", "{\"field\":", StringComparison.Ordinal))));
    }

    [Theory]
    [InlineData("adf-1.json", "npm `@atlaskit/adf-schema` 57.7.22", "Apache-2.0", null)]
    [InlineData("asff-2018-10-08.json", "PyPI `botocore` 1.43.11", "Apache-2.0", "AwsSecurityFinding of botocore 1.43.11, data/securityhub/2018-10-26/service-2.json.gz")]
    [InlineData("jira-issue-update-details.json", "npm `jira.js` 6.2.0", "MIT", "IssueUpdateDetails of jira.js 6.2.0, with zod 4.4.3")]
    public void A_schema_that_was_taken_over_names_its_origin(string name, string package, string licence, string? title)
    {
        using var schema = JsonDocument.Parse(Schemas.Text(name));

        Assert.Contains($"| `{name}` | {package} | {licence} |", Schemas.Text("README.md"), StringComparison.Ordinal);
        Assert.Equal(title, schema.RootElement.TryGetProperty("title", out var said) ? said.GetString() : null);
    }

    [Fact]
    public void Every_schema_is_listed_with_its_origin() =>
        Assert.All(Schemas.All, n => Assert.Contains($"\n| `{n}` | ", Schemas.Text("README.md"), StringComparison.Ordinal));

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

    // The tests of the command line write and compare it.
    private static string Golden([CallerFilePath] string path = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(path)!, "..", "..", "Cli", "Golden"));

    private static bool Refused(Action hold) => Record.Exception(hold) is Xunit.Sdk.XunitException;
}
