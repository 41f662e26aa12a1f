using System.Text;
using System.Text.Json.Nodes;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Aws.Tests.Response;

namespace Sentinel.Handlers.Tests.RoundTrip;

/// <summary>The published functions while a call is refused or they die beside one; their queues deliver again. The end is the one that was reached
/// undisturbed, and a release puts back what was there before. The services are found by calling them, so a new one is swept too.</summary>
[Collection(OnEmulators.Name)]
[Trait("Proof", "fault-sweep")]
public sealed class PublishedSweepTests(MotoServer moto, Dynalite dynalite)
{
    [Fact]
    public async Task A_refused_call_of_any_service_changes_nothing_in_the_end()
    {
        var undisturbed = await ContainAsync((_, _) => Fault.None);
        Assert.Contains("reserved 0", undisturbed.End, StringComparison.Ordinal);
        Assert.Contains("prior 5", undisturbed.End, StringComparison.Ordinal);
        Assert.Equal(2, undisturbed.Deliveries);
        var services = undisturbed.Calls.CountBy(s => s).ToList();
        Assert.Superset(new HashSet<string> { "dynamodb", "sqs", "ssm", "sts", "lambda", "iam", "s3", "sns" }, services.Select(s => s.Key).ToHashSet());

        foreach (var (service, calls) in services)
        {
            // The first one, and one when something was done and something is left.
            foreach (var place in new[] { 0, calls / 2 }.Distinct())
            {
                var disturbed = await ContainAsync((called, number) => called == service && number == place ? Fault.Denied : Fault.None);
                Assert.Equal(1, disturbed.Faults);
                Assert.True(undisturbed.End == disturbed.End, $"{service}, call {place} of {calls}:\n{disturbed.End}\nundisturbed:\n{undisturbed.End}");
            }
        }
    }

    [Theory]
    [InlineData("sqs", true)] // the detector has asked for containment, and nobody has heard that it did
    [InlineData("s3", false)] // the function is quarantined, the evidence is not kept
    [InlineData("sns", true)] // on-call was told, and nobody wrote that down
    public async Task A_death_in_the_middle_changes_nothing_in_the_end(string service, bool afterwards)
    {
        var undisturbed = await ContainAsync((_, _) => Fault.None);

        var disturbed = await ContainAsync((called, number) => called == service && number == 0 ? afterwards ? Fault.DeathAfter : Fault.DeathBefore : Fault.None);

        Assert.Equal((1, 3), (disturbed.Faults, disturbed.Deliveries));
        Assert.Equal(undisturbed.End, disturbed.End);
    }

    /// <param name="Faults">How many calls something befell.</param>
    private sealed record Ended(string End, IReadOnlyList<string> Calls, int Faults, int Deliveries);

    /// <param name="meddle">By service, and how many calls of it there were before.</param>
    private async Task<Ended> ContainAsync(Func<string, int, Fault> meddle)
    {
        using var account = new MotoAccount(moto);
        await using var front = await AwsFront.StartAsync(moto, dynalite, account.Gaps);
        await using var stack = await Stack.StartAsync(front, dynalite);
        var story = new Story(account.Id, TimeProvider.System.GetUtcNow().AddMinutes(-10));
        await stack.LearnAsync(story);
        await Story.BuildAsync(account);
        await account.SetConcurrencyAsync(Story.Name, 5);
        var before = await account.PictureAsync(Story.Name, Story.RoleName, Story.UserName);

        var calls = new List<string>();
        var faults = 0;
        front.Meddle = service =>
        {
            lock (calls)
            {
                var number = calls.Count(c => c == service);
                calls.Add(service);
                var fault = meddle(service, number);
                if (fault != Fault.None) faults++;
                return fault;
            }
        };
        var deliveries = await stack.DeliverAsync("detector", Sample.Batch(story.Attack()));
        await stack.RespondAsync(async (handler, batch) => deliveries += await stack.DeliverAsync(handler, batch));
        front.Meddle = null;

        var state = new StateTable(stack.Clients.DynamoDb, stack.Table, TimeProvider.System);
        var end = await ContainedEnd.DescribeAsync(account, state, stack.Clients.S3, stack.Bucket, Story.Name, Story.RoleName, Story.UserName);
        // On-call is told at least once: between telling and noting it a death makes it twice.
        var pages = (await stack.PagesAsync()).Distinct(StringComparer.Ordinal);

        await stack.InvokeAsync("release", Encoding.UTF8.GetBytes(new JsonObject { ["function"] = story.Function }.ToJsonString()));
        Assert.Equal(before, await account.PictureAsync(Story.Name, Story.RoleName, Story.UserName));
        return new Ended($"{end}\npages {string.Join(", ", pages)}", calls, faults, deliveries);
    }
}
