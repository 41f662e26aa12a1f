using System.Security.Cryptography;

namespace Sentinel.Cli.Tests.Simulate;

public sealed class SimulateCommandTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_same_seed_writes_the_same_bytes_and_the_command_to_replay_them()
    {
        var one = CliRun.Of("simulate", "--seed", "3", "--days", "8", "--attack", "sso-session", "--out", _folder.In("one"));
        var two = CliRun.Of("simulate", "--seed", "3", "--days", "8", "--attack", "sso-session", "--out", _folder.In("two"));

        Assert.Equal((0, 0), (one.Code, two.Code));
        Assert.All((string[])["history.jsonl.gz", "events.jsonl.gz", "truth.json"], name => Assert.Equal(Hash(_folder.In($"one/{name}")), Hash(_folder.In($"two/{name}"))));
        Assert.StartsWith($"sentinel replay {_folder.In("one/events.jsonl.gz")} --history ", one.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_mix_has_as_many_lines_as_asked()
    {
        var run = CliRun.Of("simulate", "--mix", "bench", "--records", "250", "--plain", "--out", _folder.In("bench"));

        Assert.Equal(0, run.Code);
        Assert.Equal(250, File.ReadLines(_folder.In("bench/events.jsonl")).Count());
    }

    [Fact]
    public void A_directory_in_use_is_left_alone_without_force()
    {
        _folder.File("mine.txt", "keep");

        var run = CliRun.Of("simulate", "--mix", "flood", "--records", "1", "--out", _folder.Path);

        Assert.Equal(2, run.Code);
        Assert.Contains("is not empty; --force", run.Error, StringComparison.Ordinal);
        Assert.Equal(0, CliRun.Of("simulate", "--mix", "flood", "--records", "1", "--out", _folder.Path, "--force").Code);
    }

    [Theory]
    [InlineData("--attack role-chainign", "did you mean role-chaining?")]
    [InlineData("--days 7", "--days 7 is no whole number from 8 to 365.")]
    [InlineData("--mix bench", "--mix and --records belong together.")]
    [InlineData("--records 5", "--mix and --records belong together.")]
    [InlineData("--mix bench --records 5 --attack role-chaining", "--mix has no scenarios")]
    [InlineData("--preset seed-incident --days 9", "--preset stands alone")]
    [InlineData("--mix bench --records 0", "--records 0 is no whole number")]
    public void What_does_not_go_together_is_refused(string options, string reason)
    {
        var run = CliRun.Of(["simulate", "--out", _folder.In("out"), .. options.Split(' ')]);

        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains(reason, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("out")));
    }

    private static string Hash(string path) => Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)));
}
