using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Sentinel.Handlers.Tests.RoundTrip;

namespace Sentinel.Handlers.Tests.Sweep;

/// <summary>Every single call that a function makes is throttled, fails, is refused, has its effect unheard, and is the last one before its process dies; then
/// AWS tries again. The end is always the one that was reached undisturbed. The calls are found by making them, so a new one is swept too.</summary>
[Trait("Proof", "fault-sweep")]
public sealed class HandlerSweepTests
{
    private static readonly Mishap[] All = [.. Enum.GetValues<Mishap>().Where(m => m != Mishap.None)];

    [Fact]
    public async Task Detector()
    {
        var world = await LearnedAsync("enforce");

        var end = await SweepAsync(world, d => d.DeliverAsync("detector", Sample.Batch(StoryOf(d.World).Attack())), ["dynamodb", "sqs", "ssm"]);

        Assert.NotEmpty(end.World.Sent);
    }

    [Fact]
    public async Task Responder()
    {
        var end = await SweepAsync(await AskedAsync("enforce"), d => d.RespondAsync(), ["dynamodb", "ssm", "sts", "lambda", "iam", "s3", "sns", WorldEdge.CodeHost]);

        AssertContained(end.World);
        Assert.Equal(["alert", "contained"], end.World.Pages.Select(p => p.State));
        Assert.Equal(1, end.Containments);
    }

    [Fact]
    public async Task Responder_that_asks_for_approval()
    {
        var end = await SweepAsync(await AskedAsync("approve"), d => d.RespondAsync(), ["dynamodb", "ssm", "sts", "lambda", "iam", "s3", "sns"]);

        Assert.Equal(5, end.World.Lambda.Function!.Reserved);
        Assert.Equal(["alert", "waiting for approval"], end.World.Pages.Select(p => p.State));
    }

    [Fact]
    public async Task Approve()
    {
        var waiting = await AfterAsync(await AskedAsync("approve"), d => d.RespondAsync());

        var end = await SweepAsync(waiting, d => d.InvokeAsync("approve", Named(d.World), TimeSpan.FromMinutes(1)), ["dynamodb", "ssm", "sts", "lambda", "iam", "s3", "sns", WorldEdge.CodeHost]);

        AssertContained(end.World);
        Assert.Equal(["alert", "waiting for approval", "contained"], end.World.Pages.Select(p => p.State));
        Assert.Equal(1, end.Containments);
    }

    [Fact]
    public async Task Release()
    {
        var before = await AskedAsync("enforce");
        var contained = await AfterAsync(before, d => d.RespondAsync());

        var end = await SweepAsync(contained, d => d.InvokeAsync("release", Named(d.World), TimeSpan.FromMinutes(1)), ["dynamodb", "sts", "lambda", "iam", "sns"]);

        Assert.Equal((before.Lambda.Function!.ToString(), before.Iam.ToString()), (end.World.Lambda.Function!.ToString(), end.World.Iam.ToString()));
        Assert.Equal(["alert", "contained", "released"], end.World.Pages.Select(p => p.State));
    }

    [Fact]
    public async Task Verify_that_finds_a_lift()
    {
        var lifted = await AfterAsync(await AskedAsync("enforce"), d => d.RespondAsync());
        lifted.Lambda.Function = lifted.Lambda.Function! with { Reserved = null, Mappings = lifted.Lambda.Function.Mappings.SetItem("0b7e6c52-0000-4000-8000-000000000001", true) };
        lifted.Iam.Detach($"role/{Story.RoleName}", $"arn:aws:iam::{World.Account}:policy/SentinelDenyAll");

        var end = await SweepAsync(lifted, d => d.VerifyAsync(), ["dynamodb", "ssm", "sts", "lambda", "iam", "sns"], ids: false);

        AssertContained(end.World);
        Assert.Equal(["alert", "contained", "lifted"], end.World.Pages.Select(p => p.State));
        Assert.Equal(1, end.Containments);
    }

    private sealed record Ended(World World, IReadOnlyList<string> Lines, IReadOnlyList<WorldCall> Calls, bool HasStruck, int Containments, string Complaints);

    /// <summary>Sweeps all calls of a scenario.</summary>
    /// <param name="services">Those that it is known to call.</param>
    /// <param name="ids">False where ids follow from when something happened.</param>
    /// <returns>The undisturbed end.</returns>
    private static async Task<Ended> SweepAsync(World start, Func<Deployment, Task> scenario, string[] services, bool ids = true)
    {
        var undisturbed = await RunAsync(start, scenario, ids, null, Mishap.None);
        Assert.Equal(services.Order(), undisturbed.Calls.Select(c => c.Key.Split(' ')[0]).Distinct().Order());
        var wrong = new ConcurrentBag<string>();
        var cases = undisturbed.Calls.SelectMany(call => All.Select(mishap => (call, mishap))).ToList();
        // Much of the time is the SDK waiting before it tries again.
        await Parallel.ForEachAsync(cases, new ParallelOptions { MaxDegreeOfParallelism = 64 }, async (one, _) =>
        {
            try
            {
                var end = await RunAsync(start, scenario, ids, one.call, one.mishap);
                if (Difference(undisturbed, end, one.mishap) is { } difference) wrong.Add($"{one.mishap} at {one.call}: {difference}\nlogged: {end.Complaints}");
            }
            catch (Exception e)
            {
                wrong.Add($"{one.mishap} at {one.call}: {e.Message}");
            }
        });
        Assert.True(wrong.IsEmpty, $"{wrong.Count} of {cases.Count} ended otherwise\n\n{string.Join("\n\n", wrong.Order())}");
        return undisturbed;
    }

    private static string? Difference(Ended undisturbed, Ended end, Mishap mishap)
    {
        if (!end.HasStruck) return "it was never made";
        // Who dies beside the count takes it along.
        if (end.Containments != undisturbed.Containments && !(IsDeath(mishap) && end.Containments < undisturbed.Containments)) return $"counted {end.Containments} containments";
        var (missing, surplus) = (undisturbed.Lines.ToList(), end.Lines.ToList());
        foreach (var line in end.Lines) missing.Remove(line);
        foreach (var line in undisturbed.Lines) surplus.Remove(line);
        if (missing.Count + surplus.Count == 0) return null;
        return string.Concat([.. missing.Select(l => $"\n- {l}"), .. surplus.Select(l => $"\n+ {l}")]);
    }

    private static bool IsDeath(Mishap mishap) => mishap is Mishap.DeathBefore or Mishap.DeathAfter;

    private static async Task<Ended> RunAsync(World start, Func<Deployment, Task> scenario, bool ids, WorldCall? at, Mishap mishap)
    {
        var disturbance = new Disturbance(at, mishap);
        var world = start.Copy();
        using var deployment = new Deployment(world, disturbance);
        await scenario(deployment);
        disturbance.End();
        // What is left to the schedule is done when it has come round.
        await deployment.VerifyAsync();
        Assert.Empty(disturbance.Unknown);
        return new Ended(world, world.Describe(ids), disturbance.Calls, disturbance.HasStruck, deployment.Containments, deployment.Complaints);
    }

    private static void AssertContained(World world)
    {
        Assert.Equal(0, world.Lambda.Function!.Reserved);
        Assert.DoesNotContain(true, world.Lambda.Function.Mappings.Values);
        Assert.Contains("SentinelDenyAll", world.Iam.ToString(), StringComparison.Ordinal);
    }

    private static async Task<World> AfterAsync(World start, Func<Deployment, Task> scenario)
    {
        var world = start.Copy();
        using var deployment = new Deployment(world, new Disturbance(null, Mishap.None));
        await scenario(deployment);
        return world;
    }

    /// <summary>The days before are known, nothing of the incident is.</summary>
    private static Task<World> LearnedAsync(string mode) => AfterAsync(World.OfTheIncident(mode), d => d.LearnAsync(StoryOf(d.World)));

    /// <summary>The detector has asked for the containment.</summary>
    private static async Task<World> AskedAsync(string mode) => await AfterAsync(await LearnedAsync(mode), d => d.DeliverAsync("detector", Sample.Batch(StoryOf(d.World).Attack())));

    private static Story StoryOf(World world) => new(World.Account, world.Clock.GetUtcNow().AddMinutes(-10));

    private static byte[] Named(World world) => Encoding.UTF8.GetBytes(new JsonObject { ["function"] = world.Lambda.Function!.Arn }.ToJsonString());
}
