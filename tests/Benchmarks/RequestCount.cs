using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Cli.Simulation;
using Sentinel.Core;
using Sentinel.Core.Batches;

namespace Sentinel.Benchmarks;

/// <summary>How many DynamoDB requests one Detector makes for a load, in batches of 500, on an emulator; counted, not timed.</summary>
internal static class RequestCount
{
    private const int Batch = 500;

    private const string Heading = """
        # requests: DynamoDB requests of one Detector

        `dotnet run -c Release --project tests/Benchmarks -- requests`: batches of 500, on an emulator. Steady and changing loads are those of `simulate --mix bench`, by callers who did the same on each of forty days before, counted in the second half.

        What is done all day is not written; what is done every day is written on the first thirty days. What remains of the steady control plane is what comes up once:
        something that somebody does not do every day (one UpdateItem of that caller's facts), and a caller whom this Detector has not met before (a BatchGetItem). A role that somebody assumes every day from the usual place
        costs nothing; any other ties two subjects once an hour (an UpdateItem and a Query for each). An invocation is counted under its function and under
        its caller, one UpdateItem each for all minutes of a batch that lie in the same five, and what others counted is read a hundred items at a time. A flood costs these
        two in each batch; what others counted is read until it stands on file that it lasts, in steps of five minutes. A change is written once under each of its subjects and read before and after.

        Aimed at: one for 1,000 steady control-plane records, two for each function, caller and minute of a batch, 80 for the flood by one caller.

        | load | records | requests | for 1,000 records | for each function, caller and minute of a batch | by operation |
        |---|---|---|---|---|---|

        """;

    private static readonly StateOptions Options = new() { Reach = TimeSpan.FromDays(40_000), SignalsLast = TimeSpan.FromDays(40_000) };

    public static async Task<int> MeasureAsync(string results)
    {
        var dynalite = new Dynalite();
        await dynalite.InitializeAsync();
        var table = new StringBuilder(Heading);
        try
        {
            foreach (var kind in BenchMix.Mix(1, 60_000).GroupBy(KindOf).OrderBy(k => k.Key))
            {
                var (records, half) = (kind.ToArray(), kind.Count() / 2);
                await AddAsync(table, dynalite, Names[kind.Key], DaysBefore(records), records[..half], records[half..]);
            }
            var seed = Path.Combine(Repository.Root, "tests", "data", "seed-incident");
            await AddAsync(table, dynalite, "the incident, after its history", [Lines(Path.Combine(seed, "history.jsonl.gz"))], [], Lines(Path.Combine(seed, "events.jsonl.gz")));
            await AddAsync(table, dynalite, "a flood of 10,000 invocations in ten minutes, one function, one caller", [], [], [.. Flood(10_000, TimeSpan.FromMinutes(10))]);
            await AddAsync(table, dynalite, "the same by four callers of three functions", [], [], [.. BenchMix.Flood(1, 10_000)]);
        }
        finally
        {
            await dynalite.DisposeAsync();
        }
        File.WriteAllText(Path.Combine(results, "requests.md"), table.ToString());
        Console.Write(table);
        return 0;
    }

    private static async Task AddAsync(StringBuilder table, Dynalite dynalite, string name, IEnumerable<byte[][]> history, byte[][] before, byte[][] records)
    {
        using var inner = new SocketsHttpHandler();
        using var counter = new Counter(inner);
        using var clients = dynalite.Clients(counter);
        var state = new StateTable(clients.DynamoDb, await dynalite.NewTableAsync(clients.DynamoDb), TimeProvider.System);
        var facts = new DynamoFactStore(state, Options);
        foreach (var day in history)
        {
            var learning = new Sentinel.Core.Pipeline(new PipelineOptions { Facts = facts });
            foreach (var record in day) learning.Learn(record, out _);
        }
        await facts.FlushAsync(CancellationToken.None);
        var detector = new BatchDetector(new BatchDetectorOptions
        {
            Facts = new DynamoFactStore(state, Options),
            Records = new DynamoRecordStore(state, Options),
            Signals = new DynamoSignalStore(state, Options),
            Calls = new DynamoCallStore(state, Options),
            Ask = (_, _) => ValueTask.CompletedTask,
        });
        await TakeAsync(detector, before);
        counter.Operations.Clear();
        await TakeAsync(detector, records);
        var requests = counter.Operations.Values.Sum();
        var operations = string.Join(", ", counter.Operations.OrderByDescending(o => o.Value).Select(o => $"{o.Key} {o.Value.ToString("N0", CultureInfo.InvariantCulture)}"));
        var sets = records.Chunk(Batch).Sum(batch => batch.Select(CallOf).Where(call => call.Function is not null).Distinct().Count());
        var each = sets == 0 ? "" : (requests / (double)sets).ToString("N2", CultureInfo.InvariantCulture);
        table.Append(CultureInfo.InvariantCulture, $"| {name} | {records.Length:N0} | {requests:N0} | {requests * 1000.0 / records.Length:N1} | {each} | {operations} |\n");
    }

    private static async Task TakeAsync(BatchDetector detector, byte[][] records)
    {
        foreach (var batch in records.Chunk(Batch)) await detector.TakeAsync([.. batch.Select(r => (ReadOnlyMemory<byte>)r)], CancellationToken.None);
    }

    /// <summary>Function, caller and minute of an invocation, as the record has them; no function for another call.</summary>
    private static (string? Function, string? Caller, string? Minute) CallOf(byte[] record)
    {
        using var document = JsonDocument.Parse(record);
        if (!document.RootElement.TryGetProperty("detail", out var detail)) detail = document.RootElement;
        if (detail.GetProperty("eventName").GetString() is not "Invoke" || detail.GetProperty("requestParameters") is not { ValueKind: JsonValueKind.Object } request) return default;
        return (request.GetProperty("functionName").GetString(), CallerOf(detail.GetProperty("userIdentity")), detail.GetProperty("eventTime").GetString()![.."yyyy-MM-ddTHH:mm".Length]);
    }

    private static string? CallerOf(JsonElement identity)
    {
        if (identity.TryGetProperty("sessionContext", out var session) && session.TryGetProperty("sessionIssuer", out var role)) return role.GetProperty("arn").GetString();
        return (identity.TryGetProperty("arn", out var arn) ? arn : identity.GetProperty("invokedBy")).GetString();
    }

    private static readonly string[] Names = ["steady control plane", "steady invocations", "changes of functions and roles by those who make them every day"];

    private static int KindOf(byte[] record)
    {
        using var document = JsonDocument.Parse(record);
        var detail = document.RootElement.GetProperty("detail");
        var (source, name) = (detail.GetProperty("eventSource").GetString(), detail.GetProperty("eventName").GetString()!);
        if (name is "Invoke") return 1;
        return source is "lambda.amazonaws.com" or "iam.amazonaws.com" && Changes.Any(verb => name.StartsWith(verb, StringComparison.Ordinal)) ? 2 : 0;
    }

    private static readonly string[] Changes = ["Create", "Update", "Add", "Attach"];

    /// <summary>The same on each of forty days: what is done every day is a habit, and its beginning is known.</summary>
    private static IEnumerable<byte[][]> DaysBefore(byte[][] records)
    {
        var day = DateTimeOffset.Parse(JsonNode.Parse(records[0])!["detail"]!["eventTime"]!.GetValue<string>(), CultureInfo.InvariantCulture).UtcDateTime.Date;
        var today = Encoding.UTF8.GetBytes($"\"eventTime\":\"{day:yyyy-MM-dd}T");
        for (var before = 41; before >= 2; before--)
        {
            var then = Encoding.UTF8.GetBytes($"\"eventTime\":\"{day.AddDays(-before):yyyy-MM-dd}T");
            yield return [.. records.Select(r => Replace(r, today, then))];
        }
    }

    private static byte[] Replace(byte[] record, byte[] what, byte[] by)
    {
        var copy = (byte[])record.Clone();
        by.CopyTo(copy, copy.AsSpan().IndexOf(what));
        return copy;
    }

    /// <summary>One invocation, again and again.</summary>
    private static IEnumerable<byte[]> Flood(int count, TimeSpan within)
    {
        var start = new DateTimeOffset(2024, 3, 14, 18, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < count; i++)
        {
            var record = JsonNode.Parse(BenchMix.Flood(1, 1).Single())!;
            var detail = record["detail"]!;
            detail["eventTime"] = (start + (within * i / count)).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            var id = $"00000000-0000-4000-8000-{i.ToString("D12", CultureInfo.InvariantCulture)}";
            (detail["eventID"], detail["requestID"]) = (id, id);
            yield return Encoding.UTF8.GetBytes(record.ToJsonString());
        }
    }

    private static byte[][] Lines(string path)
    {
        using var file = File.OpenRead(path);
        using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        using var reader = new StreamReader(unzipped);
        return [.. reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(Encoding.UTF8.GetBytes)];
    }

    private sealed class Counter(HttpMessageHandler inner) : DelegatingHandler(inner)
    {
        public Dictionary<string, int> Operations { get; } = new(StringComparer.Ordinal);

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var operation = request.Headers.TryGetValues("X-Amz-Target", out var target) ? target.First().Split('.')[^1] : "other";
            lock (Operations) Operations[operation] = Operations.GetValueOrDefault(operation) + 1;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
