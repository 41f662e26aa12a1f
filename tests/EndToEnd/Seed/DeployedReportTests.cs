using Sentinel.Aws.Reports;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Batches;
using Sentinel.Core.Incidents;
using Sentinel.Core.Reports.Facts;
using Sentinel.Core.Settings;
using Pipeline = Sentinel.Core.Pipeline;

namespace Sentinel.EndToEnd.Tests.Seed;

/// <summary>The incident through Detectors that share a table, nobody stopping it; then its report, out of that table.</summary>
public sealed class DeployedReportTests(Dynalite dynalite) : IClassFixture<Dynalite>
{
    private const string Function = "arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor";
    private const string Table = "arn:aws:dynamodb:us-east-1:111122223333:table/customer-data";
    private const int BatchSize = 100;

    private static readonly StateOptions Options = new();

    private static readonly SentinelSettings Settings = SettingsReader.Read([new("response/mode", "observe"), new("detect/sensitive-resources", Table)], SentinelSettings.Default).Settings;

    [Fact]
    public async Task It_counts_what_a_replay_of_the_same_events_counts()
    {
        using var clients = dynalite.Clients();
        var table = new StateTable(clients.DynamoDb, await dynalite.NewTableAsync(clients.DynamoDb), new Evening());
        var records = IncidentFixture.Read() is var stream ? stream.Events.Concat(stream.Sensors).ToList() : [];
        var replay = new Pipeline(new Sentinel.Core.PipelineOptions { Settings = Settings });
        foreach (var record in records) replay.Accept(record.Span, out _);
        replay.Complete();
        // Two take turns: each knows the half at first hand.
        var detectors = new[] { Detector(table), Detector(table) };
        foreach (var (at, batch) in records.Chunk(BatchSize).Index()) await detectors[at % 2].TakeAsync(batch, default);
        var incident = Assert.Single(replay.Incidents, i => i.Targets.Any(t => t.Function == Function));

        var report = await new DeployedReports(table, countries: null).OfAsync(incident, [], Settings, default);

        var touched = Assert.Single(replay.TablesTouched(incident));
        Assert.Equal((Table, 847, 8_000), (touched.Table, touched.Reads, touched.DeletedItems));
        Assert.Equal(new TableUse(Table, touched.Reads, touched.DeletedItems, touched.First, touched.FirstDelete), Assert.Single(report.Data.Tables, t => t.Use is not null).Use);
        var invoked = replay.InvocationsOf(Function)!.Value;
        Assert.True(invoked.Ran > 800);
        Assert.Equal(new InvocationCount(invoked.Ran, invoked.Prevented), report.Functions.Single(f => f.IsTarget).Invocations);
    }

    private static BatchDetector Detector(StateTable table) => new(new BatchDetectorOptions
    {
        Settings = _ => ValueTask.FromResult(Settings),
        Facts = new DynamoFactStore(table, Options),
        Records = new DynamoRecordStore(table, Options),
        Signals = new DynamoSignalStore(table, Options),
        Calls = new DynamoCallStore(table, Options),
        Ask = (_, _) => ValueTask.CompletedTask,
    });

    /// <summary>Half an hour after the incident.</summary>
    private sealed class Evening : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => new(2024, 3, 14, 19, 0, 0, TimeSpan.Zero);
    }
}
