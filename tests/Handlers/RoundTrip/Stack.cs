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

/// <summary>The functions of the stack, each a process of its own that is started when it is first invoked.</summary>
internal sealed class Stack(AwsClients clients, string table, string queueUrl, string topicArn, string inboxUrl, AwsFront front) : IAsyncDisposable
{
    private const int MostDeliveries = 5;

    private readonly Dictionary<string, (RuntimeApiStub Api, FunctionProcess Process)> _functions = new(StringComparer.Ordinal);

    /// <summary>An empty deployment whose functions call <paramref name="front"/>.</summary>
    public static async Task<Stack> StartAsync(AwsFront front, Dynalite dynalite, string mode = "enforce")
    {
        var clients = new AwsClients(new AwsClientSettings
        {
            Region = MotoAccount.Region,
            Credentials = new BasicAWSCredentials(AwsFront.Tester, "testing"),
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
        front.Kill = stack.Kill;
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
            Headers = { { "Authorization", $"AWS4-HMAC-SHA256 Credential={AwsFront.Tester}/20260101/{MotoAccount.Region}/{service}/aws4_request, SignedHeaders=host, Signature=0" } },
        };
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, text);
        return MotoAccount.Texts(System.Xml.Linq.XElement.Parse(text), "TopicArn");
    }

    /// <summary>Stores what the days before have taught.</summary>
    public async Task LearnAsync(Story story)
    {
        var options = new StateOptions();
        var facts = new DynamoFactStore(new StateTable(clients.DynamoDb, table, TimeProvider.System), options);
        var pipeline = new Pipeline(new PipelineOptions { Facts = facts });
        foreach (var record in story.History()) Assert.True(pipeline.Learn(Encoding.UTF8.GetBytes(record), out var reason), reason);
        await facts.FlushAsync(CancellationToken.None);
    }

    public AwsClients Clients => clients;

    public string Table => table;

    public string Bucket => $"evidence-{table}";

    /// <summary>Invokes a function that is to succeed with all it is given.</summary>
    public async Task<string> InvokeAsync(string handler, byte[] payload)
    {
        var function = await FunctionAsync(handler);
        var answer = await function.Api.InvokeAsync(payload);
        Assert.False(answer.IsError, $"{answer.Body}\n{function.Process.Output}\n{function.Process.Errors}");
        if (answer.Body.Contains("itemIdentifier", StringComparison.Ordinal)) Assert.Fail($"{answer.Body}\n{function.Process.Output}\n{function.Process.Errors}\n{string.Join('\n', front.Calls.TakeLast(20))}");
        return answer.Body;
    }

    /// <summary>Gives a function a batch until it has taken all of it, as a queue does: what failed comes again, and after a death it starts anew.</summary>
    /// <returns>How often it was given.</returns>
    public async Task<int> DeliverAsync(string handler, byte[] batch)
    {
        for (var times = 1; times <= MostDeliveries; times++)
        {
            var function = await FunctionAsync(handler);
            var answering = function.Api.InvokeAsync(batch);
            if (await Task.WhenAny(answering, function.Process.ExitAsync(TimeSpan.FromMinutes(2))) != answering)
            {
                _functions.Remove(handler);
                await function.Process.DisposeAsync();
                await function.Api.DisposeAsync();
            }
            else if (await answering is { IsError: false } answer && Sample.Failures(answer.Body).Length == 0)
            {
                return times;
            }
        }
        throw new InvalidOperationException($"{handler} did not take a batch in {MostDeliveries} times.");
    }

    private async Task<(RuntimeApiStub Api, FunctionProcess Process)> FunctionAsync(string handler)
    {
        if (_functions.TryGetValue(handler, out var function)) return function;
        var api = await RuntimeApiStub.StartAsync();
        var process = await PublishedBootstrap.StartAsync(api.Endpoint, handler,
            ("AWS_REGION", MotoAccount.Region), ("AWS_ACCESS_KEY_ID", "testing"), ("AWS_SECRET_ACCESS_KEY", "testing"), ("AWS_ENDPOINT_URL", front.Address),
            ("SENTINEL_TABLE", table), ("SENTINEL_CONTAINMENT_QUEUE_URL", queueUrl), ("SENTINEL_EVIDENCE_BUCKET", Bucket), ("SENTINEL_TOPIC_ARN", topicArn), ("SENTINEL_EXTERNAL_ID", "external"));
        return _functions[handler] = (api, process);
    }

    private void Kill()
    {
        foreach (var (_, process) in _functions.Values) process.Kill();
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
    /// <param name="deliver">How; null when all of it is to succeed.</param>
    public async Task RespondAsync(Func<string, byte[], Task>? deliver = null)
    {
        while (true)
        {
            var waiting = await clients.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queueUrl, MaxNumberOfMessages = 10 });
            if (waiting.Messages is not { Count: > 0 } messages) return;
            await (deliver ?? InvokeAsync)("responder", Sample.Batch(fifo: true, messages.Select(m => ("g", m.Body))));
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
