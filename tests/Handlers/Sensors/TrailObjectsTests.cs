using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Sentinel.Aws;
using Sentinel.Aws.Calls.Wire;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Batches;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Handlers.Observability;
using Sentinel.Handlers.Tests.RoundTrip;

namespace Sentinel.Handlers.Tests.Sensors;

[Collection(OnEmulators.Name)]
public sealed class TrailObjectsTests(MotoServer moto) : IAsyncLifetime, IDisposable
{
    private const string Bucket = "trail-objects-test";
    private const string Key = "AWSLogs/111122223333/CloudTrail/us-east-1/2024/03/14/111122223333_CloudTrail_us-east-1_20240314T1805Z_Vw2yQfpSBXBG.json.gz";

    private readonly Observed _observed = new();
    private readonly MemorySignalStore _signals = new();
    private AwsClients _clients = null!;

    private IReadOnlyList<Signal> Signals => _signals.Under("arn:aws:iam::111122223333:user/dev_user").Signals;

    public async Task InitializeAsync()
    {
        _clients = new AwsClients(new AwsClientSettings
        {
            Region = "us-east-1",
            Credentials = new BasicAWSCredentials("testing", "testing"),
            Endpoints = new EndpointOverrides(name => name is "AWS_ENDPOINT_URL" ? moto.Address.AbsoluteUri : null),
        });
        await _clients.S3.PutBucketAsync(Bucket);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _clients.Dispose();
        _observed.Dispose();
    }

    [Fact]
    public async Task The_records_of_a_log_file_are_judged_as_those_of_the_bus_are()
    {
        await PutAsync(Key, SeedDay(600));

        var response = await HandleAsync(Notice(Key));
        _observed.Metrics.Flush("r1");

        Assert.Empty(Sample.Failures(response));
        Assert.Contains(Signals, s => s.Detection == "fresh-role-passed");
        Assert.True(_observed.Lines.Single(l => l.TryGetProperty(nameof(Counter.Signals), out _)).GetProperty("Records").GetInt32() > 500); // more than one batch
    }

    [Fact]
    public async Task The_same_file_twice_and_through_a_topic_adds_nothing()
    {
        await PutAsync(Key, SeedDay(600));
        await HandleAsync(Notice(Key));
        var once = Signals.Select(s => s.Id).Order().ToList();

        await HandleAsync(new JsonObject { ["Type"] = "Notification", ["MessageId"] = "1", ["Message"] = Notice(Key) }.ToJsonString());

        Assert.NotEmpty(once);
        Assert.Equal(once, Signals.Select(s => s.Id).Order());
    }

    [Fact]
    public async Task A_record_that_is_none_is_counted_and_named_and_the_others_are_judged()
    {
        var records = SeedDay(600);
        records.Insert(1, new JsonObject { ["eventName"] = "CreateFunction20150331" });
        await PutAsync(Key, records);

        var response = await HandleAsync(Notice(Key));
        _observed.Metrics.Flush("r1");

        Assert.Empty(Sample.Failures(response));
        Assert.NotEmpty(Signals);
        Assert.Contains(_observed.Lines, l => l.TryGetProperty("key", out var key) && key.GetString() == Key && l.GetProperty("place").GetString() == "record 1");
        Assert.Equal(1, _observed.Lines.Single(l => l.TryGetProperty(nameof(Counter.Signals), out _)).GetProperty("Rejected").GetInt32());
    }

    [Theory]
    [InlineData("""{"Service":"Amazon S3","Event":"s3:TestEvent","Time":"2024-03-14T12:00:00.000Z","Bucket":"trail-objects-test","RequestId":"5582815E1AEA5ADF","HostId":"8cLeGAmw098X5cv4Zkwcmo8vvZa3eH3eKxsPzbB9wrR"}""", true)]
    [InlineData("""{"Records":[]}""", true)]
    [InlineData("{}", false)]
    [InlineData("[]", false)]
    [InlineData("""{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"trail-objects-test"}}}]}""", false)]
    [InlineData("""{"Records":[{"eventName":7,"s3":{"bucket":{"name":"trail-objects-test"},"object":{"key":"x"}}}]}""", false)]
    [InlineData("""{"Records":[{"eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"of-an-attacker"},"object":{"key":"AWSLogs/x/CloudTrail/a.json.gz"}}}]}""", false)]
    public async Task What_names_no_file_of_the_bucket_reads_nothing(string body, bool taken) =>
        Assert.Equal(taken ? [] : ["m0"], Sample.Failures(await HandleAsync(body)));

    [Fact]
    public async Task Digests_and_what_is_deleted_are_left_alone()
    {
        var response = await HandleAsync(
            Notice("AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2024/03/14/111122223333_CloudTrail-Digest_us-east-1_20240314T1805Z.json.gz"),
            Notice(Key + "-that-is-not-there.json.gz").Replace("ObjectCreated:Put", "ObjectRemoved:Delete", StringComparison.Ordinal));

        Assert.Empty(Sample.Failures(response));
    }

    [Fact]
    public async Task A_file_that_is_none_or_not_there_is_tried_again()
    {
        const string Plain = "AWSLogs/111122223333/CloudTrail/us-east-1/plain.json.gz";
        await _clients.S3.PutObjectAsync(new Amazon.S3.Model.PutObjectRequest { BucketName = Bucket, Key = Plain, ContentBody = "no gzip" });

        Assert.Equal(["m0", "m1"], Sample.Failures(await HandleAsync(Notice(Plain), Notice("AWSLogs/111122223333/CloudTrail/us-east-1/none.json.gz"))).Order());
    }

    [Fact]
    public async Task Of_a_file_that_is_cut_off_what_is_there_is_judged_and_the_rest_is_counted()
    {
        await PutAsync(Key, SeedDay(600), cut: 400);

        var response = await HandleAsync(Notice(Key));
        _observed.Metrics.Flush("r1");

        Assert.Empty(Sample.Failures(response));
        Assert.NotEmpty(Signals);
        Assert.True(_observed.Lines.Single(l => l.TryGetProperty(nameof(Counter.Signals), out _)).GetProperty("Rejected").GetInt32() > 0);
    }

    private Task<ReadOnlyMemory<byte>> HandleAsync(params string[] bodies)
    {
        var detector = new BatchDetector(new BatchDetectorOptions
        {
            Facts = new MemoryFactStore(),
            Records = new MemoryRecordStore(),
            Signals = _signals,
            Calls = new MemoryCallStore(),
            Ask = static (_, _) => ValueTask.CompletedTask,
        });
        return new TrailObjects(_observed.Batch, detector, _clients.S3, Bucket, _observed.Metrics, _observed.Logs).InvokeAsync(Sample.Batch(bodies), Sample.Context(), CancellationToken.None);
    }

    private async Task PutAsync(string key, IEnumerable<JsonNode> records, int cut = 0)
    {
        using var file = new MemoryStream();
        using (var gzip = new GZipStream(file, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(Encoding.UTF8.GetBytes(new JsonObject { ["Records"] = new JsonArray([.. records.Select(r => r.DeepClone())]) }.ToJsonString()));
        }
        var bytes = file.ToArray();
        await _clients.S3.PutObjectAsync(new Amazon.S3.Model.PutObjectRequest { BucketName = Bucket, Key = key, InputStream = new MemoryStream(bytes, 0, bytes.Length - cut) });
    }

    // The incident of tests/data, as a file of a trail would hold it: bare records.
    private static List<JsonNode> SeedDay(int most)
    {
        var root = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(root.FullName, "SentinelStack.sln"))) root = root.Parent!;
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(root.FullName, "tests", "data", "seed-incident", "events.jsonl.gz")), CompressionMode.Decompress));
        var records = new List<JsonNode>();
        while (records.Count < most && reader.ReadLine() is { } line) records.Add(JsonNode.Parse(line) is JsonObject o && o["detail"] is { } detail ? detail : JsonNode.Parse(line)!);
        return records;
    }

    private static string Notice(string key) => new JsonObject
    {
        ["Records"] = new JsonArray(new JsonObject
        {
            ["eventVersion"] = "2.1",
            ["eventSource"] = "aws:s3",
            ["awsRegion"] = "us-east-1",
            ["eventTime"] = "2024-03-14T18:05:00.000Z",
            ["eventName"] = "ObjectCreated:Put",
            ["s3"] = new JsonObject
            {
                ["s3SchemaVersion"] = "1.0",
                ["bucket"] = new JsonObject { ["name"] = Bucket, ["arn"] = $"arn:aws:s3:::{Bucket}" },
                ["object"] = new JsonObject { ["key"] = Uri.EscapeDataString(key), ["size"] = 1024 },
            },
        }),
    }.ToJsonString();
}
