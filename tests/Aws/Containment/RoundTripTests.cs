using CsCheck;
using Sentinel.Aws.Containment;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Aws.Tests.Containment;

/// <summary>Whatever was there before: after every step was taken, twice, and taken back, twice, exactly that is there again.</summary>
[Collection(MotoTests.Name)]
public sealed class RoundTripTests(MotoServer server)
{
    [Fact]
    [Trait("Proof", "round-trip-steps")]
    public Task After_release_everything_is_exactly_as_before() => StartGen.All.SampleAsync(async start =>
    {
        using var account = new MotoAccount(server);
        await start.BuildAsync(account);
        var before = await account.PictureAsync(Start.Function, Start.Role, Start.User);
        var records = new List<(IContainmentStep Step, StepRecord Record)>();

        foreach (var (step, target) in Steps(account))
        {
            // What goes through the ledger is what is used.
            var record = StepRecord.Parse((await step.InspectAsync(target, CancellationToken.None)).ToJson());
            records.Add((step, record));
            await step.ApplyAsync(record, CancellationToken.None);
            await step.ApplyAsync(record, CancellationToken.None);
            Assert.True((await step.VerifyAsync(record, CancellationToken.None)).Holds, step.Name);
        }

        Assert.Equal(0, await account.ConcurrencyAsync(Start.Function));
        var contained = await account.PictureAsync(Start.Function, Start.Role, Start.User);
        Assert.DoesNotContain(" Enabled", contained, StringComparison.Ordinal);
        Assert.DoesNotContain("Active", contained.Replace("Inactive", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("provisioned \n", contained, StringComparison.Ordinal);
        Assert.Matches("(?m)^role (attached|boundary) .*SentinelDenyAll", contained);
        Assert.Matches("(?m)^user (attached|boundary) .*SentinelDenyAll", contained);

        foreach (var (step, record) in Enumerable.Reverse(records))
        {
            Assert.Empty((await step.RevertAsync(record, CancellationToken.None)).Remainders);
            Assert.Empty((await step.RevertAsync(record, CancellationToken.None)).Remainders);
        }
        Assert.Equal(before, await account.PictureAsync(Start.Function, Start.Role, Start.User));
    }, iter: 30, threads: 1);

    internal static IReadOnlyList<(IContainmentStep Step, StepTarget Target)> Steps(MotoAccount account) =>
    [
        (new QuarantineFunction(account.Clients, TimeProvider.System), account.Function(Start.Function)),
        (new DisableEventSources(account.Clients), account.Function(Start.Function)),
        (new DenyExecutionRole(account.Clients), account.Role(Start.Role)),
        (new DeactivateAccessKeys(account.Clients), account.User(Start.User)),
        (new DenyPrincipal(account.Clients), account.User(Start.User)),
    ];
}
