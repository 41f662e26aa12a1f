using System.Net;
using System.Text;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using Sentinel.Aws.Archives;
using Sentinel.Aws.Calls.Wire;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Aws.Tests.Archives;

[Collection(MotoTests.Name)]
public sealed class TrailArchiveTests(MotoServer moto) : IDisposable
{
    private static readonly ArchiveFilter Everything = new([], [], null, null);
    private readonly AwsClients _clients = new(new AwsClientSettings
    {
        Region = "us-east-1",
        Credentials = new BasicAWSCredentials("testing", "testing"),
        Endpoints = new EndpointOverrides(name => name == "AWS_ENDPOINT_URL" ? moto.Address.AbsoluteUri : null),
    });

    public void Dispose() => _clients.Dispose();

    [Fact]
    public async Task Days_of_accounts_and_regions_are_found_and_what_lies_beside_them_is_left()
    {
        var bucket = await BucketAsync(
            "logs/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail/us-east-1/2024/03/13/111122223333_CloudTrail_us-east-1_20240313T0010Z_a.json.gz",
            "logs/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail/us-east-1/2024/03/14/111122223333_CloudTrail_us-east-1_20240314T0020Z_b.json.gz",
            "logs/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail/us-east-1/2024/03/14/111122223333_CloudTrail_us-east-1_20240314T0010Z_c.json.gz",
            "logs/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail/eu-west-1/2024/03/14/111122223333_CloudTrail_eu-west-1_20240314T0010Z_d.json.gz",
            "logs/AWSLogs/o-a1b2c3d4e5/444455556666/CloudTrail/us-east-1/2024/03/14/444455556666_CloudTrail_us-east-1_20240314T0010Z_e.json.gz",
            "logs/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail-Digest/us-east-1/2024/03/14/digest.json.gz",
            "logs/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail-Insight/us-east-1/2024/03/14/insight.json.gz",
            "logs/AWSLogs/111122223333/elasticloadbalancing/us-east-1/2024/03/14/elb.log.gz",
            "logs/copies/by-hand.jsonl");

        var all = await PlacesAsync(bucket, "logs/", Everything);
        var some = await PlacesAsync(bucket, "", new ArchiveFilter(["111122223333"], ["us-east-1"], new DateOnly(2024, 3, 14), new DateOnly(2024, 3, 14)));
        var part = await PlacesAsync(bucket, "logs/AWSLogs/o-a1b2c3d4e5/4444", Everything);

        Assert.Equal(
            [
                "logs/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail/eu-west-1/2024/03/14/",
                "logs/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail/us-east-1/2024/03/13/",
                "logs/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail/us-east-1/2024/03/14/",
                "logs/AWSLogs/o-a1b2c3d4e5/444455556666/CloudTrail/us-east-1/2024/03/14/",
                "logs/copies/",
            ],
            all.Select(p => p.Prefix));
        Assert.Equal(["logs/AWSLogs/o-a1b2c3d4e5/111122223333/CloudTrail/us-east-1/2024/03/14/", "logs/copies/"], some.Select(p => p.Prefix));
        Assert.Equal("logs/AWSLogs/o-a1b2c3d4e5/444455556666/CloudTrail/us-east-1/2024/03/14/", Assert.Single(part).Prefix);
        var day = all[2];
        Assert.Equal((new DateOnly(2024, 3, 14), $"s3://{bucket}/{day.Prefix}"), (day.Day!.Value, day.Name));
        Assert.Equal(["20240314T0010Z_c", "20240314T0020Z_b"], (await Archive(bucket, "", Everything).ObjectsAsync(day, default)).Select(o => o.Key.Split("us-east-1_")[1].Split('.')[0]));
    }

    [Fact]
    public async Task An_object_that_went_is_an_input_that_cannot_be_read_and_a_bucket_that_is_not_there_ends_it()
    {
        var bucket = await BucketAsync("a.json");

        await Assert.ThrowsAsync<IOException>(() => Archive(bucket, "", Everything).OpenAsync(new ArchiveObject("gone.json", 3), default));
        var none = await Assert.ThrowsAsync<ArchiveException>(() => PlacesAsync(bucket + "-not", "", Everything));

        Assert.Contains($"there is no bucket {bucket}-not", none.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "list-type", "s3:ListBucket on trail is not allowed")]
    [InlineData("GET", "a.json", "s3:GetObject on s3://trail/a.json is not allowed, or kms:Decrypt")]
    public async Task A_permission_that_is_missing_is_named(string method, string asked, string expected)
    {
        using var refusing = new Refusing(request => request.Method.Method == method && request.RequestUri!.AbsoluteUri.Contains(asked, StringComparison.Ordinal));
        using var clients = new AwsClients(new AwsClientSettings { Region = "us-east-1", Credentials = new BasicAWSCredentials("testing", "testing"), Endpoints = new EndpointOverrides(name => name == "AWS_ENDPOINT_URL" ? "http://127.0.0.1:9" : null), Handler = refusing });
        var archive = new TrailArchive(clients.S3, "trail", "", Everything);

        var refused = await Assert.ThrowsAsync<ArchiveException>(async () =>
        {
            if (asked is "a.json") await archive.OpenAsync(new ArchiveObject(asked, 3), default);
            else await archive.PlacesAsync(default).ToListAsync();
        });

        Assert.StartsWith(expected, refused.Message, StringComparison.Ordinal);
    }

    private TrailArchive Archive(string bucket, string prefix, ArchiveFilter filter) => new(_clients.S3, bucket, prefix, filter);

    private async Task<List<ArchivePlace>> PlacesAsync(string bucket, string prefix, ArchiveFilter filter) => await Archive(bucket, prefix, filter).PlacesAsync(default).ToListAsync();

    private async Task<string> BucketAsync(params string[] keys)
    {
        var bucket = $"trail-{Guid.CreateVersion7():N}";
        await _clients.S3.PutBucketAsync(bucket);
        foreach (var key in keys) await _clients.S3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = key, InputStream = new MemoryStream(Encoding.UTF8.GetBytes("{}")) });
        return bucket;
    }

    private sealed class Refusing(Func<HttpRequestMessage, bool> refuses) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(new HttpResponseMessage(refuses(request) ? HttpStatusCode.Forbidden : HttpStatusCode.InternalServerError)
        {
            Content = new StringContent("<Error><Code>AccessDenied</Code><Message>User is not authorized</Message></Error>", Encoding.UTF8, "application/xml"),
            RequestMessage = request,
        });
    }
}
