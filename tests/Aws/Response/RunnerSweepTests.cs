using Amazon.S3.Model;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Containment;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Aws.Tests.Response;

/// <summary>The Responder dies before and after every single call that it makes to contain a function; the message comes again to another one. The end is always
/// the one that was reached undisturbed, and what was there before is known exactly. The calls are found by making them, so a new one is swept too.</summary>
[Collection(OnBothEmulators.Name)]
[Trait("Proof", "fault-sweep")]
public sealed class RunnerSweepTests(MotoServer moto, Dynalite dynalite)
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task A_death_beside_any_call_changes_nothing_in_the_end(bool besideTheLedger, bool afterwards)
    {
        var (undisturbed, _) = await ContainAsync(besideTheLedger, call: int.MaxValue, afterwards);
        Assert.Contains("reserved 0", undisturbed, StringComparison.Ordinal);
        Assert.Contains("prior 5", undisturbed, StringComparison.Ordinal);

        var deaths = 0;
        for (; ; deaths++)
        {
            var (end, died) = await ContainAsync(besideTheLedger, deaths, afterwards);
            Assert.True(undisturbed == end, $"call {deaths} {(afterwards ? "after" : "before")}:\n{end}\nundisturbed:\n{undisturbed}");
            if (!died) break;
        }
        Assert.True(deaths > (besideTheLedger ? 8 : 15), $"only {deaths} calls");
    }

    private async Task<(string End, bool Died)> ContainAsync(bool besideTheLedger, int call, bool afterwards)
    {
        using var account = new MotoAccount(moto);
        using var edge = new Edge(new SocketsHttpHandler());
        using var dynamo = dynalite.Clients(edge);
        await Start.Typical.BuildAsync(account);
        await account.SetConcurrencyAsync(Start.Function, 5);
        var table = await dynalite.NewTableAsync(dynamo.DynamoDb);
        var bucket = $"evidence-{account.Id}";
        await account.Clients.S3.PutBucketAsync(new PutBucketRequest { BucketName = bucket, PutBucketConfiguration = new() { LocationConstraint = MotoAccount.Region } });
        var died = false;
        (besideTheLedger ? edge : account.Edge).DieAt(call, afterwards);
        try
        {
            await Responding.Runner(account, dynamo, table, bucket).HandleAsync(Responding.Message(account), CancellationToken.None);
        }
        catch (ProcessDiedException)
        {
            died = true;
        }
        edge.Reset();
        account.Edge.Reset();
        await Responding.Runner(account, dynamo, table, bucket).HandleAsync(Responding.Message(account), CancellationToken.None);

        var state = new StateTable(dynamo.DynamoDb, table, TimeProvider.System);
        return (await ContainedEnd.DescribeAsync(account, state, account.Clients.S3, bucket, Start.Function, Start.Role, Start.User), died);
    }
}

/// <summary>Both emulators, for what needs the one and the other.</summary>
[CollectionDefinition(Name)]
public sealed class OnBothEmulators : ICollectionFixture<MotoServer>, ICollectionFixture<Dynalite>
{
    public const string Name = "both emulators";
}
