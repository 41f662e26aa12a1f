using Sentinel.Aws.Containment;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Aws.Tests.Containment;

/// <summary>The process dies at every single call, before it or between its effect and its answer; what is delivered again finishes the work.</summary>
[Collection(MotoTests.Name)]
public sealed class CrashTests(MotoServer server)
{
    [Theory]
    [InlineData("quarantine-function", false)]
    [InlineData("quarantine-function", true)]
    [InlineData("disable-event-sources", false)]
    [InlineData("disable-event-sources", true)]
    [InlineData("deny-execution-role", false)]
    [InlineData("deny-execution-role", true)]
    [InlineData("deactivate-access-keys", false)]
    [InlineData("deactivate-access-keys", true)]
    [InlineData("deny-principal", false)]
    [InlineData("deny-principal", true)]
    public async Task A_crash_at_any_call_changes_nothing_in_the_end(string name, bool afterwards)
    {
        using var account = new MotoAccount(server);
        // A full role, so that the longer way is taken.
        await (Start.Typical with { ForRole = new Identity(10, false, "other") }).BuildAsync(account);
        var before = await PictureAsync(account);
        var (step, target) = RoundTripTests.Steps(account).Single(s => s.Step.Name == name);
        var record = await step.InspectAsync(target, CancellationToken.None);
        await step.ApplyAsync(record, CancellationToken.None);
        var applied = await PictureAsync(account);
        await step.RevertAsync(record, CancellationToken.None);

        var deaths = 0;
        for (var call = 0; ; call++)
        {
            var died = await DiesAsync(account, call, afterwards, () => step.ApplyAsync(record, CancellationToken.None));
            await step.ApplyAsync(record, CancellationToken.None);
            Assert.Equal(applied, await PictureAsync(account));
            Assert.True((await step.VerifyAsync(record, CancellationToken.None)).Holds);
            var diedAgain = await DiesAsync(account, call, afterwards, () => step.RevertAsync(record, CancellationToken.None));
            Assert.Empty((await step.RevertAsync(record, CancellationToken.None)).Remainders);
            Assert.Equal(before, await PictureAsync(account));
            if (!died && !diedAgain) break;
            deaths++;
        }
        Assert.True(deaths >= 2, $"only {deaths} calls");
    }

    private static Task<string> PictureAsync(MotoAccount account) => account.PictureAsync(Start.Function, Start.Role, Start.User);

    private static async Task<bool> DiesAsync(MotoAccount account, int call, bool afterwards, Func<Task> work)
    {
        account.Edge.DieAt(call, afterwards);
        try
        {
            await work();
            return false;
        }
        catch (ProcessDiedException)
        {
            return true;
        }
        finally
        {
            account.Edge.Reset();
        }
    }
}
