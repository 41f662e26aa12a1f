using System.Globalization;
using Sentinel.Cli.Simulation;

namespace Sentinel.Cli.Tests.Simulation;

public sealed class SeedIncidentTests
{
    private const string Function = "arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor";
    private static readonly SimulatedStream Incident = Simulator.SeedIncident();

    [Theory]
    [InlineData("CreateRole", "2024-03-14T18:00:15Z")]
    [InlineData("AttachRolePolicy", "2024-03-14T18:01:22Z")]
    [InlineData("CreateFunction20150331", "2024-03-14T18:02:45Z")]
    [InlineData("UpdateFunctionCode20150331v2", "2024-03-14T18:03:30Z")]
    [InlineData("CreateEventSourceMapping20150331", "2024-03-14T18:04:15Z")]
    public void Every_step_happens_to_the_second(string name, string time)
    {
        var step = Assert.Single(Sample.Records(Incident.Events), r => r.Text("sourceIPAddress") is "185.143.221.89" && string.Equals(r.Name(), name, StringComparison.Ordinal));

        Assert.Equal(time, step.Text("eventTime"));
        Assert.Equal("arn:aws:iam::111122223333:user/dev_user", step.Text("userIdentity", "arn"));
        Assert.False(step.GetProperty("userIdentity").TryGetProperty("sessionContext", out _));
    }

    [Fact]
    public void One_test_is_followed_by_847_invocations_in_nine_minutes()
    {
        var times = Sample.Records(Incident.Events).Where(r => r.Name() is "Invoke" && r.Text("requestParameters", "functionName") is Function).Select(r => r.Time()).ToList();

        Assert.Equal(848, times.Count);
        Assert.Equal(At("18:05:22"), times[0]);
        Assert.Equal(At("18:06:00"), times[1]);
        Assert.InRange(times[^1], At("18:14:50"), At("18:14:59"));
    }

    [Fact]
    public void The_victim_only_ever_signed_in_and_read_from_home()
    {
        var past = Sample.Records(Incident.History).Where(r => r.Text("userIdentity", "userName") is "dev_user").ToList();

        Assert.NotEmpty(past);
        Assert.All(past, r => Assert.Equal("73.162", r.Network()));
        Assert.All(past, r => Assert.True(r.GetProperty("readOnly").GetBoolean() || r.Name() is "ConsoleLogin"));
    }

    [Fact]
    public void The_stream_is_small_enough_to_be_kept_as_a_fixture()
    {
        Assert.InRange(Incident.History.Count + Incident.Events.Count, 5_000, 12_000);
        Assert.True(Sample.Record(Incident.History[0]).Time() >= new DateTimeOffset(2024, 2, 13, 0, 0, 0, TimeSpan.Zero));
        Assert.All(Sample.Records(Incident.Events), r => Assert.InRange(r.Time(), At("12:00:00"), At("18:30:00")));
    }

    [Fact]
    public void The_truth_names_the_function_and_the_user()
    {
        Assert.Equal([Function], Incident.Truth.MustContain);
        Assert.Equal(["arn:aws:iam::111122223333:user/dev_user"], Incident.Truth.MustAlert);
        Assert.Null(Incident.Settings);
    }

    private static DateTimeOffset At(string time) => new DateTimeOffset(2024, 3, 14, 0, 0, 0, TimeSpan.Zero) + TimeSpan.Parse(time, CultureInfo.InvariantCulture);
}
