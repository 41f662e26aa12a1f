using System.Globalization;
using System.Text;
using Sentinel.Cli.Simulation;
using Sentinel.Core;
using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Pipeline = Sentinel.Core.Pipeline;

namespace Sentinel.EndToEnd.Tests.Seed;

[Trait("Proof", "seed-contained")]
public sealed class SeedContainedTests
{
    private const int Invocations = 848; // a test, then 847
    private const string Function = "arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor";
    private static readonly DateTimeOffset Creation = DateTimeOffset.Parse("2024-03-14T18:02:45Z", CultureInfo.InvariantCulture);
    private static readonly Lazy<SimulatedStream> Stream = new(IncidentFixture.Read);

    [Theory]
    [InlineData(true)]
    [InlineData(false)] // nothing of the promise hangs on the country database
    public void The_incident_is_contained_at_CreateFunction_before_any_invocation(bool countries)
    {
        var (pipeline, heard) = Replay(TimeSpan.Zero, countries);

        var counts = pipeline.Counts();
        Assert.Equal([Function], counts.Contained);
        Assert.Equal((0, Invocations), (counts.InvocationsBeforeContainment, counts.InvocationsPrevented));
        var incident = Assert.Single(pipeline.Incidents);
        Assert.Equal((Verdict.Contain, Creation, "arn:aws:iam::111122223333:user/dev_user"), (incident.Verdict, incident.Time, incident.Principal));
        var quarantine = Assert.Single(heard.Actions, a => a.Step == Steps.QuarantineFunction);
        Assert.Equal((ActionStatus.Done, Creation), (quarantine.Status, quarantine.Time));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(60, 0)]
    [InlineData(180, 1)]
    [InlineData(300, 168)]
    public void As_many_invocations_run_as_CloudTrail_is_late(int delay, int ran)
    {
        var (pipeline, heard) = Replay(TimeSpan.FromSeconds(delay));

        var counts = pipeline.Counts();
        Assert.Equal((ran, Invocations - ran), (counts.InvocationsBeforeContainment, counts.InvocationsPrevented));
        Assert.Equal(InvocationsUntil(Creation.AddSeconds(delay)), ran);
        Assert.Equal(Creation.AddSeconds(delay), Assert.Single(heard.Actions, a => a.Step == Steps.QuarantineFunction).Time);
    }

    [Fact]
    public void The_incident_in_the_repository_is_what_the_simulator_plays()
    {
        var kept = IncidentFixture.Read();
        var played = Simulator.SeedIncident();

        Assert.Equal(played.History.Select(Text), kept.History.Select(Text), StringComparer.Ordinal);
        Assert.Equal(played.Events.Select(Text), kept.Events.Select(Text), StringComparer.Ordinal);
        Assert.Equal(played.Sensors.Select(Text), kept.Sensors.Select(Text), StringComparer.Ordinal);
        Assert.Equal(played.Truth.ToJson(), kept.Truth.ToJson());
    }

    private static (Pipeline Pipeline, Heard Heard) Replay(TimeSpan delay, bool countries = true)
    {
        var heard = new Heard();
        var pipeline = new Pipeline(new PipelineOptions { Countries = countries ? Repository.Countries : null, DeliveryDelay = delay, Observer = heard });
        foreach (var record in Stream.Value.History) Assert.True(pipeline.Learn(record.Span, out var rejected), rejected);
        foreach (var record in Stream.Value.Events) Assert.True(pipeline.Accept(record.Span, out var rejected), rejected);
        pipeline.Complete();
        return (pipeline, heard);
    }

    // Counted from the text of the records, without the pipeline.
    private static int InvocationsUntil(DateTimeOffset time) => Stream.Value.Events.Select(Text).Count(r =>
        r.Contains("\"eventName\":\"Invoke\"", StringComparison.Ordinal) && r.Contains($"\"functionName\":\"{Function}\"", StringComparison.Ordinal)
        && string.CompareOrdinal(r.Split("\"eventTime\":\"")[1][..20], time.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture)) <= 0);

    private static string Text(ReadOnlyMemory<byte> record) => Encoding.UTF8.GetString(record.Span);

    private sealed class Heard : IPipelineObserver
    {
        public List<ContainmentAction> Actions { get; } = [];

        public void Signalled(Signal signal)
        {
        }

        public void Happened(Incident incident, IReadOnlyList<string> supersedes)
        {
        }

        public void Acted(ContainmentAction action) => Actions.Add(action);
    }
}
