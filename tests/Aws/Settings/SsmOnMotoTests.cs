using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Microsoft.Extensions.Time.Testing;
using Sentinel.Aws.Settings;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Tests.Settings;

[Collection(MotoTests.Name)]
public sealed class SsmOnMotoTests(MotoServer server)
{
    [Fact]
    public async Task Parameters_of_all_depths_and_pages_and_kinds_are_read()
    {
        using var account = new MotoAccount(server);
        await PutAsync(account, "tuned", "response/mode", "approve");
        await PutAsync(account, "tuned", "detect/flood/function-per-5-minutes", "500");
        await PutAsync(account, "tuned", "score/contain", "90", ParameterType.SecureString);
        await PutAsync(account, "tuned", "response/protected-functions", "arn:0");
        for (var part = 2; part <= 14; part++) await PutAsync(account, "tuned", $"response/protected-functions/{part}", $"arn:{part - 1}");
        await PutAsync(account, "tuned-not", "score/alert", "1"); // begins like our path
        var heard = new Heard();
        using var settings = new SsmSettings(account.Clients.Ssm, TimeProvider.System, heard) { Path = "/tuned/" };

        var read = await settings.CurrentAsync();

        Assert.Empty(heard.Failures);
        Assert.Empty(heard.Refusals);
        Assert.Equal((ResponseMode.Approve, 500, 90, 40), (read.Mode, read.FloodFunctionPer5Minutes, read.ScoreContain, read.ScoreAlert));
        Assert.Equal(Enumerable.Range(0, 14).Select(n => $"arn:{n}"), read.ProtectedFunctions.Globs.Select(g => g.Pattern));
    }

    [Fact]
    public async Task Changes_are_seen_and_bad_ones_are_not_taken()
    {
        using var account = new MotoAccount(server);
        var (heard, clock) = (new Heard(), new FakeTimeProvider());
        using var settings = new SsmSettings(account.Clients.Ssm, clock, heard) { Path = "/changed/" };
        await PutAsync(account, "changed", "response/mode", "enforce");
        Assert.Equal(ResponseMode.Enforce, (await settings.CurrentAsync()).Mode);

        await PutAsync(account, "changed", "response/mode", "of course");
        clock.Advance(settings.Lifetime);
        Assert.Equal(ResponseMode.Enforce, (await settings.CurrentAsync()).Mode);
        Assert.Equal("of course", Assert.Single(heard.Refusals).Value);

        await account.Clients.Ssm.DeleteParameterAsync(new DeleteParameterRequest { Name = "/changed/response/mode" });
        clock.Advance(settings.Lifetime);
        Assert.Equal(ResponseMode.Observe, (await settings.CurrentAsync()).Mode);
    }

    private static Task<PutParameterResponse> PutAsync(MotoAccount account, string path, string name, string value, ParameterType? type = null) =>
        account.Clients.Ssm.PutParameterAsync(new PutParameterRequest { Name = $"/{path}/{name}", Value = value, Type = type ?? ParameterType.String, Overwrite = true });
}
