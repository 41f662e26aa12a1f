using Sentinel.Aws.Containment;
using Sentinel.Aws.Coverage;
using Sentinel.Aws.Response;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Containment;
using Sentinel.Core.Coverage;
using Sentinel.Core.Incidents;
using Sentinel.Core.Reports;

namespace Sentinel.Cli.Tests.Watch;

/// <summary>A deployment on a moto server, as <c>watch</c> and <c>incidents report</c> see it.</summary>
[Collection(MotoTests.Name)]
public sealed class WatchTests(MotoServer moto)
{
    private const string Function = "arn:aws:lambda:eu-central-1:111122223333:function:internal-backup-processor";

    // The incident must not be too old to be listed.
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds());

    [Fact]
    public async Task An_empty_deployment_is_quiet()
    {
        using var deployment = await NewAsync();

        var run = deployment.Done("watch", "--once");

        Assert.Contains("0 incidents in 7 days", run.Out, StringComparison.Ordinal);
        Assert.Contains("Coverage: no check has left word.", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Out);
    }

    [Fact]
    public async Task It_shows_what_is_contained_the_incidents_and_the_gaps()
    {
        using var deployment = await NewAsync();
        await ContainAsync(deployment);
        await GapAsync(deployment, "eu-west-1", "no heartbeat for 3 hours");

        var run = deployment.Done("watch", "--once");

        Assert.Contains("1 incident in 7 days · 1 function contained · 0 waiting for approval", run.Out, StringComparison.Ordinal);
        Assert.Contains("internal-backup-processor", run.Out, StringComparison.Ordinal);
        Assert.Contains("contained", run.Out, StringComparison.Ordinal);
        Assert.Contains("111122223333 eu-west-1: no heartbeat for 3 hours", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proof", "hostile-names")]
    public async Task No_name_moves_the_cursor_or_is_taken_for_markup()
    {
        const string hostile = "[red]x[/]\u001b[2J\u009b31m\u202e\r\nall is well";
        using var deployment = await NewAsync();
        await new IncidentBook(Table(deployment)).KeepAsync(Incident() with { Principal = hostile }, default);
        await GapAsync(deployment, "x", hostile);

        var run = deployment.Done("watch", "--once");

        Assert.Contains("[red]x[/]", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Out, c => c != '\n' && (char.IsControl(c) || char.GetUnicodeCategory(c) is System.Globalization.UnicodeCategory.Format));
        Assert.DoesNotContain(run.Out.Split('\n'), l => l.StartsWith("all is well", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_report_holds_the_ledger_and_what_was_there_before()
    {
        using var deployment = await NewAsync();
        await ContainAsync(deployment);
        var directory = Directory.CreateTempSubdirectory("sentinel-report-").FullName;

        var run = deployment.Done("incidents", "report", Incident().Id, "--out", directory);

        Assert.Equal(5, run.Lines.Count);
        var text = await File.ReadAllTextAsync(Path.Combine(directory, $"incident-{Incident().Id}.md"));
        Assert.StartsWith("# Contained: internal-backup-processor in 111122223333\n", text, StringComparison.Ordinal);
        Assert.Contains("| quarantine-function | internal-backup-processor | reserved concurrency 5 | applied |", text, StringComparison.Ordinal);
        Assert.Contains("sentinel release " + Function, text, StringComparison.Ordinal);
        Assert.Contains("the calls themselves are no longer kept", text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_observed_incident_is_reported_as_not_contained()
    {
        using var deployment = await NewAsync();
        var book = new IncidentBook(Table(deployment));
        await book.KeepAsync(Incident(), default);
        await book.ToldAsync(Incident().Id, PageState.Alert, default);
        var directory = Directory.CreateTempSubdirectory("sentinel-report-").FullName;

        deployment.Done("incidents", "report", Incident().Id, "--out", directory);

        Assert.StartsWith("# Not contained: the mode is observe", await File.ReadAllTextAsync(Path.Combine(directory, $"incident-{Incident().Id}.md")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_incident_is_named()
    {
        using var deployment = await NewAsync();

        var run = deployment.Run("incidents", "report", "ffffffffffffffff");

        Assert.Equal(3, run.Code);
        Assert.Contains("there is no incident ffffffffffffffff on file", run.Error, StringComparison.Ordinal);
    }

    private async Task<Tune.Deployment> NewAsync()
    {
        var deployment = await Tune.Deployment.NewAsync(moto);
        await deployment.Clients.DynamoDb.CreateTableAsync(StateTable.Definition("sentinel-state"));
        return deployment;
    }

    private static StateTable Table(Tune.Deployment deployment) => new(deployment.Clients.DynamoDb, "sentinel-state", TimeProvider.System);

    private static async Task ContainAsync(Tune.Deployment deployment)
    {
        var (book, ledger) = (new IncidentBook(Table(deployment)), new ContainmentLedger(Table(deployment)));
        await book.KeepAsync(Incident(), default);
        await book.ToldAsync(Incident().Id, PageState.Contained, default);
        await ledger.OpenAsync(1, new LedgerHeader(Function, "111122223333", "eu-central-1", Incident().Id, Now, Now, Now, true), default);
        await ledger.FileAsync(Function, 1, Steps.QuarantineFunction, new QuarantineRecord { Target = new StepTarget(Incident().Id, Function, "eu-central-1"), Concurrency = 5, Provisioned = [] }, default);
        await ledger.AppliedAsync(Function, 1, Steps.QuarantineFunction, Function, default);
    }

    private static async Task GapAsync(Tune.Deployment deployment, string region, string what)
    {
        await new Roster(Table(deployment)).ExpectAsync(["111122223333"], default);
        await new GapBook(Table(deployment)).KeepAsync([new GapEntry(new OpenGap(new Gap("111122223333", region, Sensor.Heartbeat, Sight.Blind, what), Now), Told: true, Ended: false)], default);
    }

    private static Incident Incident() => Sample.Incident(Sample.Signal() with { Time = Now, Last = Now, Function = Function }) with { Time = Now, AlertTime = Now, Functions = [Function], Targets = [new(Function, Now, Now, Now)] };
}
