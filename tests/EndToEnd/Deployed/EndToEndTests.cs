using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Sentinel.Aws;
using Sentinel.Aws.Calls.Wire;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core;
using Sentinel.Handlers.Tests.RoundTrip;
using Xunit.Abstractions;

namespace Sentinel.EndToEnd.Tests.Deployed;

/// <summary>The incident's events on the member's bus, and everything from there on as it was deployed: rules, buses, queues, the published executable, tables, topic.</summary>
[Collection(Installation.Tests)]
[Trait("Proof", "end-to-end")]
public sealed class EndToEndTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task An_event_on_the_members_bus_ends_as_reserved_concurrency_zero_and_a_page()
    {
        await using var installation = await Installation.StartAsync();
        var (security, member) = (installation.SecurityAccount, installation.MemberAccount);
        var story = new Story(member.Id, TimeProvider.System.GetUtcNow().AddMinutes(-10));
        var inbox = await SubscribeAsync(installation);
        await LearnAsync(installation, story);
        await BuildAsync(member);

        foreach (var envelope in story.Attack()) await PutAsync(member, envelope);

        var concurrency = await UntilAsync(installation, async () => (int?)(await member.LambdaAsync(HttpMethod.Get, Installation.Home, $"2019-09-30/functions/{Story.Name}/concurrency"))["ReservedConcurrentExecutions"]);
        Assert.Equal(0, concurrency);
        var page = await UntilAsync(installation, () => PageAsync(security, inbox));
        Assert.Contains(Story.Name, page, StringComparison.Ordinal);
        Assert.Contains("contained", page, StringComparison.Ordinal);
        // The report comes after the page; who writes it reads all that is known of the incident.
        Assert.NotNull(await UntilAsync(installation, () => Task.FromResult(installation.Emulator.Timeline.Select(t => t.What).FirstOrDefault(w => w.StartsWith("stored ", StringComparison.Ordinal) && w.EndsWith("report.html", StringComparison.Ordinal)))));
        // Whoever invokes it now is turned away.
        var answer = await member.LambdaAsync(HttpMethod.Post, Installation.Home, $"2015-03-31/functions/{Story.Name}/invocations", []);
        Assert.Equal("throttled", (string?)answer["errorMessage"]);
        await RunTheOthersAsync(security, member, $"arn:aws:lambda:{Installation.Home}:{member.Id}:function:{Story.Name}");
        Assert.Empty(installation.Emulator.Troubles);
        Report(installation.Emulator.Timeline);
    }

    // What schedules, AWS Config and people start, with the rights that each has: the sweep, the check of coverage, the rule, the approval, the release.
    private static async Task RunTheOthersAsync(CloudAccount security, CloudAccount member, string function)
    {
        Task<JsonObject> InvokeAsync(string handler, JsonObject request) => security.LambdaAsync(HttpMethod.Post, Installation.Home, $"2015-03-31/functions/{Installation.StackName}-{handler}/invocations", request);

        Assert.Equal(1, (int?)(await InvokeAsync("verify", []))["open"]);
        var coverage = await InvokeAsync("coverage", []);
        Assert.Contains(member.Id, coverage["gaps"]!.AsArray().Select(g => (string?)g!["account"]));
        var rule = await InvokeAsync("config-rule", Changed(member.Id, function));
        Assert.Equal((1, 1), ((int?)rule["evaluated"], (int?)rule["nonCompliant"])); // it is quarantined
        Assert.Contains("nothing waits for approval", (await InvokeAsync("approve", new JsonObject { ["function"] = function })).ToJsonString(), StringComparison.Ordinal);
        Assert.True((bool?)(await InvokeAsync("release", new JsonObject { ["function"] = function }))["released"]);
        Assert.Null((await member.LambdaAsync(HttpMethod.Get, Installation.Home, $"2019-09-30/functions/{Story.Name}/concurrency"))["ReservedConcurrentExecutions"]);
        Assert.Equal(0, (int?)(await InvokeAsync("verify", []))["open"]);
    }

    private static JsonObject Changed(string account, string function)
    {
        var invoking = new JsonObject
        {
            ["messageType"] = "ConfigurationItemChangeNotification",
            ["notificationCreationTime"] = "2024-03-14T18:03:12.001Z",
            ["configurationItem"] = new JsonObject
            {
                ["configurationItemCaptureTime"] = "2024-03-14T18:03:10.422Z",
                ["awsAccountId"] = account,
                ["configurationItemStatus"] = "OK",
                ["resourceType"] = "AWS::Lambda::Function",
                ["resourceId"] = Story.Name,
                ["awsRegion"] = Installation.Home,
                ["configuration"] = new JsonObject { ["functionArn"] = function, ["role"] = $"arn:aws:iam::{account}:role/{Story.RoleName}", ["runtime"] = "python3.9", ["layers"] = new JsonArray() },
            },
        };
        return new JsonObject
        {
            ["invokingEvent"] = invoking.ToJsonString(),
            ["resultToken"] = "TESTMODE",
            ["eventLeftScope"] = false,
            ["configRuleArn"] = $"arn:aws:config:{Installation.Home}:{account}:config-rule/config-rule-abcdef",
            ["accountId"] = account,
        };
    }

    // What is in the account when the attack begins: the developer's key; and what the attack made, as it lies in reality when its records arrive.
    private static async Task BuildAsync(CloudAccount member)
    {
        const string Trust = """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}""";
        await member.FormAsync("iam", Installation.Iam, "2010-05-08", "CreateRole", ("RoleName", Story.RoleName), ("AssumeRolePolicyDocument", Trust));
        await member.FormAsync("iam", Installation.Iam, "2010-05-08", "CreateUser", ("UserName", Story.UserName));
        await member.FormAsync("iam", Installation.Iam, "2010-05-08", "CreateAccessKey", ("UserName", Story.UserName));
        await member.LambdaAsync(HttpMethod.Post, Installation.Home, "2015-03-31/functions", new JsonObject
        {
            ["FunctionName"] = Story.Name,
            ["Runtime"] = "python3.9",
            ["Handler"] = "index.handler",
            ["Role"] = $"arn:aws:iam::{member.Id}:role/{Story.RoleName}",
            ["Code"] = new JsonObject { ["ZipFile"] = Convert.ToBase64String(MotoAccount.Zip(Story.Name)) },
        });
    }

    private static async Task LearnAsync(Installation installation, Story story)
    {
        using var clients = new AwsClients(new AwsClientSettings
        {
            Region = Installation.Home,
            Credentials = new BasicAWSCredentials("testing", "testing"),
            Endpoints = new EndpointOverrides(name => name is "AWS_ENDPOINT_URL" ? installation.Emulator.Address.AbsoluteUri : null),
        });
        var facts = new DynamoFactStore(new StateTable(clients.DynamoDb, Installation.Table, TimeProvider.System), new StateOptions());
        var pipeline = new Pipeline(new PipelineOptions { Facts = facts });
        foreach (var record in story.History()) Assert.True(pipeline.Learn(Encoding.UTF8.GetBytes(record), out var reason), reason);
        await facts.FlushAsync(CancellationToken.None);
    }

    // IAM tells what happens to it in one region only; everything else tells it where it happens.
    private static async Task PutAsync(CloudAccount member, string envelope)
    {
        var told = JsonNode.Parse(envelope)!;
        var entry = new JsonObject { ["Source"] = (string)told["source"]!, ["DetailType"] = (string)told["detail-type"]!, ["Detail"] = told["detail"]!.ToJsonString() };
        var region = (string)told["source"]! is "aws.iam" ? Installation.Iam : Installation.Home;
        var answer = await member.JsonAsync("events", region, "AWSEvents.PutEvents", new JsonObject { ["Entries"] = new JsonArray(entry) });
        Assert.Equal(0, (int?)answer["FailedEntryCount"] ?? 0);
    }

    private static async Task<string> SubscribeAsync(Installation installation)
    {
        var account = installation.SecurityAccount;
        var made = await account.JsonAsync("sqs", Installation.Home, "AmazonSQS.CreateQueue", new JsonObject { ["QueueName"] = "inbox" });
        await account.FormAsync("sns", Installation.Home, "2010-03-31", "Subscribe", ("TopicArn", installation.TopicArn), ("Protocol", "sqs"),
            ("Endpoint", $"arn:aws:sqs:{Installation.Home}:{account.Id}:inbox"));
        return (string)made["QueueUrl"]!;
    }

    private static async Task<string?> PageAsync(CloudAccount account, string inbox)
    {
        var waiting = await account.JsonAsync("sqs", Installation.Home, "AmazonSQS.ReceiveMessage", new JsonObject { ["QueueUrl"] = inbox, ["MaxNumberOfMessages"] = 10 });
        return waiting["Messages"]?.AsArray().Select(m => (string)m!["Body"]!).FirstOrDefault(b => b.Contains("contained", StringComparison.Ordinal));
    }

    private static async Task<T> UntilAsync<T>(Installation installation, Func<Task<T?>> ask)
    {
        var clock = TimeProvider.System;
        for (var started = clock.GetTimestamp(); clock.GetElapsedTime(started) < Patience; await Task.Delay(100))
        {
            if (await ask() is { } answer) return answer;
        }
        throw new TimeoutException($"Nothing came of it in {Patience}.\n{string.Join('\n', installation.Emulator.Troubles)}\n{string.Join('\n', installation.Emulator.Timeline.Select(t => $"{t.Seconds:F3} {t.What}"))}");
    }

    private static async Task<int> UntilAsync(Installation installation, Func<Task<int?>> ask) => (await UntilAsync(installation, async () => await ask() is { } value ? (object)value : null)) is int found ? found : -1;

    // From the event on the bus to the reservation, and what each part of the way took.
    private void Report(IReadOnlyList<(double Seconds, string What)> timeline)
    {
        var queued = timeline.Last(t => t.What == "queued CreateFunction20150331").Seconds;
        var contained = timeline.First(t => t.What == "reserved concurrency 0").Seconds;
        var begun = timeline.Last(t => t.What == "detector begins" && t.Seconds < contained).Seconds;
        var judged = timeline.Last(t => t.What == "detector ends" && t.Seconds < contained).Seconds;
        var asked = timeline.Last(t => t.What == "responder begins" && t.Seconds < contained).Seconds;
        output.WriteLine($"CreateFunction to reserved concurrency 0: {contained - queued:F2} s; queue {begun - queued:F2}, detector {judged - begun:F2}, containment queue {asked - judged:F2}, responder {contained - asked:F2}");
    }
}
