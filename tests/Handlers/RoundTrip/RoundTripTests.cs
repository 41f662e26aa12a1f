using System.Text;
using System.Text.Json.Nodes;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Handlers.Tests.RoundTrip;

/// <summary>The published executable against an emulated AWS, from a batch of events to reserved concurrency 0, and back to exactly what was there before.</summary>
[Collection(OnEmulators.Name)]
[Trait("Proof", "round-trip")]
public sealed class RoundTripTests(MotoServer moto, Dynalite dynalite)
{
    [Fact]
    public async Task Contained_released_and_contained_again_when_lifted()
    {
        using var account = new MotoAccount(moto);
        await using var front = await AwsFront.StartAsync(moto, dynalite, account.Gaps);
        await using var stack = await Stack.StartAsync(front, dynalite);
        var now = TimeProvider.System.GetUtcNow();
        var story = new Story(account.Id, now.AddMinutes(-10));
        await stack.LearnAsync(story);
        await Story.BuildAsync(account);
        var before = await account.PictureAsync(Story.Name, Story.RoleName, Story.UserName);

        Assert.Empty(Sample.Failures(await stack.InvokeAsync("detector", Sample.Batch(story.Attack()))));
        await stack.RespondAsync();

        var contained = await account.PictureAsync(Story.Name, Story.RoleName, Story.UserName);
        Assert.Contains("reserved 0", contained, StringComparison.Ordinal);
        Assert.DoesNotContain(" Enabled", contained, StringComparison.Ordinal);
        Assert.Contains("role attached " + account.DenyAll, contained, StringComparison.Ordinal);
        Assert.Contains("keys Inactive", contained, StringComparison.Ordinal);
        var evidence = await stack.Clients.S3.ListObjectsV2Async(new() { BucketName = stack.Bucket, Prefix = "evidence/" });
        Assert.Contains(evidence.S3Objects, o => o.Key.EndsWith("/manifest.json", StringComparison.Ordinal));
        Assert.Contains(evidence.S3Objects, o => o.Key.Contains("/code-", StringComparison.Ordinal));

        // With the countries beside the executable, what comes before the function is an alert already.
        Assert.Equal(["alert", "contained"], await stack.PagesAsync());

        // The same again, as a queue may: nothing comes of it.
        Assert.Empty(Sample.Failures(await stack.InvokeAsync("detector", Sample.Batch(story.Attack()))));
        await stack.RespondAsync();
        Assert.Equal(contained, await account.PictureAsync(Story.Name, Story.RoleName, Story.UserName));
        Assert.Empty(await stack.PagesAsync());

        // Lifted by hand 30 seconds later: contained again.
        await account.SetConcurrencyAsync(Story.Name, null);
        Assert.Empty(Sample.Failures(await stack.InvokeAsync("detector", Sample.Batch(story.Lift(now.AddSeconds(30))))));
        await stack.RespondAsync();
        Assert.Equal(contained, await account.PictureAsync(Story.Name, Story.RoleName, Story.UserName));

        Assert.Equal(["lifted"], await stack.PagesAsync());

        // Opened to everybody while contained: closed, and put back on release.
        await account.LambdaAsync(HttpMethod.Post, $"2015-03-31/functions/{Story.Name}/policy",
            new JsonObject { ["StatementId"] = "open", ["Action"] = "lambda:InvokeFunction", ["Principal"] = "*" });
        Assert.Empty(Sample.Failures(await stack.InvokeAsync("detector", Sample.Batch(story.Grant(now.AddSeconds(60))))));
        await stack.RespondAsync();
        Assert.DoesNotContain("\"open\"", await PolicyAsync(account), StringComparison.Ordinal);

        var released = JsonNode.Parse(await stack.InvokeAsync("release", Encoding.UTF8.GetBytes(new JsonObject { ["function"] = story.Function }.ToJsonString())))!;
        Assert.True((bool)released["released"]!, released.ToJsonString());
        Assert.Equal(before, await account.PictureAsync(Story.Name, Story.RoleName, Story.UserName));
        Assert.Contains("\"open\"", await PolicyAsync(account), StringComparison.Ordinal);
        Assert.Equal(["released"], await stack.PagesAsync());
    }

    [Fact]
    public async Task Asked_for_approved_lifted_unseen_and_released_from_the_command_line()
    {
        using var account = new MotoAccount(moto);
        await using var front = await AwsFront.StartAsync(moto, dynalite, account.Gaps);
        await using var stack = await Stack.StartAsync(front, dynalite, mode: "approve");
        var story = new Story(account.Id, TimeProvider.System.GetUtcNow().AddMinutes(-10));
        await stack.LearnAsync(story);
        await Story.BuildAsync(account);
        var before = await account.PictureAsync(Story.Name, Story.RoleName, Story.UserName);

        Assert.Empty(Sample.Failures(await stack.InvokeAsync("detector", Sample.Batch(story.Attack()))));
        await stack.RespondAsync();

        Assert.Equal(before, await account.PictureAsync(Story.Name, Story.RoleName, Story.UserName));
        Assert.Equal(["alert", "waiting for approval"], await stack.PagesAsync());
        var listed = stack.Sentinel(0, "incidents", "--open");
        Assert.Contains($"{story.Function}: waits for approval", listed, StringComparison.Ordinal);
        Assert.Contains("waiting for approval)", listed, StringComparison.Ordinal);

        Assert.Contains("quarantine-function", stack.Sentinel(0, "approve", story.Function), StringComparison.Ordinal);

        var contained = await account.PictureAsync(Story.Name, Story.RoleName, Story.UserName);
        Assert.Contains("reserved 0", contained, StringComparison.Ordinal);
        Assert.Equal(["contained"], await stack.PagesAsync());
        Assert.Contains("nothing waits for approval", stack.Sentinel(5, "approve", story.Function), StringComparison.Ordinal);

        // Nobody saw it lifted, until the sweep looks: in this mode it waits again.
        await account.SetConcurrencyAsync(Story.Name, null);
        Assert.Equal(1, (int)JsonNode.Parse(await stack.InvokeAsync("verify", "{}"u8.ToArray()))!["lifted"]!);
        Assert.Equal(["waiting for approval"], await stack.PagesAsync());
        var incident = (string)JsonNode.Parse(stack.Sentinel(0, "incidents", "--jsonl"))!["id"]!;
        stack.Sentinel(0, "approve", "--incident", incident);
        Assert.Equal(contained, await account.PictureAsync(Story.Name, Story.RoleName, Story.UserName));
        Assert.Equal(["lifted"], await stack.PagesAsync());
        Assert.Contains($"{story.Function}: contained now", stack.Sentinel(0, "incidents", "--open"), StringComparison.Ordinal);

        Assert.StartsWith("released", stack.Sentinel(0, "release", "--incident", incident), StringComparison.Ordinal);
        Assert.Equal(before, await account.PictureAsync(Story.Name, Story.RoleName, Story.UserName));
        Assert.Equal(["released"], await stack.PagesAsync());
        Assert.Equal("", stack.Sentinel(0, "incidents", "--open"));
        Assert.Contains("released", stack.Sentinel(0, "incidents"), StringComparison.Ordinal);
        Assert.Contains("it is not contained", stack.Sentinel(5, "release", story.Function), StringComparison.Ordinal);
    }

    private static async Task<string> PolicyAsync(MotoAccount account)
    {
        try
        {
            return (string?)(await account.LambdaAsync(HttpMethod.Get, $"2015-03-31/functions/{Story.Name}/policy"))["Policy"] ?? "";
        }
        catch (InvalidOperationException e) when (e.Message.Contains(": 404 ", StringComparison.Ordinal)) // no statement is left
        {
            return "";
        }
    }
}

/// <summary>The emulators that a whole stack runs upon.</summary>
[CollectionDefinition(Name)]
public sealed class OnEmulators : ICollectionFixture<MotoServer>, ICollectionFixture<Dynalite>
{
    public const string Name = "round trip";
}
