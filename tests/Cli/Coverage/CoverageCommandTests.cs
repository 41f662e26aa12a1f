using Sentinel.Aws.Coverage;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Cli.Coverage;

namespace Sentinel.Cli.Tests.Coverage;

[Collection(MotoTests.Name)]
public sealed class CoverageCommandTests(MotoServer moto)
{
    private static readonly DateTimeOffset Noon = new(2024, 3, 14, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Regions_of_an_account_that_say_the_same_are_one_line_and_blindness_shows_in_the_exit_code()
    {
        string[] alike = ["eu-west-1", "eu-west-2", "us-east-1", "us-east-2"];
        GapLine[] gaps =
        [
            .. alike.Select(r => new GapLine("111122223333", r, "guardduty", "blind", "GuardDuty is off", "2024-03-14T12:00:00Z")),
            new("444455556666", null, "role", "blind", "the role that reads cannot be had, so nothing else is known: AccessDenied", "2024-03-14T11:00:00Z"),
            new("111122223333", "eu-west-1", "service-invocations", "noted", "\u202Eby choice", "2024-03-14T12:00:00Z"),
        ];

        var run = Run(t => CoveragePrinter.Write(t, new CoverageResult(2, 4, 1, 1, 5, gaps, 0)));

        Assert.Equal(10, run.Code);
        Assert.Equal(
            "blind    111122223333  eu-west-1 and 3 more  guardduty: GuardDuty is off  (since 2024-03-14T12:00:00Z)\n"
            + "blind    444455556666  role: the role that reads cannot be had, so nothing else is known: AccessDenied  (since 2024-03-14T11:00:00Z)\n"
            + "noted    111122223333  eu-west-1  service-invocations: \\u202Eby choice  (since 2024-03-14T12:00:00Z)\n", run.Out);
        Assert.Equal("2 accounts in 4 regions, 1 checked now, 1 not checked yet; 5 blind\n", run.Error);
    }

    [Fact]
    public void Where_nothing_is_blind_it_says_so()
    {
        var run = Run(t => CoveragePrinter.Write(t, new CoverageResult(1, 1, 1, 0, 0, [], 0)));

        Assert.Equal((0, "", "1 account in 1 region, 1 checked now; nothing is blind\n"), (run.Code, run.Out, run.Error));
    }

    [Fact]
    public async Task Canary_calls_that_arrived_tell_their_delay_and_those_that_did_not_are_blind()
    {
        using var deployment = await Tune.Deployment.NewAsync(moto);
        var table = deployment.Table("canary-state");
        await deployment.Dynamo.CreateTableAsync(StateTable.Definition("canary-state"));
        var book = new CanaryBook(table);
        await book.ArrivedAsync("noon", "111122223333", "eu-west-1", "denied", Noon.AddSeconds(42), CancellationToken.None);
        var at = Noon.ToUnixTimeSeconds();
        CanaryCall[] calls =
        [
            new("111122223333", "eu-west-1", "denied", at, null), new("111122223333", "us-east-1", "denied", at, null),
            new("111122223333", "eu-west-1", "invoke", null, "there is no function SentinelCanary: deploy with canary=true"),
        ];

        var some = Run(t => new CanaryWatch(book, t).WaitAsync("noon", calls, TimeSpan.Zero, CancellationToken.None).GetAwaiter().GetResult());
        await book.ArrivedAsync("noon", "111122223333", "us-east-1", "denied", Noon.AddSeconds(90), CancellationToken.None);
        var all = Run(t => new CanaryWatch(book, t).WaitAsync("noon", calls, TimeSpan.FromMinutes(15), CancellationToken.None).GetAwaiter().GetResult());

        Assert.Equal((10, 0), (some.Code, all.Code));
        Assert.Equal("seen     111122223333 eu-west-1  denied: after 42 s\nnot made 111122223333 eu-west-1  invoke: there is no function SentinelCanary: deploy with canary=true\nblind    111122223333 us-east-1  denied: not seen within 0 min\n", some.Out);
        Assert.Contains("seen     111122223333 us-east-1  denied: after 90 s\n", all.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("blind ", all.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--account", "12")]
    [InlineData("--account", "11112222333x")]
    [InlineData("--wait", "0")]
    [InlineData("--wait", "61")]
    public void What_makes_no_sense_is_said_and_nothing_is_asked(string option, string value)
    {
        var run = CliRun.Of("coverage", option, value);

        Assert.Equal(2, run.Code);
        Assert.Contains(option, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_there_is_no_deployment_it_says_where_to_look()
    {
        using var deployment = await Tune.Deployment.NewAsync(moto);

        var run = deployment.Run("coverage");

        Assert.Equal(3, run.Code);
        Assert.Contains("there is no function sentinel-coverage in this account and region", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Its_help_says_what_a_canary_does() => Assert.Contains("Nothing is changed and nothing of yours is invoked", CliRun.Of("coverage", "--help").Out, StringComparison.Ordinal);

    private static (int Code, string Out, string Error) Run(Func<Terminal, int> run)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = run(new Terminal { RawOut = Stream.Null, Out = output, Error = error, OpenInput = () => Stream.Null, Clock = TimeProvider.System });
        return (code, output.ToString(), error.ToString());
    }
}
