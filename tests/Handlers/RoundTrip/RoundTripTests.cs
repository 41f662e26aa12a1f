using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SQS.Model;
using Sentinel.Aws;
using Sentinel.Aws.Calls.Wire;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core;
using Sentinel.Handlers.Tests.Published;

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
        await using var stack = await StackAsync(front);
        var now = TimeProvider.System.GetUtcNow();
        var story = new Story(account.Id, now.AddMinutes(-10));
        await LearnAsync(stack, story);
        await account.MakeRoleAsync(Story.RoleName);
        await account.MakePolicyAsync("SentinelDenyAll");
        await account.IamAsync("CreateUser", ("UserName", Story.UserName));
        await account.IamAsync("CreateAccessKey", ("UserName", Story.UserName));
        await account.MakeFunctionAsync(Story.Name, Story.RoleName);
        await account.MakeMappingAsync(Story.Name, enabled: true);
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

        Assert.Equal(["contained"], await stack.PagesAsync());

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
        await using var stack = await StackAsync(front, mode: "approve");
        var story = new Story(account.Id, TimeProvider.System.GetUtcNow().AddMinutes(-10));
        await LearnAsync(stack, story);
        await account.MakeRoleAsync(Story.RoleName);
        await account.MakePolicyAsync("SentinelDenyAll");
        await account.IamAsync("CreateUser", ("UserName", Story.UserName));
        await account.MakeFunctionAsync(Story.Name, Story.RoleName);
        await account.MakeMappingAsync(Story.Name, enabled: true);
        var before = await account.PictureAsync(Story.Name, Story.RoleName, Story.UserName);

        Assert.Empty(Sample.Failures(await stack.InvokeAsync("detector", Sample.Batch(story.Attack()))));
        await stack.RespondAsync();

        Assert.Equal(before, await account.PictureAsync(Story.Name, Story.RoleName, Story.UserName));
        Assert.Equal(["waiting for approval"], await stack.PagesAsync());
        var listed = stack.Sentinel(0, "incidents", "--open");
        Assert.Contains($"{story.Function}: waits for approval", listed, StringComparison.Ordinal);
        Assert.Contains("(waiting for approval)", listed, StringComparison.Ordinal);

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

    private async Task<Stack> StackAsync(AwsFront front, string mode = "enforce")
    {
        var clients = new AwsClients(new AwsClientSettings
        {
            Region = MotoAccount.Region,
            Credentials = new BasicAWSCredentials("testing", "testing"),
            Endpoints = new EndpointOverrides(name => name is "AWS_ENDPOINT_URL" ? front.Address : null),
        });
        var table = await dynalite.NewTableAsync(clients.DynamoDb);
        await clients.S3.PutBucketAsync(new Amazon.S3.Model.PutBucketRequest { BucketName = $"evidence-{table}", PutBucketConfiguration = new() { LocationConstraint = MotoAccount.Region } });
        var queue = await clients.Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = $"{table}.fifo", Attributes = new() { ["FifoQueue"] = "true" } });
        var inbox = await clients.Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = $"{table}-inbox" });
        var topic = await FormAsync(front, "sns", ("Action", "CreateTopic"), ("Version", "2010-03-31"), ("Name", table));
        await FormAsync(front, "sns", ("Action", "Subscribe"), ("Version", "2010-03-31"), ("TopicArn", topic), ("Protocol", "sqs"),
            ("Endpoint", $"arn:aws:sqs:{MotoAccount.Region}:123456789012:{table}-inbox"));
        await clients.Ssm.PutParameterAsync(new() { Name = "/sentinel/response/mode", Value = mode, Type = Amazon.SimpleSystemsManagement.ParameterType.String, Overwrite = true });
        var stack = new Stack(clients, table, queue.QueueUrl, topic, inbox.QueueUrl, front);
        front.Invoked = (function, payload) => stack.InvokeAsync(function[(function.LastIndexOf('-') + 1)..], payload);
        return stack;
    }

    /// <summary>Calls a service of the security account by its form; tells the first ARN in the answer.</summary>
    private static async Task<string> FormAsync(AwsFront front, string service, params (string, string)[] form)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, front.Address)
        {
            Content = new FormUrlEncodedContent(form.Select(f => KeyValuePair.Create(f.Item1, f.Item2))),
            Headers = { { "Authorization", $"AWS4-HMAC-SHA256 Credential=testing/20260101/{MotoAccount.Region}/{service}/aws4_request, SignedHeaders=host, Signature=0" } },
        };
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return MotoAccount.Texts(System.Xml.Linq.XElement.Parse(text), "TopicArn");
    }

    private static async Task LearnAsync(Stack stack, Story story)
    {
        var options = new StateOptions();
        var facts = new DynamoFactStore(new StateTable(stack.Clients.DynamoDb, stack.Table, TimeProvider.System), options);
        var pipeline = new Pipeline(new PipelineOptions { Facts = facts });
        foreach (var record in story.History()) Assert.True(pipeline.Learn(Encoding.UTF8.GetBytes(record), out var reason), reason);
        await facts.FlushAsync(CancellationToken.None);
    }

    /// <summary>The functions of the stack, each a process of its own that is started when it is first invoked.</summary>
    private sealed class Stack(AwsClients clients, string table, string queueUrl, string topicArn, string inboxUrl, AwsFront front) : IAsyncDisposable
    {
        private readonly Dictionary<string, (RuntimeApiStub Api, FunctionProcess Process)> _functions = new(StringComparer.Ordinal);

        public AwsClients Clients => clients;

        public string Table => table;

        public string Bucket => $"evidence-{table}";

        public async Task<string> InvokeAsync(string handler, byte[] payload)
        {
            if (!_functions.TryGetValue(handler, out var function))
            {
                var api = await RuntimeApiStub.StartAsync();
                var process = await PublishedBootstrap.StartAsync(api.Endpoint, handler,
                    ("AWS_REGION", MotoAccount.Region), ("AWS_ACCESS_KEY_ID", "testing"), ("AWS_SECRET_ACCESS_KEY", "testing"), ("AWS_ENDPOINT_URL", front.Address),
                    ("SENTINEL_TABLE", table), ("SENTINEL_CONTAINMENT_QUEUE_URL", queueUrl), ("SENTINEL_EVIDENCE_BUCKET", Bucket), ("SENTINEL_TOPIC_ARN", topicArn), ("SENTINEL_EXTERNAL_ID", "external"));
                _functions.Add(handler, function = (api, process));
            }
            var answer = await function.Api.InvokeAsync(payload);
            Assert.False(answer.IsError, $"{answer.Body}\n{function.Process.Output}\n{function.Process.Errors}");
            if (answer.Body.Contains("itemIdentifier", StringComparison.Ordinal)) Assert.Fail($"{answer.Body}\n{function.Process.Output}\n{function.Process.Errors}\n{string.Join('\n', front.Calls.TakeLast(20))}");
            return answer.Body;
        }

        /// <summary>Runs the command line on this deployment.</summary>
        /// <returns>Standard output.</returns>
        public string Sentinel(int code, params string[] args)
        {
            using var raw = new MemoryStream();
            using var output = new StreamWriter(raw, new UTF8Encoding(false)) { AutoFlush = true };
            using var error = new StringWriter();
            var terminal = new Cli.Terminal
            {
                RawOut = raw,
                Out = output,
                Error = error,
                OpenInput = () => Stream.Null,
                Clock = TimeProvider.System,
                Variable = name => name switch
                {
                    "AWS_REGION" => MotoAccount.Region,
                    "AWS_ACCESS_KEY_ID" or "AWS_SECRET_ACCESS_KEY" => "testing",
                    "AWS_ENDPOINT_URL" => front.Address,
                    _ => null,
                },
            };
            var ended = Cli.SentinelCommand.Run([.. args, "--stack", table[..table.LastIndexOf("-state", StringComparison.Ordinal)]], terminal);
            var text = Encoding.UTF8.GetString(raw.ToArray());
            Assert.True(code == ended, $"{string.Join(' ', args)} ended with {ended}\n{text}\n{error}");
            return text;
        }

        /// <summary>Leads what waits in the containment queue to the responder, as Lambda's poller does.</summary>
        public async Task RespondAsync()
        {
            while (true)
            {
                var waiting = await clients.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queueUrl, MaxNumberOfMessages = 10 });
                if (waiting.Messages is not { Count: > 0 } messages) return;
                await InvokeAsync("responder", Sample.Batch(fifo: true, messages.Select(m => ("g", m.Body))));
                foreach (var message in messages) await clients.Sqs.DeleteMessageAsync(queueUrl, message.ReceiptHandle);
            }
        }

        /// <summary>The states of the pages that arrived since this was last asked.</summary>
        public async Task<IReadOnlyList<string>> PagesAsync()
        {
            var states = new List<string>();
            while ((await clients.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = inboxUrl, MaxNumberOfMessages = 10 })).Messages is { Count: > 0 } messages)
            {
                foreach (var message in messages)
                {
                    states.Add((string)JsonNode.Parse(message.Body)!["MessageAttributes"]!["state"]!["Value"]!);
                    await clients.Sqs.DeleteMessageAsync(inboxUrl, message.ReceiptHandle);
                }
            }
            return states;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var (api, process) in _functions.Values)
            {
                await process.DisposeAsync();
                await api.DisposeAsync();
            }
            clients.Dispose();
        }
    }
}

/// <summary>The emulators that a whole stack runs upon.</summary>
[CollectionDefinition(Name)]
public sealed class OnEmulators : ICollectionFixture<MotoServer>, ICollectionFixture<Dynalite>
{
    public const string Name = "round trip";
}
