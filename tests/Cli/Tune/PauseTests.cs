using Sentinel.Aws.Tests.Emulators;
using Sentinel.Cli.Tune;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Tests.Tune;

[Collection(MotoTests.Name)]
public sealed class PauseTests(MotoServer moto)
{
    [Fact]
    public async Task While_it_is_paused_every_account_observes_and_lifted_the_modes_count_again()
    {
        using var deployment = await Deployment.NewAsync(moto);
        await deployment.PutAsync("response/mode", "enforce");
        await deployment.PutAsync("response/mode/111122223333", "approve");

        var paused = deployment.Done("pause", "--reason", "migration | of the build accounts", "--until", "2h");

        var read = await deployment.ReadByFunctionAsync();
        Assert.Equal((ResponseMode.Observe, ResponseMode.Observe), (read.Mode, read.ModeOf("111122223333")));
        Assert.Equal("migration | of the build accounts", read.Pause?.Reason);
        Assert.InRange(read.Pause!.Until - TimeProvider.System.GetUtcNow(), TimeSpan.FromMinutes(119), TimeSpan.FromMinutes(120));
        Assert.StartsWith($"paused {read.Pause}\n", paused.Out, StringComparison.Ordinal);
        Assert.StartsWith($"PAUSED, nothing is contained in any account: {read.Pause}\n", deployment.Done("tune", "list").Out, StringComparison.Ordinal);
        Assert.Contains("paused, so that every mode counts as observe", deployment.Done("tune", "set", "response/mode", "enforce").Error, StringComparison.Ordinal);

        var lifted = deployment.Done("pause", "--lift");

        read = await deployment.ReadByFunctionAsync();
        Assert.Equal((ResponseMode.Enforce, ResponseMode.Approve), (read.Mode, read.ModeOf("111122223333")));
        Assert.StartsWith("not paused; it was paused until ", lifted.Out, StringComparison.Ordinal);
        Assert.Equal("none", (await deployment.StandingAsync())["response/pause"]);
        Assert.StartsWith("not paused; it was not before either\n", deployment.Done("pause", "--lift").Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_time_has_a_zone_and_a_later_pause_takes_the_place_of_the_first()
    {
        using var deployment = await Deployment.NewAsync(moto);

        deployment.Done("pause", "--reason", "first", "--until", "2999-03-14T20:00+01:00");
        var second = deployment.Done("pause", "--reason", "second", "--until", "2999-03-14T20:00:00Z");

        Assert.StartsWith("before: until 2999-03-14T19:00:00Z | first\npaused until 2999-03-14T20:00:00Z | second\n", second.Out, StringComparison.Ordinal);
        Assert.Equal("until 2999-03-14T20:00:00Z | second", (await deployment.StandingAsync())["response/pause"]);
        Assert.Equal("until 2999-03-14T20:00:00Z | second\n", deployment.Done("tune", "get", "response/pause").Out);
    }

    [Theory]
    [InlineData("2999-03-14T20:00:00", "why", "neither a time with its zone")]
    [InlineData("tomorrow", "why", "neither a time with its zone")]
    [InlineData("2h | x", "why", "neither a time with its zone")]
    [InlineData("2999-03-14T20:00:00Z | x", "why", "neither a time with its zone")]
    [InlineData("0m", "why", "neither a time with its zone")]
    [InlineData("2020-03-14T20:00:00Z", "why", "is over: it is ")]
    [InlineData("2h", " ", "--reason is a text of 1 to 200 characters")]
    [InlineData("2h", "two\nlines", "--reason is a text of 1 to 200 characters")]
    public async Task What_the_functions_would_not_take_as_a_pause_is_refused(string until, string reason, string why)
    {
        using var deployment = await Deployment.NewAsync(moto);

        var run = deployment.Run("pause", "--until", until, "--reason", reason);

        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
        Assert.Empty(await deployment.StandingAsync());
    }

    [Fact]
    public async Task A_pause_that_cannot_be_read_is_lifted_too()
    {
        using var deployment = await Deployment.NewAsync(moto);
        await deployment.PutAsync("response/mode", "enforce");
        await deployment.PutAsync("response/pause", "until Friday");
        Assert.StartsWith("PAUSED, ", deployment.Done("tune", "list").Out, StringComparison.Ordinal);

        deployment.Done("pause", "--lift");

        Assert.Equal(ResponseMode.Enforce, (await deployment.ReadByFunctionAsync()).Mode);
    }

    [Theory]
    [InlineData("30m", 30)]
    [InlineData("2h", 120)]
    [InlineData("1d12h", 2160)]
    [InlineData("1h30m60s", 91)]
    public void A_duration_has_units_from_the_longest_to_the_shortest(string text, int minutes) => Assert.Equal(TimeSpan.FromMinutes(minutes), PauseCommand.Duration(text));

    [Theory]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("h")]
    [InlineData("-2h")]
    [InlineData("30m2h")]
    [InlineData("2h2h")]
    [InlineData("1.5h")]
    [InlineData("2 h")]
    [InlineData("9999999d")]
    public void Anything_else_is_no_duration(string text) => Assert.Null(PauseCommand.Duration(text));
}
