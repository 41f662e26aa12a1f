using System.Text.Json;

namespace Sentinel.Cli.Tests.Report;

/// <summary>Every fact of the incident that events can tell stands in its report.</summary>
public sealed class SeedReportTests
{
    private static readonly Lazy<string> Enforced = new(() => SeedReport.Write());
    private static readonly Lazy<string> Observed = new(() => SeedReport.Write("""{"response/mode":"observe"}"""));

    [Theory]
    [InlineData("md")]
    [InlineData("jira.json")]
    [InlineData("ocsf.json")]
    [InlineData("asff.json")]
    public void It_reads_as_stored(string ending) => Golden.Matches($"seed-report.{ending}", File.ReadAllText(SeedReport.File(Enforced.Value, ending)));

    [Fact]
    public void In_observe_it_reads_as_stored() => Golden.Matches("seed-report-observe.md", File.ReadAllText(SeedReport.File(Observed.Value, "md")));

    [Theory]
    [InlineData("user/dev\\_user")]
    [InlineData("185\\[.\\]143\\[.\\]221\\[.\\]89 (RU)")]
    [InlineData("no: a long-term key")]
    [InlineData("lambda-exec-role")]
    [InlineData("arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor")]
    [InlineData("python3.9")]
    [InlineData("customer-data")]
    [InlineData("policy/AmazonDynamoDBFullAccess")]
    [InlineData("| 18:00:15 | attack | [iam:CreateRole]")]
    [InlineData("| 18:01:22 | attack | [iam:AttachRolePolicy]")]
    [InlineData("| 18:02:45 | attack | [lambda:CreateFunction]")]
    [InlineData("| 18:03:30 | attack | [lambda:UpdateFunctionCode]")]
    [InlineData("| 18:04:15 | attack | [lambda:CreateEventSourceMapping]")]
    [InlineData("| 18:05:22 to 18:15 at the latest |")]
    [InlineData("[T1648](<https://attack.mitre.org/techniques/T1648/>)")]
    [InlineData("848 were prevented")]
    [InlineData("quarantine-function | done")]
    [InlineData("sentinel release arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor")]
    [InlineData("aws lambda delete-function --function-name arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor")]
    [InlineData("IAM\\_USER\\_MFA\\_ENABLED")]
    public void It_holds_what_the_ticket_holds(string fact) => Assert.Contains(fact.Replace("IAM\\_USER\\_MFA\\_ENABLED", "IAM_USER_MFA_ENABLED", StringComparison.Ordinal), File.ReadAllText(SeedReport.File(Enforced.Value, "md")), StringComparison.Ordinal);

    [Theory]
    [InlineData("# Not contained: the mode is observe")]
    [InlineData("848 invocations ran")]
    [InlineData("customer-data: mapped as an event source; no data event was seen, so the upper bound is every record it held.")]
    [InlineData("--restore-date-time 2024-03-14T18:02:44Z")]
    [InlineData("put-function-concurrency --function-name arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor --reserved-concurrent-executions 0")]
    [InlineData("until 2024-03-17T18:01:22Z")]
    public void In_observe_it_estimates_the_loss_and_says_what_to_do(string fact) => Assert.Contains(fact, File.ReadAllText(SeedReport.File(Observed.Value, "md")), StringComparison.Ordinal);

    [Fact]
    public void The_issue_says_what_is_in_the_text()
    {
        using var issue = JsonDocument.Parse(File.ReadAllText(SeedReport.File(Enforced.Value, "jira.json")));

        var text = issue.RootElement.GetProperty("fields").GetProperty("description").GetRawText();

        Assert.All((string[])["internal-backup-processor", "lambda-exec-role", "customer-data", "unexpected-function-creator"], f => Assert.Contains(f, text, StringComparison.Ordinal));
    }
}
