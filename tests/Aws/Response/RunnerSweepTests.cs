using System.Globalization;
using Amazon.S3.Model;
using Sentinel.Aws.Containment;
using Sentinel.Aws.Response;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Containment;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Containment;

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

        var epoch = (await new ContainmentLedger(new StateTable(dynamo.DynamoDb, table, TimeProvider.System)).LatestAsync(account.Function(Start.Function).Arn, CancellationToken.None))!;
        var prior = ((QuarantineRecord)epoch.Steps.Single(s => s.Step == Steps.QuarantineFunction).Record).Concurrency;
        var evidence = await account.Clients.S3.ListObjectsV2Async(new ListObjectsV2Request { BucketName = bucket });
        var files = evidence.S3Objects.Select(o => o.Key[(o.Key.LastIndexOf('/') + 1)..]).Order(StringComparer.Ordinal);
        var picture = await account.PictureAsync(Start.Function, Start.Role, Start.User);
        var end = $"{picture}\nepoch {epoch.Epoch.ToString(CultureInfo.InvariantCulture)}, prior {prior}, steps {string.Join(", ", epoch.Steps.Select(s => $"{s.Step} {s.Applied}").Order(StringComparer.Ordinal))}\nevidence {string.Join(", ", files)}";
        // Ids differ from one account to the next.
        return (System.Text.RegularExpressions.Regex.Replace(end, "[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]{12}|code-[0-9a-f]{12}", "ID", System.Text.RegularExpressions.RegexOptions.None, TimeSpan.FromSeconds(5)), died);
    }
}

/// <summary>Both emulators, for what needs the one and the other.</summary>
[CollectionDefinition(Name)]
public sealed class OnBothEmulators : ICollectionFixture<MotoServer>, ICollectionFixture<Dynalite>
{
    public const string Name = "both emulators";
}
