namespace Sentinel.Cli.Tests;

public class SentinelCommandTests
{
    public static TheoryData<string> Commands { get; } = ["replay", "simulate", "catalogue", "explain", "incidents", "incidents report", "watch", "release", "approve", "tune", "tune list", "tune get", "tune set", "tune suggest", "pause", "coverage", "baseline", "baseline learn", "baseline show", "baseline export", "baseline import"];

    [Theory]
    [InlineData("sentinel")]
    [MemberData(nameof(Commands))]
    public void The_help_reads_as_stored(string command)
    {
        var run = command is "sentinel" ? CliRun.Of("--help") : CliRun.Of([.. command.Split(' '), "--help"]);

        Assert.Equal(0, run.Code);
        Golden.Matches($"help-{command.Replace(' ', '-')}.txt", run.Out.Replace(AppDomain.CurrentDomain.FriendlyName, "sentinel", StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_has_an_example(string command) => Assert.Contains($"Examples:\n  ", CliRun.Of([.. command.Split(' '), "--help"]).Out, StringComparison.Ordinal);

    [Theory]
    [InlineData("repaly", "did you mean replay?")]
    [InlineData("", "see sentinel --help")]
    [InlineData("tune", "see sentinel tune --help")]
    [InlineData("tune gte", "did you mean get?")]
    [InlineData("tune set score/alert", "see sentinel tune set --help")]
    [InlineData("pause", "--reason and --until are needed, or --lift.")]
    [InlineData("pause --lift --until 2h", "--lift takes neither")]
    [InlineData("release", "Name functions, --incident or --account, one of them.")]
    [InlineData("approve --incident a arn:aws:lambda:eu-west-1:111122223333:function:f", "Name functions or --incident, one of them.")]
    [InlineData("approve my-function", "my-function is no function ARN")]
    [InlineData("incidents --days 0", "--days is 0, expected 1-400")]
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
    [InlineData("sentinel tune get score/c", "score/contain")]
    public void The_shell_can_complete(string typed, string completion)
    {
        var run = CliRun.Of($"[suggest:{typed.Length}]", typed);

        Assert.Contains(completion, run.Out, StringComparison.Ordinal);
    }
}
