using System.Globalization;
using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Microsoft.Extensions.Logging;
using Sentinel.Aws;
using Sentinel.Aws.Calls.Wire;
using Sentinel.Aws.State;
using Sentinel.Core;
using Sentinel.Handlers.Observability;
using Sentinel.Handlers.Queue;
using Sentinel.Handlers.Tests.RoundTrip;

namespace Sentinel.Handlers.Tests.Sweep;

/// <summary>The functions over a <see cref="World"/>, put together as the published ones are. One that fails is called again, as AWS does; one that died is started anew.</summary>
internal sealed class Deployment(World world, Disturbance disturbance) : IDisposable
{
    private const int MostTimes = 6;

    private static int _last;
    private readonly List<string> _complaints = [];
    private readonly Dictionary<string, Function> _running = new(StringComparer.Ordinal);

    // The SDK remembers by address how often it was throttled.
    private readonly string _address = $"https://aws-{Interlocked.Increment(ref _last)}.test";

    public World World => world;

    /// <summary>How often the metric counted a containment.</summary>
    public int Containments { get; private set; }

    /// <summary>The exceptions that the functions logged, but for those that died.</summary>
    public string Complaints => string.Join("; ", _complaints.Distinct(StringComparer.Ordinal));

    /// <summary>Stores what the days before have taught.</summary>
    public async Task LearnAsync(Story story)
    {
        using var edge = new WorldEdge(world, disturbance);
        using var clients = Clients(edge);
        var facts = new DynamoFactStore(new StateTable(clients.DynamoDb, World.Table, world.Clock), new StateOptions());
        var pipeline = new Pipeline(new PipelineOptions { Facts = facts });
        foreach (var record in story.History()) Assert.True(pipeline.Learn(Encoding.UTF8.GetBytes(record), out var reason), reason);
        await facts.FlushAsync(CancellationToken.None);
    }

    /// <summary>Invokes a function until it answers that all is done.</summary>
    /// <param name="again">How long it takes until it is invoked again.</param>
    public async Task<string> InvokeAsync(string handler, byte[] payload, TimeSpan again)
    {
        for (var times = 1; times <= MostTimes; times++)
        {
            if (times > 1) world.Clock.Advance(again);
            if (await TryAsync(handler, payload) is { } answer && !answer.Contains("itemIdentifier", StringComparison.Ordinal)) return answer;
        }
        throw new InvalidOperationException($"{handler} was not done after {MostTimes} times: {Complaints}");
    }

    /// <summary>Delivers messages of a queue until the function has taken them.</summary>
    public Task<string> DeliverAsync(string handler, byte[] batch) => InvokeAsync(handler, batch, TimeSpan.FromMinutes(1));

    /// <summary>Leads what waits in the containment queue to the responder.</summary>
    public async Task RespondAsync()
    {
        if (world.Sent.Count > 0) await DeliverAsync("responder", Sample.Batch(fifo: true, world.Sent.Select(m => (m.Group, m.Body))));
    }

    /// <summary>The schedule's next turn.</summary>
    public Task<string> VerifyAsync()
    {
        world.Clock.Advance(TimeSpan.FromMinutes(15));
        return InvokeAsync("verify", "{}"u8.ToArray(), TimeSpan.FromMinutes(1));
    }

    public void Dispose()
    {
        foreach (var function in _running.Values) function.Dispose();
    }

    // Null when it failed or died.
    private async Task<string?> TryAsync(string handler, byte[] payload)
    {
        if (!_running.TryGetValue(handler, out var function)) _running[handler] = function = await StartAsync(handler);
        string? answer = null;
        try
        {
            if (!function.Edge.IsDead) answer = Encoding.UTF8.GetString((await function.Handler.InvokeAsync(payload, Sample.Context(), CancellationToken.None)).Span);
        }
        catch (Exception) // it is in the log
        {
        }
        disturbance.InvocationEnded();
        if (function.Edge.IsDead)
        {
            _running.Remove(handler);
            function.Dispose();
            return null;
        }
        foreach (var line in function.TakeLog().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l)))
        {
            if (line.TryGetProperty("exception", out var e)) _complaints.Add($"{e.GetProperty("type")}: {e.GetProperty("message")}");
            if (line.TryGetProperty(nameof(Containments), out var counted)) Containments += counted.GetInt32();
        }
        return answer;
    }

    private async Task<Function> StartAsync(string handler)
    {
        var edge = new WorldEdge(world, disturbance);
        var function = new Function(edge, Clients(edge), handler, world.Clock);
        try
        {
            await function.Handler.PrimeAsync(CancellationToken.None);
        }
        catch (Exception) // it starts without
        {
        }
        return function;
    }

    private AwsClients Clients(WorldEdge edge) => new(new AwsClientSettings
    {
        Region = World.Region,
        Credentials = new BasicAWSCredentials("testing", "testing"),
        ExternalId = "external",
        Endpoints = new EndpointOverrides(name => name == "AWS_ENDPOINT_URL" ? _address : null),
        Handler = edge,
        Retry = new Retries { Attempts = 3, Base = TimeSpan.FromMilliseconds(1), ConflictBase = TimeSpan.FromMilliseconds(1), Cap = TimeSpan.FromMilliseconds(1) },
    });

    /// <summary>One process.</summary>
    private sealed class Function : IDisposable
    {
        private readonly MemoryStream _written = new();
        private readonly LineOutput _output;
        private readonly StructuredLog _logs;
        private readonly AwsClients _clients;

        public Function(WorldEdge edge, AwsClients clients, string handler, TimeProvider clock)
        {
            (Edge, _clients, _output) = (edge, clients, new LineOutput(_written));
            var environment = Sample.Environment(level: LogLevel.Warning);
            _logs = new StructuredLog(_output, environment, clock);
            var metrics = new Metrics(_output, environment, clock);
            var batch = new SqsBatch(_logs, metrics);
            var parts = Composition.Over(clients, Variable, clock, _logs);
            Handler = new ObservedHandler(handler switch
            {
                "detector" => parts.Detector(batch, metrics),
                "responder" => parts.Responder(batch, metrics),
                "release" => parts.Release(metrics),
                "approve" => parts.Approve(metrics),
                "verify" => parts.Verify(metrics),
                _ => throw new ArgumentOutOfRangeException(nameof(handler), handler, "No such function."),
            }, _logs, metrics);
        }

        public WorldEdge Edge { get; }

        public IHandler Handler { get; }

        public string TakeLog()
        {
            var log = Encoding.UTF8.GetString(_written.ToArray());
            _written.SetLength(0);
            return log;
        }

        public void Dispose()
        {
            _clients.Dispose();
            Edge.Dispose();
            _logs.Dispose();
            _output.Dispose();
            _written.Dispose();
        }

        private static string? Variable(string name) => name switch
        {
            "SENTINEL_TABLE" => World.Table,
            "SENTINEL_CONTAINMENT_QUEUE_URL" => World.QueueUrl,
            "SENTINEL_EVIDENCE_BUCKET" => World.Bucket,
            "SENTINEL_TOPIC_ARN" => World.Topic,
            _ => null,
        };
    }
}
