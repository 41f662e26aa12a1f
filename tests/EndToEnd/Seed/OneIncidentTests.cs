using Sentinel.Cli.Simulation;
using Sentinel.Core;
using Sentinel.Core.Detections;
using Sentinel.Core.FlowLogs;
using Sentinel.Core.Incidents;
using Sentinel.Core.Settings;
using Pipeline = Sentinel.Core.Pipeline;

namespace Sentinel.EndToEnd.Tests.Seed;

/// <summary>All sensors on the incident, where nobody stops it.</summary>
[Trait("Proof", "one-incident")]
public sealed class OneIncidentTests
{
    private const string Function = "arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor";
    private const string Role = "arn:aws:iam::111122223333:role/lambda-exec-role";
    private const string DevUser = "arn:aws:iam::111122223333:user/dev_user";
    private const string Table = "arn:aws:dynamodb:us-east-1:111122223333:table/customer-data";

    private static readonly Lazy<SimulatedStream> Stream = new(IncidentFixture.Read);

    [Theory]
    [InlineData(false)]
    [InlineData(true)] // the sensors tell before CloudTrail does
    public void Whatever_sees_it_tells_of_one_incident(bool sensorsFirst)
    {
        var incident = Assert.Single(Replay(sensorsFirst, inVpc: true).Incidents);

        Assert.Equal((Verdict.Contain, DevUser), (incident.Verdict, incident.Principal));
        Assert.Equal([Function], incident.Targets.Select(t => t.Function));
        Assert.Equal([.. Enum.GetValues<Stage>().Except([Stage.Evasion])], incident.Signals.Select(s => s.Stage).Distinct().Order());
        var read = Assert.Single(incident.Signals, s => s.Detection == "sensitive-table-read");
        Assert.Equal((Function, Role, Table), (read.Function, read.Principal, read.Resource));
        var deleted = Assert.Single(incident.Signals, s => s.Detection == "mass-delete");
        Assert.Equal((Function, Role, Table), (deleted.Function, deleted.Principal, deleted.Resource));
        Assert.True(deleted.Count > 800, $"{deleted.Count} items in the first minute that says so");
        Assert.Equal(DevUser, Assert.Single(incident.Signals, s => s.Detection == "guardduty-finding").Principal);
        Assert.Equal(Function, Assert.Single(incident.Signals, s => s.Detection == "config-noncompliance").Function);
        var sent = Assert.Single(incident.Signals, s => s.Detection == "egress-to-caller");
        Assert.Equal((Function, DevUser, "185.143.221.89", (int?)InVpc.BytesSent), (sent.Function, sent.Principal, sent.Source, sent.Count));
        Assert.All(incident.Signals.Where(s => s.Stage == Stage.Change), made => Assert.Equal(sent.Source, made.Source)); // made from where it sends to
        Assert.DoesNotContain(incident.Signals, s => s.Detection == "stolen-function-credentials");
    }

    [Fact]
    public void Made_days_before_the_drain_it_is_the_makers_all_the_same()
    {
        // Nothing of the making is in the window any more: the function that drains stands for whoever made it.
        var pipeline = Start(("score/contain", "60"));
        foreach (var record in Stream.Value.Events.Where(IsOfMaking)) Assert.True(pipeline.Accept(TwoDaysEarlier(record).Span, out var rejected), rejected);
        foreach (var record in Stream.Value.Sensors) Assert.True(pipeline.Accept(record.Span, out var rejected), rejected);
        pipeline.Complete();

        var drain = Assert.Single(pipeline.Incidents, i => i.Signals.Any(s => s.Detection == "mass-delete"));

        Assert.Equal(Verdict.Contain, drain.Verdict);
        Assert.Equal([Function], drain.Targets.Select(t => t.Function));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void What_it_took_is_counted_once_whatever_comes_twice(bool sensorsFirst)
    {
        var pipeline = Replay(sensorsFirst);
        foreach (var record in Stream.Value.Sensors) pipeline.Accept(record.Span, out _);

        var touch = Assert.Single(pipeline.TablesTouched(Assert.Single(pipeline.Incidents)));

        Assert.Equal((Table, 847, 8_000), (touch.Table, touch.Reads, touch.DeletedItems));
        Assert.Equal(("18:06:00", "18:06:00"), ($"{touch.First:HH:mm:ss}", $"{touch.FirstDelete:HH:mm:ss}"));
    }

    private static Pipeline Replay(bool sensorsFirst, bool inVpc = false)
    {
        var pipeline = Start();
        if (!sensorsFirst) TakeEvents();
        foreach (var record in Stream.Value.Sensors) Assert.True(pipeline.Accept(record.Span, out var rejected), rejected);
        foreach (var flow in inVpc ? InVpc.Flows() : []) Assert.True(pipeline.AcceptFlow(flow.Span, FlowLogFormat.Default, described: null, out var rejected), rejected);
        if (sensorsFirst) TakeEvents();
        pipeline.Complete();
        return pipeline;

        void TakeEvents()
        {
            foreach (var record in Stream.Value.Events.Select(e => inVpc ? InVpc.Of(e) : e)) Assert.True(pipeline.Accept(record.Span, out var rejected), rejected);
        }
    }

    private static Pipeline Start(params (string Name, string Value)[] more)
    {
        KeyValuePair<string, string>[] values = [new("response/mode", "observe"), new("detect/sensitive-resources", Table), .. more.Select(m => new KeyValuePair<string, string>(m.Name, m.Value))];
        var settings = SettingsReader.Read(values, SentinelSettings.Default).Settings;
        var pipeline = new Pipeline(new PipelineOptions { Countries = Repository.Countries, Settings = settings });
        foreach (var record in Stream.Value.History) Assert.True(pipeline.Learn(record.Span, out var rejected), rejected);
        return pipeline;
    }

    private static bool IsOfMaking(ReadOnlyMemory<byte> record) => Text(record) is var text && text.Contains("185.143.221.89", StringComparison.Ordinal) && !text.Contains("\"Invoke\"", StringComparison.Ordinal);

    private static ReadOnlyMemory<byte> TwoDaysEarlier(ReadOnlyMemory<byte> record) => System.Text.Encoding.UTF8.GetBytes(Text(record).Replace("2024-03-14T", "2024-03-12T", StringComparison.Ordinal));

    private static string Text(ReadOnlyMemory<byte> record) => System.Text.Encoding.UTF8.GetString(record.Span);
}
