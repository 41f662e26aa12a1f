using System.Text.Json;
using Sentinel.Aws;
using Sentinel.Cli.Tune.Suggest;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Tests.Tune;

public sealed class TuneSuggestTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Candidates_change_one_parameter_each_and_are_what_tune_set_would_take()
    {
        var candidates = Candidates.Around(SentinelSettings.Default, []);

        Assert.Equal(17, candidates.Count);
        Assert.Null(candidates[0].Parameter);
        Assert.All(candidates.Skip(1), c =>
        {
            var reading = SettingsReader.Read([new(c.Parameter!.Name, c.Value)], SentinelSettings.Default);
            Assert.Empty(reading.Refusals);
            Assert.Equal(c.Value, c.Parameter.Text(c.Settings));
            Assert.All(Parameters.All.Where(p => p.Name != c.Parameter.Name), p => Assert.Equal(p.Text(SentinelSettings.Default), p.Text(c.Settings)));
        });
        Assert.DoesNotContain(Candidates.Around(SentinelSettings.Default with { ScoreAlert = 70, ScoreContain = 75 }, ["score/contain"]), c => c.Value is "65");
    }

    [Fact]
    public void An_archive_is_replayed_under_each_setting_and_the_commands_that_help_are_printed()
    {
        var day = _folder.In("day");
        Assert.Equal(0, CliRun.Of("simulate", "--seed", "5", "--days", "20", "--benign", "first-function", "developer-abroad", "--out", day).Code);
        string[] suggest = ["tune", "suggest", Path.Combine(day, "events.jsonl.gz"), "--history", Path.Combine(day, "history.jsonl.gz"), "--organisations", "1", "--only", "score/alert"];

        var text = Run(suggest);
        var json = JsonDocument.Parse(Run([.. suggest, "--format", "json"]).Out).RootElement;

        Assert.Equal(0, text.Code);
        Assert.StartsWith("4 settings: 4 replays of the archive, 60 of attacks\n", text.Error, StringComparison.Ordinal);
        var candidates = json.GetProperty("candidates").EnumerateArray().ToList();
        Assert.Equal([null, "30", "50", "60"], candidates.Select(c => c.GetProperty("value").GetString()));
        Assert.True(candidates[0].GetProperty("alerts").GetInt32() >= 1);
        Assert.True(candidates[1].GetProperty("alerts").GetInt32() >= candidates[0].GetProperty("alerts").GetInt32());
        Assert.True(candidates[3].GetProperty("alerts").GetInt32() < candidates[0].GetProperty("alerts").GetInt32());
        Assert.Equal(15, json.GetProperty("attacks").GetInt32());
        Assert.Equal((11, 11), (json.GetProperty("attacks_to_contain").GetInt32(), candidates[0].GetProperty("attacks_contained_in_time").GetInt32()));
        Assert.InRange(candidates[0].GetProperty("median_seconds_to_containment").GetInt64(), 1, 3600);
        foreach (var candidate in candidates.Where(c => c.GetProperty("better").GetBoolean())) Assert.Contains($"\n  {candidate.GetProperty("command").GetString()}\n", text.Out, StringComparison.Ordinal);
        Assert.Contains(candidates, c => c.GetProperty("better").GetBoolean());
        Assert.Matches(@"as in force +\d+\.\d\d +0 +15/15 +11/11 +11/11 +0:\d\d:\d\d\n", text.Out);
    }

    [Fact]
    public void A_setting_under_which_attacks_end_worse_is_marked_and_not_suggested()
    {
        var settings = _folder.File("settings.json", """{"score/contain": 100}""");
        var archive = _folder.File("events.jsonl", Sample.CreateFunction + "\nno record\n");

        var run = Run("tune", "suggest", archive, "--settings", settings, "--organisations", "1", "--only", "score/contain");

        Assert.Equal(0, run.Code);
        Assert.Contains("1 records were not understood", run.Error, StringComparison.Ordinal);
        Assert.Contains("No single change gives fewer alerts", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain(run.Lines.Where(l => l.StartsWith("score/contain", StringComparison.Ordinal) && l.EndsWith(" +", StringComparison.Ordinal)), l => l.Length > 0);
    }

    [Fact]
    public void What_cannot_be_read_is_told()
    {
        var missing = Run("tune", "suggest", _folder.In("missing"), "--organisations", "0", "--only", "score/alert");

        Assert.Equal(3, missing.Code);
        Assert.Contains("missing could not be read", missing.Error, StringComparison.Ordinal);
        Assert.Equal(3, Run("tune", "suggest", _folder.In("missing"), "--settings", _folder.In("none")).Code);
        Assert.Equal(2, Run("tune", "suggest", _folder.In("missing"), "--organisations", "21").Code);
        Assert.Equal(2, Run("tune", "suggest", _folder.In("missing"), "--only", "response/mode").Code);
    }

    private static CliRun Run(params string[] args) => CliRun.Of(args, "", countries: MmdbCountries.TryOpen(Path.Combine(AppContext.BaseDirectory, "countries.mmdb"), out _));
}
