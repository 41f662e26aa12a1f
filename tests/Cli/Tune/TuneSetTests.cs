using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Tests.Tune;

[Collection(MotoTests.Name)]
public sealed class TuneSetTests(MotoServer moto)
{
    [Fact]
    public async Task What_is_set_is_what_a_function_reads()
    {
        using var deployment = await Deployment.NewAsync(moto);

        var said = deployment.Done("tune", "set", "score/alert", "050");
        deployment.Done("tune", "set", "/sentinel/response/mode", "approve");
        deployment.Done("tune", "set", "response/mode/111122223333", "enforce");
        deployment.Done("tune", "set", "detect/deployers", "arn:aws:iam::*:role/deploy|the pipeline", "arn:aws:iam::*:role/cdk-* | until 2030-12-31");
        deployment.Done("tune", "set", "detect/trusted-networks", "192.0.2.0/24", "2001:db8::/32");
        deployment.Done("tune", "set", "response/steps", "quarantine-function");

        Assert.Equal("score/alert: 40 (not set) -> 50\n", said.Out);
        var read = await deployment.ReadByFunctionAsync();
        Assert.Equal((50, ResponseMode.Approve, ResponseMode.Enforce), (read.ScoreAlert, read.Mode, read.ModeOf("111122223333")));
        Assert.Equal(["the pipeline", null], read.Deployers.Select(d => d.Reason));
        Assert.Equal(new DateOnly(2030, 12, 31), read.Deployers[1].Until);
        Assert.Equal(["192.0.2.0/24", "2001:db8::/32"], read.TrustedNetworks.Select(n => n.ToString()));
        Assert.Equal(["quarantine-function"], read.Steps);
        var standing = await deployment.StandingAsync();
        Assert.Equal("50", standing["score/alert"]);
        Assert.Equal("arn:aws:iam::*:role/deploy | the pipeline\narn:aws:iam::*:role/cdk-* | until 2030-12-31", standing["detect/deployers"]);
    }

    [Theory]
    [InlineData("score/alert", "1001", "score/alert = \"1001\" is refused: whole number, 1 to 1000.")]
    [InlineData("score/alert", "many", "score/alert = \"many\" is refused: whole number, 1 to 1000.")]
    [InlineData("score/alert", "80", "score/alert = \"80\" is refused: score/alert (80) must be less than score/contain (80).")]
    [InlineData("score/contain", "30", "score/contain = \"30\" is refused: score/alert (40) must be less than score/contain (30).")]
    [InlineData("score/contain", "50 60", "score/contain takes one value, 2 are given")]
    [InlineData("response/mode", "Enforce", "response/mode = \"Enforce\" is refused: observe, approve or enforce.")]
    [InlineData("response/pause", "tomorrow", "response/pause = \"tomorrow\" is refused")]
    [InlineData("detect/trusted-networks", "192.0.2.0/24 10/8", "detect/trusted-networks = \"10/8\" is refused: networks in CIDR notation")]
    [InlineData("response/protected-functions", "arn:aws:lambda:* none", "response/protected-functions = \"none\" is refused")]
    [InlineData("response/protected-functions", "-", "response/protected-functions = \"\" is refused")]
    [InlineData("score/alart", "50", "there is no parameter score/alart; did you mean score/alert?")]
    [InlineData("detect/deployers/2", "arn:a", "did you mean detect/deployers?")]
    [InlineData("response/mode/4711", "enforce", "an account is twelve digits")]
    [InlineData("response/mode/<account>", "enforce", "an account is twelve digits")]
    public async Task What_the_functions_would_refuse_is_refused_and_nothing_is_written(string name, string values, string why)
    {
        using var deployment = await Deployment.NewAsync(moto);
        await deployment.PutAsync("response/mode", "observe");

        var run = deployment.Run(["tune", "set", name, .. values.Split(' ')], "");

        Assert.Equal((2, ""), (run.Code, run.Out));
        Assert.Contains(why, run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("response/mode", Assert.Single(await deployment.StandingAsync()).Key);
    }

    [Fact]
    public async Task The_scores_are_compared_with_what_is_in_force()
    {
        using var deployment = await Deployment.NewAsync(moto);

        Assert.Equal(2, deployment.Run("tune", "set", "score/alert", "90").Code);
        deployment.Done("tune", "set", "score/contain", "120");
        deployment.Done("tune", "set", "score/alert", "90");
        Assert.Equal(2, deployment.Run("tune", "set", "score/contain", "90").Code);

        var read = await deployment.ReadByFunctionAsync();
        Assert.Equal((90, 120), (read.ScoreAlert, read.ScoreContain));
    }

    [Fact]
    public async Task A_value_that_is_refused_now_can_be_put_right_and_others_are_no_hindrance()
    {
        using var deployment = await Deployment.NewAsync(moto);
        await deployment.PutAsync("score/alert", "4000");
        await deployment.PutAsync("detect/windowminutes", "5");

        deployment.Done("tune", "set", "detect/window-minutes", "60");
        var said = deployment.Done("tune", "set", "score/alert", "41");

        Assert.Equal("score/alert: \"4000\" (refused) -> 41\n", said.Out);
        Assert.Equal("41", (await deployment.StandingAsync())["score/alert"]);
    }

    [Fact]
    public async Task A_list_comes_from_standard_input_tells_its_difference_and_is_emptied_by_none()
    {
        using var deployment = await Deployment.NewAsync(moto);

        var first = deployment.Run(["tune", "set", "response/protected-functions", "arn:aws:lambda:*:0", "-"], "arn:aws:lambda:*:1\r\n\narn:aws:lambda:*:2");
        var second = deployment.Done("tune", "set", "response/protected-functions", "arn:aws:lambda:*:2", "arn:aws:lambda:*:3");
        var third = deployment.Done("tune", "set", "response/protected-functions", "none");

        Assert.Equal("response/protected-functions: none (not set) -> 3 entries\n  + arn:aws:lambda:*:0\n  + arn:aws:lambda:*:1\n  + arn:aws:lambda:*:2\n", first.Out);
        Assert.Equal("response/protected-functions: 3 entries -> 2 entries\n  - arn:aws:lambda:*:0\n  - arn:aws:lambda:*:1\n  + arn:aws:lambda:*:3\n", second.Out);
        Assert.StartsWith("response/protected-functions: 2 entries -> none\n", third.Out, StringComparison.Ordinal);
        Assert.Equal("none", (await deployment.StandingAsync())["response/protected-functions"]);
        Assert.Empty((await deployment.ReadByFunctionAsync()).ProtectedFunctions.Globs);
    }

    [Fact]
    public async Task A_long_list_is_continued_and_shrinks_again()
    {
        using var deployment = await Deployment.NewAsync(moto);
        var entries = Enumerable.Range(0, 300).Select(n => $"arn:aws:lambda:eu-central-1:111122223333:function:payments-é-{n}").ToList();

        Assert.Equal(0, deployment.Run(["tune", "set", "response/protected-functions", "-"], string.Join('\n', entries)).Code);

        var standing = await deployment.StandingAsync();
        Assert.Equal(["response/protected-functions", "response/protected-functions/2", "response/protected-functions/3", "response/protected-functions/4", "response/protected-functions/5"], standing.Keys);
        Assert.All(standing.Values, v => Assert.InRange(System.Text.Encoding.UTF8.GetByteCount(v), 1, 4096));
        Assert.Equal(entries, (await deployment.ReadByFunctionAsync()).ProtectedFunctions.Globs.Select(g => g.Pattern));
        Assert.Equal(entries, deployment.Done("tune", "get", "response/protected-functions").Lines);

        Assert.Equal(0, deployment.Run(["tune", "set", "response/protected-functions", "-"], string.Join('\n', entries[..100])).Code);
        Assert.Equal(["response/protected-functions", "response/protected-functions/2"], (await deployment.StandingAsync()).Keys);
        Assert.Equal(entries[..100], (await deployment.ReadByFunctionAsync()).ProtectedFunctions.Globs.Select(g => g.Pattern));

        deployment.Done("tune", "set", "response/protected-functions", entries[0]);
        Assert.Equal(entries[0], Assert.Single(await deployment.StandingAsync()).Value);
    }

    [Fact]
    public async Task An_entry_longer_than_a_parameter_and_a_list_longer_than_may_be_read_are_refused()
    {
        using var deployment = await Deployment.NewAsync(moto);

        var entry = deployment.Run("tune", "set", "detect/deployers", $"arn:aws:iam::*:role/a | {new string('x', 4096)}");
        var list = deployment.Run(["tune", "set", "detect/sensitive-resources", "-"], string.Join('\n', Enumerable.Range(0, 300).Select(n => $"arn:{new string('a', 2000)}{n}")));
        var endless = deployment.Run(["tune", "set", "detect/sensitive-resources", "-"], new string('a', 1_000_000));

        Assert.Equal((2, 2, 2), (entry.Code, list.Code, endless.Code));
        Assert.Contains("at most 4096 bytes an entry", entry.Error, StringComparison.Ordinal);
        Assert.Contains("400 KB in all", list.Error, StringComparison.Ordinal);
        Assert.Contains("standard input is longer than", endless.Error, StringComparison.Ordinal);
        Assert.Empty(await deployment.StandingAsync());
    }

    [Fact]
    public async Task What_stands_so_already_is_not_written_again_and_a_secure_string_stays_one()
    {
        using var deployment = await Deployment.NewAsync(moto);
        await deployment.PutAsync("score/contain", "90", ParameterType.SecureString);

        deployment.Done("tune", "set", "score/contain", "100");
        var again = deployment.Done("tune", "set", "score/contain", "100");

        Assert.Equal("score/contain: 100 -> 100\n", again.Out);
        var standing = (await deployment.Ssm.GetParameterAsync(new GetParameterRequest { Name = "/sentinel/score/contain", WithDecryption = true })).Parameter;
        Assert.Equal(("100", 2L, ParameterType.SecureString), (standing.Value, standing.Version, standing.Type));
    }
}
