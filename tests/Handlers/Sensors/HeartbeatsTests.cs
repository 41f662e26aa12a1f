using System.Text.Json.Nodes;
using Sentinel.Aws.Coverage;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Handlers.Tests.RoundTrip;

namespace Sentinel.Handlers.Tests.Sensors;

[Collection(OnEmulators.Name)]
public sealed class HeartbeatsTests(Dynalite dynalite) : IAsyncLifetime, IDisposable
{
    private readonly Observed _observed = new();
    private readonly Counting _calls = new();
    private Sentinel.Aws.AwsClients _clients = null!;
    private StateTable _table = null!;

    public async Task InitializeAsync()
    {
        _clients = dynalite.Clients(_calls);
        _table = new StateTable(_clients.DynamoDb, await dynalite.NewTableAsync(_clients.DynamoDb), _observed.Clock);
        _calls.Writes = 0;
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _clients.Dispose();
        _calls.Dispose();
        _observed.Dispose();
    }

    [Fact]
    public async Task However_many_regions_of_an_account_are_heard_it_is_one_write()
    {
        var response = await HandleAsync(
            Beat("111122223333", "eu-west-1", "2024-03-14T11:55:00Z"), Beat("111122223333", "us-east-1", "2024-03-14T11:56:00Z"), Beat("111122223333", "eu-west-1", "2024-03-14T12:00:00Z"),
            Beat("444455556666", "eu-west-1", "2024-03-14T11:58:00Z"));

        Assert.Empty(Sample.Failures(response));
        Assert.Equal(2, _calls.Writes);
        var heard = await new HeartbeatBook(_table).ListAsync(CancellationToken.None);
        Assert.Equal(3, heard.Count);
        Assert.Equal(Sample.Noon, heard[("111122223333", "eu-west-1")]);
        Assert.Equal(Sample.Noon.AddMinutes(-4), heard[("111122223333", "us-east-1")]);
    }

    [Fact]
    public async Task A_batch_that_comes_again_changes_nothing()
    {
        await HandleAsync(Beat("111122223333", "eu-west-1", "2024-03-14T12:00:00Z"));
        await HandleAsync(Beat("111122223333", "eu-west-1", "2024-03-14T11:55:00Z"));
        await HandleAsync(Beat("111122223333", "eu-west-1", "2024-03-14T12:00:00Z"));

        Assert.Equal(Sample.Noon, Assert.Single(await new HeartbeatBook(_table).ListAsync(CancellationToken.None)).Value);
    }

    [Fact]
    public async Task The_record_of_a_canary_call_is_noted_with_the_time_at_which_it_arrived()
    {
        var response = await HandleAsync(CanaryCall("Invoke", "noon"), CanaryCall("DeleteFunctionConcurrency20171031", "noon"));

        Assert.Empty(Sample.Failures(response));
        var arrived = await new CanaryBook(_table).ArrivalsAsync("noon", CancellationToken.None);
        Assert.Equal([("111122223333", "eu-west-1", "denied"), ("111122223333", "eu-west-1", "invoke")], arrived.Keys.Order());
        Assert.All(arrived.Values, at => Assert.Equal(Sample.Noon, at));
        Assert.Empty(await new HeartbeatBook(_table).ListAsync(CancellationToken.None));
    }

    [Theory]
    [InlineData("""{"source":"aws.events"}""")]
    [InlineData("""{"source":"aws.events","account":"111122223333#","region":"eu-west-1","time":"2024-03-14T12:00:00Z"}""")]
    [InlineData("""{"source":"aws.events","account":"111122223333","region":"eu west","time":"2024-03-14T12:00:00Z"}""")]
    [InlineData("""{"source":"aws.events","account":"111122223333","region":"eu-west-1","time":"2024-03-14T13:00:00Z"}""")] // would hide an hour of silence
    [InlineData("""{"source":"aws.events","account":"111122223333","region":"eu-west-1","time":"noon"}""")]
    [InlineData("""{"source":"com.example","account":"111122223333","region":"eu-west-1","time":"2024-03-14T12:00:00Z"}""")]
    [InlineData("""{"source":"aws.lambda","account":"111122223333","region":"eu-west-1","time":"2024-03-14T12:00:00Z","detail":{"userIdentity":{"arn":"arn:aws:sts::111122223333:assumed-role/SentinelCoverage/coverage"}}}""")]
    [InlineData("[]")]
    [InlineData("not json")]
    public async Task What_is_neither_is_rejected_and_the_others_are_noted(string body)
    {
        var response = await HandleAsync(body, Beat("111122223333", "us-east-1", "2024-03-14T12:00:00Z"));

        Assert.Equal(["m0"], Sample.Failures(response));
        Assert.Equal(("111122223333", "us-east-1"), Assert.Single(await new HeartbeatBook(_table).ListAsync(CancellationToken.None)).Key);
    }

    private Task<ReadOnlyMemory<byte>> HandleAsync(params string[] bodies) =>
        new Heartbeats(_observed.Batch, new HeartbeatBook(_table), new CanaryBook(_table), _observed.Clock).InvokeAsync(Sample.Batch(bodies), Sample.Context(), CancellationToken.None);

    private static string Beat(string account, string region, string time) => new JsonObject
    {
        ["version"] = "0",
        ["id"] = "53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa",
        ["detail-type"] = "Scheduled Event",
        ["source"] = "aws.events",
        ["account"] = account,
        ["time"] = time,
        ["region"] = region,
        ["resources"] = new JsonArray($"arn:aws:events:{region}:{account}:rule/SentinelMember-Heartbeat"),
        ["detail"] = new JsonObject(),
    }.ToJsonString();

    private static string CanaryCall(string api, string name) => new JsonObject
    {
        ["detail-type"] = "AWS API Call via CloudTrail",
        ["source"] = "aws.lambda",
        ["account"] = "111122223333",
        ["time"] = "2024-03-14T11:59:20Z",
        ["region"] = "eu-west-1",
        ["detail"] = new JsonObject
        {
            ["eventName"] = api,
            ["userIdentity"] = new JsonObject
            {
                ["type"] = "AssumedRole",
                ["arn"] = $"arn:aws:sts::111122223333:assumed-role/SentinelCoverage/canary-{name}",
                ["sessionContext"] = new JsonObject { ["sessionIssuer"] = new JsonObject { ["userName"] = "SentinelCoverage" } },
            },
        },
    }.ToJsonString();

    private sealed class Counting() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        public int Writes { get; set; }

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (request.Headers.TryGetValues("X-Amz-Target", out var target) && target.First().EndsWith("UpdateItem", StringComparison.Ordinal)) Writes++;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
