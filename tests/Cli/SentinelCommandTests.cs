namespace Sentinel.Cli.Tests;

public class SentinelCommandTests
{
    [Theory]
    [InlineData("sentinel")]
    [InlineData("replay")]
    [InlineData("simulate")]
    [InlineData("catalogue")]
    [InlineData("explain")]
    public void The_help_reads_as_stored(string command)
    {
        var run = command is "sentinel" ? CliRun.Of("--help") : CliRun.Of(command, "--help");

        Assert.Equal(0, run.Code);
        Golden.Matches($"help-{command}.txt", run.Out.Replace(AppDomain.CurrentDomain.FriendlyName, "sentinel", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("replay")]
    [InlineData("simulate")]
    [InlineData("catalogue")]
    [InlineData("explain")]
    public void Every_command_has_an_example(string command) => Assert.Contains($"Examples:\n  ", CliRun.Of(command, "--help").Out, StringComparison.Ordinal);

    [Theory]
    [InlineData("repaly", "did you mean replay?")]
    [InlineData("", "see sentinel --help")]
    public void A_mistyped_command_gives_2_and_a_hint(string command, string hint)
    {
        var run = CliRun.Of(command.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains(hint, run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sentinel explain fresh", "fresh-role-passed")]
    [InlineData("sentinel simulate --attack role", "role-chaining")]
    [InlineData("sentinel replay - --format j", "jsonl")]
    [InlineData("sentinel re", "replay")]
    public void The_shell_can_complete(string typed, string completion)
    {
        var run = CliRun.Of($"[suggest:{typed.Length}]", typed);

        Assert.Contains(completion, run.Out, StringComparison.Ordinal);
    }
}
