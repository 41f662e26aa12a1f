using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Settings;

public class PauseTests
{
    private static readonly DateTimeOffset Eight = new(2024, 3, 14, 20, 0, 0, TimeSpan.Zero);

    private static readonly SentinelSettings Enforcing = SentinelSettings.Default with
    {
        ModeByAccount = new Dictionary<string, ResponseMode>(StringComparer.Ordinal) { ["111122223333"] = ResponseMode.Enforce, ["444455556666"] = ResponseMode.Approve },
    };

    [Theory]
    [InlineData("until 2024-03-14T20:00:00Z | maintenance", "maintenance")]
    [InlineData("until 2024-03-14T20:00Z|maintenance", "maintenance")]
    [InlineData("until 2024-03-14T22:00:00+02:00 | a | b", "a | b")]
    public void It_is_a_time_with_a_zone_and_a_reason(string text, string reason) => Assert.Equal(new Pause(Eight, reason), Pause.Parse(text));

    [Theory]
    [InlineData("")]
    [InlineData("until 2024-03-14T20:00:00Z")]
    [InlineData("until 2024-03-14T20:00:00Z |")]
    [InlineData("until 2024-03-14T20:00:00 | no zone")]
    [InlineData("until 2024-03-14 | no time")]
    [InlineData("until tomorrow | why")]
    [InlineData("2024-03-14T20:00:00Z | why")]
    [InlineData("until 2024-03-14T20:00:00Z | two\nlines")]
    public void Anything_else_is_refused_and_pauses(string text)
    {
        var reading = SettingsReader.Read([new("response/pause", text)], Enforcing, Enforcing);

        Assert.Equal("response/pause", Assert.Single(reading.Refusals).Name);
        Assert.Equal(ResponseMode.Observe, reading.Settings.At(Eight).ModeOf("111122223333"));
    }

    [Fact]
    public void In_json_a_wrong_type_pauses_too()
    {
        var reading = SettingsReader.ReadJson("""{"response/pause": true}"""u8.ToArray(), Enforcing, Enforcing);

        Assert.Equal(ResponseMode.Observe, reading.Settings.At(Eight).Mode);
    }

    [Fact]
    public void While_in_force_every_account_observes_and_afterwards_has_its_mode_again()
    {
        var settings = Enforcing with { Pause = new Pause(Eight, "maintenance") };

        var (during, after) = (settings.At(Eight.AddTicks(-1)), settings.At(Eight));

        Assert.All(["111122223333", "444455556666", "777788889999"], a => Assert.Equal(ResponseMode.Observe, during.ModeOf(a)));
        Assert.Equal((ResponseMode.Enforce, ResponseMode.Approve, ResponseMode.Enforce), (after.ModeOf("111122223333"), after.ModeOf("444455556666"), after.ModeOf("777788889999")));
        Assert.Null(after.Pause);
    }

    [Fact]
    public void A_good_value_ends_what_an_unreadable_one_began()
    {
        var paused = SettingsReader.Read([new("response/pause", "soon")], Enforcing, Enforcing).Settings;

        Assert.Null(SettingsReader.Read([new("response/pause", "none")], paused, Enforcing).Settings.Pause);
        Assert.Null(SettingsReader.Read([], paused, Enforcing).Settings.Pause);
    }
}
