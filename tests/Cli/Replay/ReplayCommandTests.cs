using System.Text.Json;
using Sentinel.Core.Detections;

namespace Sentinel.Cli.Tests.Replay;

public sealed class ReplayCommandTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Records_from_standard_input_become_lines_that_end_in_a_summary()
    {
        var run = Replay(Sample.CreateFunction, Sample.Detections, "-", "--format", "jsonl");

        Assert.Equal(0, run.Code);
        Assert.Equal("", run.Error);
        Assert.Equal("signal signal incident action action summary", string.Join(' ', run.Lines.Select(TypeOf)));
        Assert.Contains($"\"contained\":[\"{Sample.Function}\"]", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void What_cannot_be_understood_is_named_and_stops_nothing()
    {
        var path = _folder.File("events.jsonl", "{\"broken\n" + Sample.CreateFunction + "\n");

        var run = Replay("", [], path, "--format", "jsonl");

        Assert.Equal(0, run.Code);
        Assert.Equal("rejected summary", string.Join(' ', run.Lines.Select(TypeOf)));
        Assert.Contains("events.jsonl:1\"", run.Lines[0], StringComparison.Ordinal);
        Assert.Contains("\"events\":1,\"rejected\":1", run.Lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void History_teaches_and_is_not_counted()
    {
        var history = _folder.File("history.jsonl", Sample.CreateFunction);

        var run = Replay("", Sample.Detections, _folder.File("events.jsonl", ""), "--history", history, "--format", "jsonl");

        Assert.Contains("\"events\":0", Assert.Single(run.Lines), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alert", 10)]
    [InlineData("contain", 0)]
    public void Fail_on_compares_with_the_verdict(string verdict, int code) =>
        Assert.Equal(code, Replay(Sample.CreateFunction, Sample.Alerting, "-", "--fail-on", verdict).Code);

    [Fact]
    public void An_input_that_cannot_be_opened_gives_3_and_the_others_are_read()
    {
        var run = Replay(Sample.CreateFunction, Sample.Detections, "-", _folder.In("missing.jsonl"), "--format", "jsonl", "--fail-on", "contain");

        Assert.Equal(3, run.Code);
        Assert.Contains("missing.jsonl", run.Error, StringComparison.Ordinal);
        Assert.Contains("\"events\":1", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_to_the_truth_gives_4_unless_an_input_is_missing()
    {
        var truth = _folder.File("truth.json", $$"""{"must_contain":["arn:other"],"must_alert":["arn:nobody"],"must_not_contain":["*:function:internal-*"],"must_not_alert":["arn:aws:iam::*"]}""");

        var run = Replay(Sample.CreateFunction, Sample.Detections, "-", "--expect", truth, "--fail-on", "alert");

        Assert.Equal(4, run.Code);
        Assert.Equal(
            ["not contained, but must be: arn:other", "no alert, but must be one: arn:nobody", $"contained, but must not be: {Sample.Function} (matches *:function:internal-*)", $"alerted, but must not be: {Sample.User} (matches arn:aws:iam::*)"],
            run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l["sentinel: ".Length..]).ToArray());
        Assert.Equal(3, Replay("", [], _folder.In("missing"), "--expect", truth).Code);
    }

    [Fact]
    public void The_expected_outcome_gives_0()
    {
        var truth = _folder.File("truth.json", $$"""{"must_contain":["{{Sample.Function}}"],"must_alert":["{{Sample.User}}"],"must_not_contain":[],"must_not_alert":["*:role/*"]}""");

        Assert.Equal(0, Replay(Sample.CreateFunction, Sample.Detections, "-", "--expect", truth).Code);
    }

    [Fact]
    public void A_refused_setting_is_told_and_the_default_holds()
    {
        var settings = _folder.File("settings.json", """{"score/contain": 5000, "score/alrt": 3}""");

        var run = Replay(Sample.CreateFunction, Sample.Detections, "-", "--settings", settings, "--format", "jsonl");

        Assert.Equal(0, run.Code);
        Assert.Contains("score/contain = \"5000\" is refused: whole number, 1 to 1000", run.Error, StringComparison.Ordinal);
        Assert.Contains("did you mean score/alert", run.Error, StringComparison.Ordinal);
        Assert.Contains("setting refused: score/contain", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_are_in_force()
    {
        var settings = _folder.File("settings.json", """{"response/mode": "observe"}""");

        var run = Replay(Sample.CreateFunction, Sample.Detections, "-", "--settings", settings, "--format", "jsonl");

        Assert.Contains("\"contained\":[]", run.Lines[^1], StringComparison.Ordinal);
        Assert.Contains(run.Lines, l => l.Contains("\"status\":\"skipped\",\"reason\":\"mode=observe", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("until 2024-03-14T20:00:00Z | maintenance", 0)]
    [InlineData("until 2024-03-14T18:00:00Z | maintenance", 1)]
    public void A_pause_counts_by_the_time_of_the_events(string pause, int contained)
    {
        var settings = _folder.File("settings.json", $$"""{"response/pause": "{{pause}}"}""");

        var run = Replay(Sample.CreateFunction, Sample.Detections, "-", "--settings", settings, "--format", "jsonl");

        using var summary = System.Text.Json.JsonDocument.Parse(run.Lines[^1]);
        Assert.Equal(contained, summary.RootElement.GetProperty("contained").GetArrayLength());
        Assert.Equal(contained == 0, run.Lines.Any(l => l.Contains("mode=observe, paused until 2024-03-14T20:00:00Z | maintenance", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("--settings")]
    [InlineData("--expect")]
    public void A_file_of_an_option_that_is_not_there_gives_3_before_anything_is_read(string option)
    {
        var run = Replay(Sample.CreateFunction, Sample.Detections, "-", option, _folder.In("missing.json"));

        Assert.Equal(3, run.Code);
        Assert.Equal("", run.Out);
    }

    [Fact]
    public void An_interruption_gives_130_and_the_summary_so_far()
    {
        var run = CliRun.Of(["replay", "-", "--format", "jsonl"], Sample.CreateFunction, Sample.Detections, interrupted: new CancellationToken(canceled: true));

        Assert.Equal(130, run.Code);
        Assert.Equal("summary", TypeOf(run.Lines[^1]));
    }

    [Fact]
    public void The_report_holds_the_data_of_the_story()
    {
        var run = Replay(Sample.CreateFunction, Sample.Detections, "-", "--report", _folder.In("reports"));

        Assert.Equal(0, run.Code);
        using var incident = JsonDocument.Parse(File.ReadAllText(Assert.Single(Directory.GetFiles(_folder.In("reports"), "incident-*.json"), f => f.Count(c => c == '.') == 1)));
        Assert.Equal("contain", incident.RootElement.GetProperty("verdict").GetString());
        Assert.Equal(105, incident.RootElement.GetProperty("score").GetProperty("total").GetInt32());
        Assert.Equal($"sentinel release {Sample.Function}", incident.RootElement.GetProperty("undo")[0].GetString());
    }

    [Fact]
    public void The_text_tells_who_what_why_and_how_to_undo()
    {
        var run = Replay(Sample.CreateFunction, Sample.Detections, "-");

        Assert.Equal(0, run.Code);
        Assert.DoesNotContain('\u001b', run.Out);
        Assert.All((string[])["CONTAINED 2024-03-14T18:02:45Z", Sample.User, "185.143.221.89", "50 first-thing + 50 second-thing + 5 for 2 stages = 105", "quarantine-function", $"sentinel release {Sample.Function}"],
            text => Assert.Contains(text, run.Out, StringComparison.Ordinal));
    }

    [Fact]
    public void Live_progress_leaves_standard_output_alone()
    {
        var watched = CliRun.Of(["replay", "-", "--format", "jsonl"], Sample.CreateFunction, Sample.Detections, watched: true);

        Assert.Equal((0, "summary"), (watched.Code, TypeOf(watched.Lines[^1])));
        Assert.Equal(6, watched.Lines.Count);
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("replay", "-", "--format", "xml")]
    [InlineData("replay", "-", "--fail-on", "never")]
    [InlineData("replay", "-", "--delivery-delay", "-1")]
    [InlineData("replay", "-", "--delivery-delay", "soon")]
    [InlineData("replay", "-", "--delivery-delay", "9999999")]
    [InlineData("replay", "-", "--histroy", "x")]
    public void A_wrong_option_gives_2_and_nothing_on_standard_output(params string[] args)
    {
        var run = CliRun.Of(args);

        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains("sentinel: see sentinel replay --help", run.Error, StringComparison.Ordinal);
    }

    private static CliRun Replay(string input, IReadOnlyList<Detection> detections, params string[] args) => CliRun.Of(["replay", .. args], input, detections);

    private static string TypeOf(string line)
    {
        using var json = JsonDocument.Parse(line);
        return json.RootElement.GetProperty("type").GetString()!;
    }
}
