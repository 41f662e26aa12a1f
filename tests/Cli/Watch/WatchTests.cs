using System.Net;
using Amazon.SQS.Model;
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
    public async Task It_shows_how_long_messages_wait()
    {
        using var deployment = await NewAsync();
        foreach (var name in (string[])["sentinel-ControlQueueC3BBE9A1-e5F6g7H8", "sentinel-ControlDeadLetters4661B3B0-e5F6g7H8", "sentinel-Invocations-of-old", "sentinel-ContainmentQueueA1B2C3D4-e5F6g7H8.fifo", "others-ControlQueueC3BBE9A1-e5F6g7H8"])
            await deployment.Clients.Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = name, Attributes = name.EndsWith(".fifo", StringComparison.Ordinal) ? new() { ["FifoQueue"] = "true" } : [] });
        await MeasureAsync("sentinel-ControlQueueC3BBE9A1-e5F6g7H8", 4, 3_700);
        await MeasureAsync("sentinel-ControlQueueC3BBE9A1-e5F6g7H8", 2, 420); // the newest counts
        await MeasureAsync("sentinel-ControlDeadLetters4661B3B0-e5F6g7H8", 2, 0);
        await MeasureAsync("sentinel-ContainmentQueueA1B2C3D4-e5F6g7H8.fifo", 2, 20);
        await MeasureAsync("sentinel-Invocations-of-old", 30, 900); // too long ago
        await MeasureAsync("others-ControlQueueC3BBE9A1-e5F6g7H8", 2, 99_999);

        var run = deployment.Done("watch", "--once");

        var rows = run.Lines.SkipWhile(l => l.Trim() != "Queues").TakeWhile(l => !l.StartsWith("Coverage", StringComparison.Ordinal)).Select(l => string.Join(' ', l.Split(' ', StringSplitOptions.RemoveEmptyEntries))).Where(l => l.Length > 0).Skip(3);
        Assert.Equal(["Control 7 min", "Containment 20 s", "ControlDeadLetters empty", "sentinel-Invocations-of-old not measured of late"], rows);
    }

    [Fact]
    public async Task Who_may_not_read_the_queues_sees_all_the_rest()
    {
        using var deployment = await NewAsync();
        await ContainAsync(deployment);
        using var refusing = Loopback.Listen(out var address);
        var answering = AnswerAsync(refusing, 403, """{"__type":"com.amazonaws.sqs#AccessDeniedException","message":"not authorized to perform: sqs:listqueues"}""");
        deployment.Redirect("SQS", address);

        var run = deployment.Done("watch", "--once");

        await answering;
        Assert.Contains("1 function contained", run.Out, StringComparison.Ordinal);
        Assert.Contains("Queues: not shown; sqs:ListQueues and cloudwatch:GetMetricData are not allowed.", run.Out, StringComparison.Ordinal);
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

    /// <summary>As SQS measures; the emulator does not.</summary>
    private async Task MeasureAsync(string queue, int minutesAgo, int seconds)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, moto.Address)
        {
            Content = new FormUrlEncodedContent(new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["Action"] = "PutMetricData",
                ["Version"] = "2010-08-01",
                ["Namespace"] = "AWS/SQS",
                ["MetricData.member.1.MetricName"] = "ApproximateAgeOfOldestMessage",
                ["MetricData.member.1.Dimensions.member.1.Name"] = "QueueName",
                ["MetricData.member.1.Dimensions.member.1.Value"] = queue,
                ["MetricData.member.1.Timestamp"] = Now.AddMinutes(-minutesAgo).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
                ["MetricData.member.1.Value"] = seconds.ToString(System.Globalization.CultureInfo.InvariantCulture),
            }),
        };
        request.Headers.TryAddWithoutValidation("Authorization", "AWS4-HMAC-SHA256 Credential=testing/20240314/eu-central-1/monitoring/aws4_request, SignedHeaders=host, Signature=none");
        (await http.SendAsync(request)).EnsureSuccessStatusCode().Dispose();
    }

    private static async Task AnswerAsync(HttpListener listener, int status, string body)
    {
        var context = await listener.GetContextAsync();
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.OutputStream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(body));
        context.Response.Close();
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
