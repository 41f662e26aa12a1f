using System.Text;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Settings;

public class SettingsReaderTests
{
    private static readonly SentinelSettings Last = SentinelSettings.Default with { EstablishDays = 14, ScoreAlert = 50, ScoreContain = 90 };

    [Fact]
    public void An_absent_name_has_its_default_and_a_refused_one_its_last_value()
    {
        var reading = Read(("detect/establish-days", "91"));

        Assert.Equal(14, reading.Settings.EstablishDays);
        Assert.Equal(40, reading.Settings.ScoreAlert);
        Assert.Equal(new Refusal("detect/establish-days", "91", "whole number, 1 to 90"), Assert.Single(reading.Refusals));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-3")]
    [InlineData("+7")]
    [InlineData("7.0")]
    [InlineData("٧")]
    [InlineData("99999999999999999999")]
    [InlineData("")]
    public void A_number_is_digits_in_its_range(string text) => Assert.Equal(14, Read(("detect/establish-days", text)).Settings.EstablishDays);

    [Theory]
    [InlineData("60", "60")]
    [InlineData("90", "40")]
    public void An_alert_score_at_or_above_contain_is_refused_together(string alert, string contain)
    {
        var reading = Read(("score/alert", alert), ("score/contain", contain));

        Assert.Equal((50, 90), (reading.Settings.ScoreAlert, reading.Settings.ScoreContain));
        Assert.Equal("score/alert score/contain", string.Join(' ', reading.Refusals.Select(r => r.Name)));
    }

    [Fact]
    public void A_score_is_compared_with_the_default_of_the_other()
    {
        var reading = Read(("score/alert", "80"));

        Assert.Equal("score/alert (80) must be less than score/contain (80)", Assert.Single(reading.Refusals).Allowed);
    }

    [Theory]
    [InlineData("score/alrt", "did you mean score/alert")]
    [InlineData("/sentinel/score/alert", "did you mean score/alert")]
    [InlineData("response/protected-function", "did you mean response/protected-functions")]
    [InlineData("response/mode/12", "did you mean response/mode")]
    [InlineData("score/alert/2", "did you mean score/alert")]
    [InlineData("", "sentinel catalogue lists them")]
    public void An_unknown_name_is_refused_with_the_nearest_one(string name, string hint)
    {
        var refusal = Assert.Single(Read((name, "5")).Refusals);

        Assert.Contains("no such parameter", refusal.Allowed, StringComparison.Ordinal);
        Assert.Contains(hint, refusal.Allowed, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_goes_on_in_numbered_parts_whatever_their_order()
    {
        var reading = Read(("detect/deployers/3", "arn:c"), ("detect/deployers", "arn:a"), ("detect/deployers/2", "arn:b"));

        Assert.Equal("arn:a arn:b arn:c", string.Join(' ', reading.Settings.Deployers.Select(d => d.Arn.Pattern)));
        Assert.Empty(reading.Refusals);
    }

    [Theory]
    [InlineData("response/protected-functions/2", "response/protected-functions itself is missing")]
    [InlineData("response/protected-functions/3", "response/protected-functions itself is missing")]
    public void A_list_with_a_part_missing_keeps_its_last_value(string name, string why)
    {
        var last = Last with { ProtectedFunctions = new([new Glob("arn:old")]) };

        var reading = SettingsReader.Read([new(name, "arn:new")], last);

        Assert.Equal("arn:old", Assert.Single(reading.Settings.ProtectedFunctions.Globs).Pattern);
        Assert.Equal(why, Assert.Single(reading.Refusals).Allowed);
    }

    [Theory]
    [InlineData("none", 0)]
    [InlineData(" none \n", 0)]
    [InlineData("arn:a\r\n\n  *:function:b  \n", 2)]
    public void A_list_is_one_entry_a_line_and_none_when_empty(string text, int entries)
    {
        var reading = Read(("detect/sensitive-resources", text));

        Assert.Equal(entries, reading.Settings.SensitiveResources.Globs.Count);
        Assert.Empty(reading.Refusals);
    }

    [Theory]
    [InlineData("detect/sensitive-resources", "")]
    [InlineData("detect/sensitive-resources", "customer-data")]
    [InlineData("detect/sensitive-resources", "none\narn:a")]
    [InlineData("detect/trusted-networks", "10.0.0.1/8")]
    [InlineData("detect/trusted-networks", "10/8")]
    [InlineData("detect/trusted-networks", "192.0.2.1")]
    [InlineData("response/steps", "quarantine")]
    [InlineData("response/mode", "Enforce")]
    [InlineData("response/mode/111122223333", "off")]
    [InlineData("detect/deployers", "arn:a | why | 2025-01-01")]
    [InlineData("detect/deployers", "arn:a | until tomorrow")]
    [InlineData("detect/deployers", "arn:a | why | until 2025-02-30")]
    [InlineData("detect/deployers", "arn:a | b | c | d")]
    public void What_does_not_parse_is_refused(string name, string text) => Assert.Equal(name, Assert.Single(Read((name, text)).Refusals).Name);

    [Fact]
    public void A_deployer_may_have_a_reason_and_a_last_day()
    {
        var reading = Read(("detect/deployers", "arn:a\narn:b | the release train\narn:c | until 2024-06-30\narn:d | trial | until 2024-06-30\narn:e | | until 2024-06-30"));

        var end = new DateOnly(2024, 6, 30);
        Assert.Equal(
            [new(new("arn:a"), null, null), new(new("arn:b"), "the release train", null), new(new("arn:c"), null, end), new(new("arn:d"), "trial", end), new(new("arn:e"), null, end)],
            reading.Settings.Deployers);
    }

    [Fact]
    public void One_account_may_have_a_mode_of_its_own()
    {
        var settings = Read(("response/mode", "approve"), ("response/mode/111122223333", "observe")).Settings;

        Assert.Equal((ResponseMode.Observe, ResponseMode.Approve), (settings.ModeOf("111122223333"), settings.ModeOf("444455556666")));
    }

    [Fact]
    public void A_refusal_shows_a_hostile_value_harmless_and_short()
    {
        var refusal = Assert.Single(Read(("response/mode", "\u001b]0;owned\u0007" + new string('x', 500))).Refusals);

        Assert.StartsWith("\\u001B]0;owned\\u0007xxx", refusal.Value, StringComparison.Ordinal);
        Assert.Equal(80, refusal.Value.Length);
    }

    [Fact]
    public void The_json_form_takes_texts_numbers_and_arrays()
    {
        var reading = Json("""{"score/alert": 45, "score/contain": "95", "detect/trusted-networks": ["192.0.2.0/24", "2001:db8::/32"], "detect/deployers": [], "response/protected-functions": "arn:a\narn:b"}""");

        Assert.Empty(reading.Refusals);
        Assert.Equal((45, 95, 2, 0, 2), (reading.Settings.ScoreAlert, reading.Settings.ScoreContain, reading.Settings.TrustedNetworks.Count, reading.Settings.Deployers.Count, reading.Settings.ProtectedFunctions.Globs.Count));
    }

    [Theory]
    [InlineData("""{"detect/establish-days": null}""")]
    [InlineData("""{"detect/establish-days": true}""")]
    [InlineData("""{"detect/establish-days": [7]}""")]
    [InlineData("""{"detect/establish-days": {"days": 7}}""")]
    [InlineData("""{"detect/establish-days": 7.5}""")]
    public void A_wrong_json_type_keeps_the_last_value(string json)
    {
        var reading = Json(json);

        Assert.Equal(14, reading.Settings.EstablishDays);
        Assert.Equal("detect/establish-days", Assert.Single(reading.Refusals).Name);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"score/alert\":")]
    [InlineData("{\"\\ud800\": 1}")]
    public void What_is_no_json_object_is_refused_as_a_whole(string json) => Assert.Equal("(settings)", Assert.Single(Json(json).Refusals).Name);

    [Fact]
    public void An_entry_of_an_array_is_one_line()
    {
        var reading = Json("""{"response/protected-functions": ["arn:a\narn:b"]}""");

        Assert.Equal("response/protected-functions", Assert.Single(reading.Refusals).Name);
    }

    [Fact]
    public void The_documented_default_is_the_one_in_the_code()
    {
        Assert.All(Parameters.All, p => Assert.Equal(p.Text(SentinelSettings.Default) ?? p.Default, p.Name is "response/mode" ? "enforce" : p.Default));
        Assert.All(Parameters.All, p => Assert.True(p.Doc.EndsWith('.') && p.Allowed.Length > 0, p.Name));
        Assert.Equal(16, Parameters.All.Select(p => p.Name).Distinct(StringComparer.Ordinal).Count());
    }

    private static SettingsReading Read(params (string Name, string Text)[] values) =>
        SettingsReader.Read(values.Select(v => KeyValuePair.Create(v.Name, v.Text)), Last);

    private static SettingsReading Json(string json) => SettingsReader.ReadJson(Encoding.UTF8.GetBytes(json), Last);
}
