using System.Text.Json;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Tests.Tune;

[Collection(MotoTests.Name)]
public sealed class TuneReadTests(MotoServer moto)
{
    private const string Escape = "\u001b[31m\u202e";

    [Fact]
    public async Task Before_anything_is_set_the_list_shows_every_parameter_with_its_default()
    {
        using var deployment = await Deployment.NewAsync(moto);

        var lines = deployment.Done("tune", "list").Lines;

        Assert.All(Parameters.All.Where(p => p.Name != "response/mode/<account>"), p => Assert.Contains(lines, l => l.StartsWith(p.Name + " = ", StringComparison.Ordinal)));
        Assert.Contains("score/alert = 40 (default; whole number, 1 to 1000)", lines);
        Assert.Contains("response/mode = observe (not set; observe, approve or enforce)", lines);
        Assert.DoesNotContain(lines, l => l.Contains("<account>", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_mode_that_was_chosen_at_deployment_is_shown_as_such()
    {
        using var deployment = await Deployment.NewAsync(moto);
        await deployment.PutAsync("defaults", """{"mode":"approve","parameters":[]}""");

        var lines = deployment.Done("tune", "list").Lines;

        Assert.Contains("response/mode = approve (chosen at deployment; observe, approve or enforce)", lines);
        Assert.Equal(ResponseMode.Approve, (await deployment.ReadByFunctionAsync()).Mode);
    }

    [Fact]
    public async Task The_list_tells_what_is_set_what_is_refused_and_what_nothing_reads()
    {
        using var deployment = await Deployment.NewAsync(moto);
        await deployment.PutAsync("response/mode", "enforce");
        await deployment.PutAsync("response/mode/111122223333", "approve");
        await deployment.PutAsync("score/alert", "4000" + Escape);
        await deployment.PutAsync("detect/deployers", "arn:aws:iam::*:role/deploy");
        await deployment.PutAsync("detect/deployers/2", $"arn:aws:iam::*:role/cdk | é\u200b");
        await deployment.PutAsync("detect/windowminutes", Escape);

        var run = deployment.Done("tune", "list");

        Assert.Contains("response/mode = enforce (set; observe, approve or enforce)\nresponse/mode/111122223333 = approve (set; observe, approve or enforce)\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("score/alert = 40 (refused; whole number, 1 to 1000)\n    score/alert = \"4000\\u001B[31m\\u202E\" is refused: whole number, 1 to 1000.\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("\n    arn:aws:iam::*:role/deploy\n    arn:aws:iam::*:role/cdk | é\\u200B\n", run.Out, StringComparison.Ordinal);
        Assert.EndsWith("\nNOT READ\ndetect/windowminutes = \"\\u001B[31m\\u202E\": there is no such parameter, did you mean detect/window-minutes\n", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_list_is_there_for_programs()
    {
        using var deployment = await Deployment.NewAsync(moto);
        await deployment.PutAsync("response/protected-functions", "arn:aws:lambda:*:1\narn:aws:lambda:*:2");
        await deployment.PutAsync("response/mode", "always");
        await deployment.PutAsync("score", "1");

        var json = JsonDocument.Parse(deployment.Done("tune", "list", "--json").Out).RootElement;

        var parameters = json.GetProperty("parameters").EnumerateArray().ToDictionary(p => p.GetProperty("name").GetString()!);
        Assert.Equal(Parameters.All.Count - 1, parameters.Count);
        Assert.True(json.GetProperty("only_observes").GetBoolean());
        Assert.Equal(JsonValueKind.Null, json.GetProperty("paused").ValueKind);
        Assert.Equal("""["arn:aws:lambda:*:1","arn:aws:lambda:*:2"]""", parameters["response/protected-functions"].GetProperty("value").GetRawText().Replace(" ", "").Replace("\n", ""));
        Assert.Equal(0, parameters["detect/deployers"].GetProperty("value").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, parameters["response/steps"].GetProperty("value").ValueKind);
        Assert.Equal(("80", false), (parameters["score/contain"].GetProperty("value").GetString(), parameters["score/contain"].GetProperty("set").GetBoolean()));
        Assert.Equal("always", parameters["response/mode"].GetProperty("refused").GetProperty("value").GetString());
        Assert.Equal("score", json.GetProperty("not_read")[0].GetProperty("name").GetString());
    }

    [Fact]
    public async Task A_value_is_printed_bare_whether_set_or_default()
    {
        using var deployment = await Deployment.NewAsync(moto);
        await deployment.PutAsync("score/alert", "41");
        await deployment.PutAsync("response/mode", "approve");
        await deployment.PutAsync("detect/sensitive-resources", "arn:aws:s3:::b\narn:aws:s3:::a");

        Assert.Equal("41\n", deployment.Done("tune", "get", "score/alert").Out);
        Assert.Equal("80\n", deployment.Done("tune", "get", "/sentinel/score/contain").Out);
        Assert.Equal("arn:aws:s3:::b\narn:aws:s3:::a\n", deployment.Done("tune", "get", "detect/sensitive-resources").Out);
        Assert.Equal("none\n", deployment.Done("tune", "get", "detect/deployers").Out);
        Assert.Equal("approve\n", deployment.Done("tune", "get", "response/mode/111122223333").Out);
        Assert.Equal("none\n", deployment.Done("tune", "get", "response/pause").Out);
    }

    [Fact]
    public async Task A_refused_value_is_no_value_and_an_unknown_name_is_told_its_nearest()
    {
        using var deployment = await Deployment.NewAsync(moto);
        await deployment.PutAsync("detect/deployers", "arn:aws:iam::*:role/deploy");
        await deployment.PutAsync("detect/deployers/3", "arn:aws:iam::*:role/cdk");

        var refused = deployment.Run("tune", "get", "detect/deployers");
        var unknown = deployment.Run("tune", "get", "/sentinel/detect/deployer");

        Assert.Equal((3, ""), (refused.Code, refused.Out));
        Assert.Contains("detect/deployers/2 is missing", refused.Error, StringComparison.Ordinal);
        Assert.Equal((2, "", "sentinel: there is no parameter /sentinel/detect/deployer; did you mean detect/deployers?\n"), (unknown.Code, unknown.Out, unknown.Error));
    }

    [Fact]
    public void Without_a_deployment_there_is_one_line_and_3()
    {
        var nowhere = CliRun.Of(["tune", "list"], "");
        var dead = At("http://127.0.0.1:9");
        var wrong = At("127.0.0.1:9");

        Assert.Equal((3, "", "sentinel: no region: give --region, or set AWS_REGION\n"), (nowhere.Code, nowhere.Out, nowhere.Error));
        Assert.Equal((3, ""), (dead.Code, dead.Out));
        Assert.Single(dead.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal((3, "", "sentinel: AWS_ENDPOINT_URL is 127.0.0.1:9; expected an http or https address, as http://127.0.0.1:4566\n"), (wrong.Code, wrong.Out, wrong.Error));
    }

    private static CliRun At(string endpoint) => CliRun.Of(["tune", "get", "score/alert", "--region", "eu-central-1"], "",
        variable: name => name switch { "AWS_ENDPOINT_URL" => endpoint, "AWS_ACCESS_KEY_ID" or "AWS_SECRET_ACCESS_KEY" => "testing", _ => null });
}
