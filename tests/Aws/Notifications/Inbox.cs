using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Web;
using System.Xml.Linq;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Amazon.SQS.Model;
using Sentinel.Aws.Notifications;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Reports;

namespace Sentinel.Aws.Tests.Notifications;

/// <summary>A topic of its own, queues that are subscribed to it, and the state table, on moto.</summary>
internal sealed class Inbox : IDisposable, INotifierObserver
{
    private static int _last;
    private readonly MotoAccount _account;
    private readonly Uri _server;
    private readonly string _name;

    private Inbox(MotoServer server)
    {
        _account = new MotoAccount(server);
        _server = server.Address;
        _name = string.Create(CultureInfo.InvariantCulture, $"pages-{Interlocked.Increment(ref _last)}");
        _account.Edge.Before = (_, body) =>
        {
            var form = HttpUtility.ParseQueryString(body);
            if (form["Action"] == "Publish") Published.Add(form["Message"]!);
            return form["Action"] is { } action && Answer is { } answer ? answer(action) : null;
        };
    }

    public string Topic { get; private set; } = "";

    public AwsClients Clients => _account.Clients;

    public Edge Edge => _account.Edge;

    /// <summary>Instead of SNS, if it gives anything.</summary>
    public Func<string, HttpResponseMessage?>? Answer { get; set; }

    /// <summary>The parameter Message of each request, as it went over the wire.</summary>
    public List<string> Published { get; } = [];

    public List<(Page Page, Exception Reason)> Unsent { get; } = [];

    public List<(Page Page, Exception Reason)> Forgotten { get; } = [];

    public string Table => _name;

    public static async Task<Inbox> OpenAsync(MotoServer server)
    {
        var inbox = new Inbox(server);
        inbox.Topic = MotoAccount.Texts(await inbox.SnsAsync(("Action", "CreateTopic"), ("Name", inbox._name)), "TopicArn");
        await inbox.Clients.DynamoDb.CreateTableAsync(new CreateTableRequest
        {
            TableName = inbox._name,
            KeySchema = [new KeySchemaElement("pk", KeyType.HASH), new KeySchemaElement("sk", KeyType.RANGE)],
            AttributeDefinitions = [new AttributeDefinition("pk", ScalarAttributeType.S), new AttributeDefinition("sk", ScalarAttributeType.S)],
            BillingMode = BillingMode.PAY_PER_REQUEST,
        });
        return inbox;
    }

    public SnsNotifier Notifier(IAmazonDynamoDB? dynamo = null, string? chat = null) => new(Clients.Sns, Topic, new PageMarkers(dynamo ?? Clients.DynamoDb, Table, TimeProvider.System), this, chat);

    /// <summary>A further topic.</summary>
    public async Task<string> TopicAsync(string name) => MotoAccount.Texts(await SnsAsync(("Action", "CreateTopic"), ("Name", _name + name)), "TopicArn");

    /// <summary>A queue that gets what the filter policy lets through, raw delivery off.</summary>
    public async Task<string> SubscribeAsync(string? filter = null)
    {
        var queue = await Clients.Sqs.CreateQueueAsync($"{_name}-{Interlocked.Increment(ref _last)}");
        var arn = (await Clients.Sqs.GetQueueAttributesAsync(queue.QueueUrl, ["QueueArn"])).QueueARN;
        (string, string)[] policy = filter is null ? [] : [("Attributes.entry.1.key", "FilterPolicy"), ("Attributes.entry.1.value", filter)];
        await SnsAsync([("Action", "Subscribe"), ("TopicArn", Topic), ("Protocol", "sqs"), ("Endpoint", arn), .. policy]);
        return queue.QueueUrl;
    }

    /// <summary>The envelopes that SNS put there, taken out.</summary>
    public async Task<List<JsonElement>> TakeAsync(string queue)
    {
        var taken = new List<JsonElement>();
        while (true)
        {
            var got = await Clients.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest { QueueUrl = queue, MaxNumberOfMessages = 10, WaitTimeSeconds = 0 });
            if (got.Messages is not { Count: > 0 } messages) return taken;
            foreach (var message in messages)
            {
                using var envelope = JsonDocument.Parse(message.Body);
                taken.Add(envelope.RootElement.Clone());
                await Clients.Sqs.DeleteMessageAsync(queue, message.ReceiptHandle);
            }
        }
    }

    public void NotSent(Page page, Exception reason) => Unsent.Add((page, reason));

    public void NotRemembered(Page page, Exception reason) => Forgotten.Add((page, reason));

    public void Dispose() => _account.Dispose();

    private async Task<XElement> SnsAsync(params (string Name, string Value)[] parameters)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, _server) { Content = new FormUrlEncodedContent([.. parameters.Select(p => KeyValuePair.Create(p.Name, p.Value)), new("Version", "2010-03-31")]) };
        request.Headers.Authorization = new AuthenticationHeaderValue("AWS4-HMAC-SHA256", $"Credential=testing/20240314/{MotoAccount.Region}/sns/aws4_request, SignedHeaders=host, Signature=0");
        using var answer = await http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? XElement.Parse(text) : throw new InvalidOperationException(text);
    }
}
