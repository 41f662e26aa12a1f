using System.Net;
using Microsoft.Extensions.Time.Testing;
using Sentinel.Aws.Settings;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Tests.Settings;

public sealed class SsmSettingsTests : IDisposable
{
    private readonly FakeSsm _ssm = new() { Values = { ["response/mode"] = "enforce" } };
    private readonly FakeTimeProvider _clock = new(new DateTimeOffset(2024, 3, 14, 18, 1, 0, TimeSpan.Zero));
    private readonly Heard _heard = new();
    private readonly SsmSettings _settings;

    public SsmSettingsTests() => _settings = new SsmSettings(_ssm.Client, _clock, _heard);

    [Fact]
    public async Task They_are_read_once_in_a_lifetime()
    {
        await ReadAsync();
        _ssm.Values["score/alert"] = "50";

        _clock.Advance(_settings.Lifetime - TimeSpan.FromSeconds(1));
        Assert.Equal((40, 1), ((await _settings.CurrentAsync()).ScoreAlert, _ssm.Requests));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal((50, 2), ((await _settings.CurrentAsync()).ScoreAlert, _ssm.Requests));
    }

    [Fact]
    public async Task Many_at_once_read_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await _settings.CurrentAsync())));

        Assert.Equal(1, _ssm.Requests);
    }

    [Fact]
    public async Task Before_anything_was_read_nothing_is_contained()
    {
        _ssm.Fails = _ => FakeSsm.Denied();

        var settings = await ReadAsync();

        Assert.Equal((ResponseMode.Observe, SentinelSettings.Default.ScoreContain), (settings.ModeOf("111122223333"), settings.ScoreContain));
        Assert.Single(_heard.Failures);
    }

    [Fact]
    public async Task Whoever_acts_asks_until_they_were_read_once_and_then_goes_by_the_last_good_ones()
    {
        _ssm.Fails = _ => FakeSsm.Denied();
        await Assert.ThrowsAsync<ConfigurationException>(async () => await _settings.ToActUponAsync());
        Assert.Equal(ResponseMode.Observe, (await _settings.CurrentAsync()).Mode); // whoever only looks is not kept waiting, and asks no more often

        await Assert.ThrowsAsync<ConfigurationException>(async () => await _settings.ToActUponAsync());
        Assert.Equal(2, _ssm.Requests);
        _ssm.Fails = null;
        Assert.Equal(ResponseMode.Enforce, (await _settings.ToActUponAsync()).Mode);

        _ssm.Fails = _ => FakeSsm.Denied();
        _clock.Advance(_settings.Lifetime);
        Assert.Equal(ResponseMode.Enforce, (await _settings.ToActUponAsync()).Mode);
    }

    [Fact]
    public async Task More_than_2000_parameters_are_not_taken_for_all_of_them()
    {
        foreach (var number in Enumerable.Range(0, 2_000 - _ssm.Values.Count)) _ssm.Values[$"x/{number}"] = "1";
        Assert.Equal(2_000, (await new SsmParameters(_ssm.Client).ReadAsync(default)).Values.Count);
        _ssm.Values["x/more"] = "1";

        var e = await Assert.ThrowsAsync<ConfigurationException>(async () => await new SsmParameters(_ssm.Client).ReadAsync(default));
        Assert.StartsWith("there are more than 2000 parameters under /sentinel/", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_read_before_stays_when_ssm_fails_and_it_is_said_once()
    {
        _ssm.Values["score/alert"] = "50";
        await ReadAsync();

        _ssm.Fails = _ => FakeSsm.Denied();
        await ReadAsync();
        var settings = await ReadAsync();

        Assert.Equal((50, ResponseMode.Enforce), (settings.ScoreAlert, settings.Mode));
        Assert.Single(_heard.Failures);
    }

    [Fact]
    public async Task After_a_failure_ssm_is_asked_again_soon_but_not_at_once()
    {
        _ssm.Fails = _ => FakeSsm.Denied();
        await _settings.CurrentAsync();
        _ssm.Fails = null;

        Assert.Equal(ResponseMode.Observe, (await _settings.CurrentAsync()).Mode);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(ResponseMode.Enforce, (await _settings.CurrentAsync()).Mode);
    }

    [Fact]
    public async Task Half_of_the_pages_is_nothing()
    {
        for (var i = 0; i < 12; i++) _ssm.Values[$"response/mode/{100000000000 + i}"] = "approve";
        _ssm.Fails = page => page == 1 ? FakeSsm.Answer(HttpStatusCode.OK, "<html>") : null;

        var settings = await ReadAsync();

        Assert.Equal((ResponseMode.Observe, ResponseMode.Observe), (settings.Mode, settings.ModeOf("100000000000")));
        Assert.Single(_heard.Failures);
    }

    [Fact]
    public async Task A_deployment_must_choose_a_mode()
    {
        _ssm.Values.Remove("response/mode");

        Assert.Equal(ResponseMode.Observe, (await ReadAsync()).Mode);
        await ReadAsync();

        Assert.Equal("response/mode", Assert.Single(_heard.Refusals).Name);
        Assert.Contains("observe, approve or enforce", _heard.Refusals[0].Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_stack_publishes_is_no_tuning()
    {
        _ssm.Values["defaults"] = """{"score/alert": 1}""";

        Assert.Equal(40, (await ReadAsync()).ScoreAlert);
        Assert.Empty(_heard.Refusals);
    }

    [Theory]
    [InlineData("observe", ResponseMode.Observe)]
    [InlineData("approve", ResponseMode.Approve)]
    [InlineData("enforce", ResponseMode.Enforce)]
    public async Task The_mode_that_was_chosen_at_deployment_holds_until_one_is_set(string deployed, ResponseMode mode)
    {
        _ssm.Values.Remove("response/mode");
        _ssm.Values["defaults"] = $$"""{"mode":"{{deployed}}","parameters":[{"name":"score/alert","default":"40"}]}""";
        Assert.Equal(mode, (await ReadAsync()).ModeOf("111122223333"));

        _ssm.Values["response/mode"] = "approve";
        Assert.Equal(ResponseMode.Approve, (await ReadAsync()).Mode);
        _ssm.Values["defaults"] = """{"mode":"enforce"}"""; // a later deployment
        Assert.Equal(ResponseMode.Approve, (await ReadAsync()).Mode);
        _ssm.Values.Remove("response/mode");
        Assert.Equal(ResponseMode.Enforce, (await ReadAsync()).Mode);
        Assert.Empty(_heard.Refusals);
    }

    [Theory]
    [InlineData("")]
    [InlineData("enforce")]
    [InlineData("[\"enforce\"]")]
    [InlineData("""{"mode":3}""")]
    [InlineData("""{"mode":"Enforce"}""")]
    [InlineData("""{"mode":"\ud800"}""")]
    [InlineData("""{"mode":"enforce" """)]
    public async Task What_the_stack_publishes_and_nobody_understands_is_no_choice(string published)
    {
        _ssm.Values.Remove("response/mode");
        _ssm.Values["defaults"] = published;

        Assert.Equal(ResponseMode.Observe, (await ReadAsync()).Mode);

        Assert.Equal("response/mode", Assert.Single(_heard.Refusals).Name);
    }

    [Fact]
    public async Task A_mode_that_is_refused_is_not_replaced_by_the_one_that_was_chosen_at_deployment()
    {
        _ssm.Values["defaults"] = """{"mode":"enforce"}""";
        _ssm.Values["response/mode"] = "obsreve";

        Assert.Equal(ResponseMode.Observe, (await ReadAsync()).ModeOf("111122223333"));
    }

    [Fact]
    public async Task Each_refusal_is_told_once_until_the_value_changes()
    {
        foreach (var text in (string[])["5000", "5000", "5001", "60", "5001"])
        {
            _ssm.Values["score/alert"] = text;
            await ReadAsync();
        }

        Assert.Equal(["5000", "5001", "5001"], _heard.Refusals.Select(r => r.Value));
        Assert.All(_heard.Refusals, r => Assert.Equal(("score/alert", "whole number, 1 to 1000"), (r.Name, r.Allowed)));
    }

    [Fact]
    public async Task A_change_that_a_refusal_does_not_show_is_told_too()
    {
        foreach (var end in (string[])["a", "b"])
        {
            _ssm.Values["detect/sensitive-resources"] = "arn:good-" + end;
            _ssm.Values["detect/sensitive-resources/2"] = "no arn";
            await ReadAsync();
        }

        Assert.Equal(["no arn", "no arn"], _heard.Refusals.Select(r => r.Value));
    }

    [Fact]
    public async Task A_hostile_value_is_told_harmless()
    {
        _ssm.Values["score/alert"] = "\u001b[2J\n" + new string('x', 4000);

        await ReadAsync();

        Assert.StartsWith("\\u001B[2J\\u000Axxx", Assert.Single(_heard.Refusals).Value, StringComparison.Ordinal);
        Assert.Equal(80, _heard.Refusals[0].Value.Length);
    }

    [Theory]
    [InlineData("response/protected-functions", "payments")]
    [InlineData("response/mode/111122223333", "obsreve")]
    [InlineData("response/max-containments-per-hour", "many")]
    public async Task A_guard_rail_that_was_never_good_keeps_us_from_acting(string name, string text)
    {
        _ssm.Values[name] = text;
        Assert.Equal(ResponseMode.Observe, (await ReadAsync()).ModeOf("111122223333"));
        Assert.Equal(ResponseMode.Observe, (await ReadAsync()).ModeOf("111122223333"));

        _ssm.Values.Remove(name);
        Assert.Equal(ResponseMode.Enforce, (await ReadAsync()).ModeOf("111122223333"));

        _ssm.Values[name] = text; // by now it is known what holds without it
        Assert.Equal(ResponseMode.Enforce, (await ReadAsync()).ModeOf("111122223333"));
    }

    [Fact]
    public async Task A_pause_is_in_force_until_its_end_and_told_once()
    {
        _ssm.Values["response/pause"] = "until 2024-03-14T18:10:00Z | maintenance";
        _ssm.Values["response/mode/111122223333"] = "enforce";

        Assert.Equal(ResponseMode.Observe, (await _settings.CurrentAsync()).ModeOf("111122223333"));
        Assert.Equal(ResponseMode.Observe, (await ReadAsync()).ModeOf("111122223333"));
        _clock.Advance(TimeSpan.FromMinutes(4)); // within the lifetime: the end needs no reading
        Assert.Equal(ResponseMode.Enforce, (await _settings.CurrentAsync()).ModeOf("111122223333"));
        Assert.Equal("maintenance", Assert.Single(_heard.Pauses).Reason);
    }

    [Fact]
    public async Task A_pause_that_cannot_be_read_pauses()
    {
        await ReadAsync();
        _ssm.Values["response/pause"] = "until tomorrow";

        Assert.Equal(ResponseMode.Observe, (await ReadAsync()).Mode);
        Assert.Equal(Pause.Unreadable, Assert.Single(_heard.Pauses));
        Assert.Equal("response/pause", Assert.Single(_heard.Refusals).Name);
    }

    [Fact]
    public async Task Being_cancelled_is_no_failure_of_ssm()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await _settings.CurrentAsync(cancelled.Token));
        Assert.Empty(_heard.Failures);
    }

    public void Dispose()
    {
        _settings.Dispose();
        _ssm.Dispose();
    }

    private async Task<SentinelSettings> ReadAsync()
    {
        _clock.Advance(_settings.Lifetime);
        return await _settings.CurrentAsync();
    }
}
