using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Core.Reports.Facts;
using Sentinel.Core.Reports.Writing;

namespace Sentinel.Core.Tests.Reports;

public class IncidentReportTests
{
    [Fact]
    public void Time_to_detect_and_to_contain_count_from_the_first_call()
    {
        var report = IncidentReport.Of(Cases.Usual());

        Assert.Equal((TimeSpan.FromSeconds(67), TimeSpan.FromSeconds(150), Outcome.Contained), (report.TimeToDetect, report.TimeToContain, report.Outcome));
    }

    [Theory]
    [InlineData(ActionStatus.Done, Outcome.Contained)]
    [InlineData(ActionStatus.Skipped, Outcome.Observed)]
    [InlineData(ActionStatus.Waiting, Outcome.WaitsForApproval)]
    [InlineData(ActionStatus.Refused, Outcome.Refused)]
    [InlineData(ActionStatus.Failed, Outcome.NotContained)]
    public void The_outcome_is_what_came_of_the_quarantine(ActionStatus status, Outcome outcome)
    {
        var report = IncidentReport.Of(Cases.Usual(status));

        Assert.Equal(outcome, report.Outcome);
        Assert.Equal(outcome == Outcome.Contained, report.TimeToContain is not null);
    }

    [Theory]
    [InlineData(599, "18:00:15 to 18:10 at the latest", "at the latest 2024-03-14T18:10:00Z")] // of invocations, told by five minutes
    [InlineData(598, "18:00:15 to 18:09:58", "2024-03-14T18:09:58Z")]
    public void A_last_time_that_is_known_by_minutes_is_called_the_latest(int second, string row, string summary)
    {
        var usual = Cases.Usual() with { Records = [] };
        var hour = Cases.Start.AddSeconds(-15);
        var signals = usual.Incident.Signals.Select((s, at) => at == 0 ? s with { Last = hour.AddSeconds(second) } : s).ToList();

        var text = MarkdownReport.Of(IncidentReport.Of(usual with { Incident = usual.Incident with { Signals = signals } }));

        Assert.Contains($"| {row} | attack |", text, StringComparison.Ordinal);
        Assert.Contains($"Between 2024-03-14T18:00:15Z and {summary} user/dev", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_reverted_ledger_is_a_release()
    {
        var ledger = new LedgerFact(Pages.Function, Steps.QuarantineFunction, Pages.Function, "none", Cases.Creation, LedgerStatus.Reverted);

        Assert.Equal(Outcome.Released, IncidentReport.Of(Cases.Usual() with { Ledger = [ledger] }).Outcome);
    }

    [Fact]
    public void A_table_is_restored_to_one_second_before_the_first_destructive_call()
    {
        var use = new TableUse(Cases.Table, 12, 8000, Cases.Creation, Cases.Creation.AddSeconds(195)) { ReadItemsAtMost = null };

        var report = IncidentReport.Of(Cases.Usual(ActionStatus.Skipped, 847) with { Tables = [use] });

        var table = Assert.Single(report.Data.Tables);
        Assert.Equal(Cases.Creation.AddSeconds(194), table.RestoreTo);
        Assert.Equal("aws dynamodb restore-table-to-point-in-time --source-table-name customer-data --target-table-name customer-data-restored-20240314T180559Z --restore-date-time 2024-03-14T18:05:59Z --region us-east-1", table.RestoreCommand);
        Assert.Contains(report.Open, w => w.Commands.Contains(table.RestoreCommand));
        Assert.Contains("customer-data: 12 read calls, some of them Scan or Query, which do not say how much they return: at most every record; 8,000 records asked to be deleted.", report.Data.Estimate);
    }

    [Fact]
    public void Reads_that_name_their_items_bound_the_loss() =>
        Assert.Contains("customer-data: at most 500 records read, by 20 calls that named them; 0 records asked to be deleted.",
            IncidentReport.Of(Cases.Usual() with { Tables = [new TableUse(Cases.Table, 20, 0, Cases.Creation, null) { ReadItemsAtMost = 500 }] }).Data.Estimate);

    [Fact]
    public void Without_data_events_and_flow_logs_it_says_that_they_were_not_seen_and_why()
    {
        var report = IncidentReport.Of(Cases.Usual(ActionStatus.Skipped, 847));

        Assert.Contains(report.Unseen, u => u.What == "Reads and deletes of table items");
        Assert.Contains(report.Unseen, u => u.What == "Where data was sent, and how much");
        Assert.Contains("customer-data: mapped as an event source; no data event was seen, so the upper bound is every record it held.", report.Data.Estimate);
        Assert.Equal(Cases.Creation.AddSeconds(-1), Assert.Single(report.Data.Tables).RestoreTo);
        Assert.Null(report.Data.BytesOut);
    }

    [Fact]
    public void What_was_seen_is_no_gap()
    {
        var report = IncidentReport.Of(Cases.Usual() with
        {
            Tables = [new TableUse(Cases.Table, 1, 1, Cases.Creation, Cases.Creation) { ReadItemsAtMost = 1 }],
            Egress = [new EgressUse("192.0.2.89", 443, 40_000_000, Cases.Creation, Cases.Creation, Pages.Function)],
        });

        Assert.DoesNotContain(report.Unseen, u => u.What.StartsWith("Reads", StringComparison.Ordinal) || u.What.StartsWith("Where data", StringComparison.Ordinal));
        Assert.Equal(40_000_000, report.Data.BytesOut);
        Assert.Contains(report.Indicators, i => i is { Kind: "address", Value: "192.0.2.89:443" });
        Assert.DoesNotContain(report.Controls, c => c.Title is "Flow logs" or "Data events");
    }

    [Fact]
    public void Nothing_ran_and_nothing_is_lost() =>
        Assert.Contains("Upper bound of what the function took: 0 records. None of its 848 invocations ran.", IncidentReport.Of(Cases.Usual()).Data.Estimate);

    [Fact]
    public void Each_control_names_what_failed_here_and_none_is_named_that_nothing_asks_for()
    {
        var controls = IncidentReport.Of(Cases.Usual()).Controls;

        Assert.Equal(["MFA", "No long-term keys", "Network perimeter", "Who may deploy", "Tables that can be put back", "Data events", "Flow logs"], controls.Select(c => c.Title));
    }

    [Fact]
    public void Calls_of_the_owner_from_elsewhere_are_no_part_of_it()
    {
        var honest = Cases.Call("e-9", Cases.Creation.AddMinutes(1), "lambda", "UpdateFunctionCode", "arn:aws:lambda:us-east-1:111122223333:function:other", null, "192.0.2.1", "AKIAOTHER", Cases.User);

        var report = IncidentReport.Of(Cases.Usual() with { Records = [.. Cases.Usual().Records, honest] });

        Assert.Equal(["AKIAEXAMPLE"], Assert.Single(report.Actors).Keys);
        Assert.DoesNotContain(report.Timeline, m => m.EventId == "e-9");
    }

    [Fact]
    public void Without_kept_calls_keys_and_MFA_are_unknown_and_said_so()
    {
        var report = IncidentReport.Of(Cases.Usual() with { Records = [] });

        Assert.Contains(report.Unseen, u => u.What == "Keys, sessions and MFA of the callers");
        Assert.StartsWith("unknown", Assert.Single(report.Actors).MfaText, StringComparison.Ordinal);
        Assert.Equal(Cases.Start, report.Started);
    }

    [Fact]
    public void An_alert_reports_without_functions_or_actions()
    {
        var source = Cases.Usual();
        var alert = source.Incident with { Verdict = Verdict.Alert, Functions = [], Roles = [], Targets = [] };

        var files = ReportFile.Of(IncidentReport.Of(source with { Incident = alert, Actions = [], Records = [], Histories = new Dictionary<string, Core.Knowledge.FunctionHistory>() }));

        Assert.Equal(["html", "md", "jira.json", "ocsf.json", "asff.json"], files.Select(f => f.Name));
        Assert.All(files, f => Assert.NotEmpty(f.Content));
    }

    [Fact]
    public void A_keyless_name_that_a_shell_would_read_is_in_no_command()
    {
        var report = IncidentReport.Of(Cases.Usual() with { Tables = [new TableUse("arn:aws:dynamodb:us-east-1:111122223333:table/x;reboot", 1, 1, Cases.Creation, Cases.Creation)] });

        Assert.Null(report.Data.Tables[0].RestoreCommand);
        Assert.Contains(report.Open, w => w.Title == "Restore the table" && w.Why.Contains("use the console", StringComparison.Ordinal) && w.Commands.Count == 0);
    }
}
