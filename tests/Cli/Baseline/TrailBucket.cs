using System.Globalization;
using System.IO.Compression;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.Runtime;
using Amazon.S3.Model;
using Sentinel.Aws;
using Sentinel.Aws.Calls.Wire;
using Sentinel.Aws.State;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Cli.Tests.Baseline;

/// <summary>A bucket that a trail delivers to, and the tables of deployments, on a moto server.</summary>
internal sealed class TrailBucket : IDisposable
{
    private static int _last;
    private readonly Dictionary<string, string> _variables;
    private readonly AwsClients _clients;

    private TrailBucket(MotoServer moto)
    {
        _variables = new(StringComparer.Ordinal) { ["AWS_REGION"] = "us-east-1", ["AWS_ENDPOINT_URL"] = moto.Address.AbsoluteUri, ["AWS_ACCESS_KEY_ID"] = "testing", ["AWS_SECRET_ACCESS_KEY"] = "testing" };
        _clients = new AwsClients(new AwsClientSettings { Region = "us-east-1", Credentials = new BasicAWSCredentials("testing", "testing"), Endpoints = new EndpointOverrides(_variables.GetValueOrDefault) });
        Name = string.Create(CultureInfo.InvariantCulture, $"trail-{Environment.ProcessId}-{Interlocked.Increment(ref _last)}");
    }

    public string Name { get; }

    public string Url => $"s3://{Name}/";

    public static async Task<TrailBucket> NewAsync(MotoServer moto)
    {
        var bucket = new TrailBucket(moto);
        await bucket._clients.S3.PutBucketAsync(bucket.Name);
        return bucket;
    }

    public CliRun Run(params string[] args) => Run(args, "");

    public CliRun Run(string[] args, string input) => CliRun.Of(args, input, variable: _variables.GetValueOrDefault);

    /// <summary>An empty state table of a deployment whose <c>--stack</c> is returned.</summary>
    public async Task<string> NewStackAsync()
    {
        var stack = string.Create(CultureInfo.InvariantCulture, $"{Name}-{Interlocked.Increment(ref _last)}");
        await _clients.DynamoDb.CreateTableAsync(StateTable.Definition($"{stack}-state"));
        return stack;
    }

    /// <summary>Delivers records as CloudTrail does: gzip, <c>{"Records":[...]}</c>, under the account, region and day.</summary>
    public Task DeliverAsync(DateOnly day, string records, string account = "111122223333", string region = "us-east-1", string name = "a") =>
        PutAsync(string.Create(CultureInfo.InvariantCulture, $"AWSLogs/{account}/CloudTrail/{region}/{day:yyyy'/'MM'/'dd}/{account}_CloudTrail_{region}_{day:yyyyMMdd}T1000Z_{name}.json.gz"), Gzip($"{{\"Records\":[{records}]}}"));

    public async Task PutAsync(string key, byte[] content)
    {
        using var stream = new MemoryStream(content);
        await _clients.S3.PutObjectAsync(new PutObjectRequest { BucketName = Name, Key = key, InputStream = stream });
    }

    public static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    /// <summary>A call of <see cref="Sample.User"/> on a day, from home.</summary>
    public static string Call(DateOnly day, string name = "CreateFunction20150331", string from = "73.162.10.20") => Sample.CreateFunction
        .Replace("2024-03-14T18:02:45Z", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) + "T10:00:00Z", StringComparison.Ordinal)
        .Replace("CreateFunction20150331", name, StringComparison.Ordinal)
        .Replace("185.143.221.89", from, StringComparison.Ordinal)
        .Replace("\"e-1\"", $"\"{day:yyyyMMdd}-{name}-{from}\"", StringComparison.Ordinal);

    public void Dispose() => _clients.Dispose();
}
