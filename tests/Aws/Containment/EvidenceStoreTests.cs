using System.Net;
using System.Security.Cryptography;
using Sentinel.Aws.Containment;
using Sentinel.Aws.Tests.Calls;

namespace Sentinel.Aws.Tests.Containment;

/// <summary>As it goes to S3 itself, over TLS, where the form of an upload is another one than on an emulator.</summary>
public sealed class EvidenceStoreTests
{
    private static readonly Uri Package = new("https://awslambda-eu-central-1-tasks.s3.eu-central-1.amazonaws.com/snapshots/x?X-Amz-Signature=secret");

    [Fact]
    public async Task A_package_is_streamed_with_its_length_and_a_checksum()
    {
        const int Size = 20_000_000;
        var source = new Zeros(Size);
        var sink = new Sink(source);
        using var s3 = new Fake(request => request.RequestUri == Package ? Body(source, Size) : null) { Sink = sink };
        using var clients = new AwsClients(new AwsClientSettings { Region = "eu-central-1", Credentials = Script.Keys, Handler = s3 });

        var (file, sha256) = await new EvidenceStore(clients.S3, "bucket", clients.Handler).CopyAsync("evidence/i/", "code.zip", Package, CancellationToken.None);

        using var zeros = new Zeros(Size);
        Assert.Equal((Size, Convert.ToBase64String(await SHA256.HashDataAsync(zeros))), (file.Size, sha256));
        Assert.Equal("https://bucket.s3.eu-central-1.amazonaws.com/evidence/i/code.zip", s3.Put!.RequestUri!.AbsoluteUri);
        Assert.Equal("20000000", Assert.Single(s3.Put.Headers.GetValues("x-amz-decoded-content-length")));
        Assert.Contains("x-amz-trailer", s3.Put.Headers.Select(h => h.Key), StringComparer.OrdinalIgnoreCase);
        Assert.InRange(sink.Lead, 0, 1024 * 1024);
    }

    [Fact]
    public async Task A_package_that_ends_early_is_an_error()
    {
        using var s3 = new Fake(request => request.RequestUri == Package ? Body(new MemoryStream(new byte[10]), 100) : null);
        using var clients = new AwsClients(new AwsClientSettings { Region = "eu-central-1", Credentials = Script.Keys, Handler = s3 });

        var thrown = await Assert.ThrowsAnyAsync<Exception>(() => new EvidenceStore(clients.S3, "bucket", clients.Handler).CopyAsync("evidence/i/", "code.zip", Package, CancellationToken.None));

        Assert.DoesNotContain("secret", thrown.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(302)]
    [InlineData(403)]
    [InlineData(500)]
    public async Task A_package_that_is_not_given_is_an_error_that_keeps_the_address_to_itself(int status)
    {
        using var s3 = new Fake(request => request.RequestUri == Package ? new HttpResponseMessage((HttpStatusCode)status) : null);
        using var clients = new AwsClients(new AwsClientSettings { Region = "eu-central-1", Credentials = Script.Keys, Handler = s3 });

        var thrown = await Assert.ThrowsAsync<HttpRequestException>(() => new EvidenceStore(clients.S3, "bucket", clients.Handler).CopyAsync("evidence/i/", "code.zip", Package, CancellationToken.None));

        Assert.DoesNotContain("secret", thrown.ToString(), StringComparison.Ordinal);
        Assert.Null(s3.Put);
    }

    private static HttpResponseMessage Body(Stream source, long length) => new() { Content = new StreamContent(source) { Headers = { ContentLength = length } } };

    /// <summary>Takes what is put and forgets it.</summary>
    private sealed class Fake(Func<HttpRequestMessage, HttpResponseMessage?> answer) : HttpMessageHandler
    {
        public HttpRequestMessage? Put { get; private set; }

        public Stream Sink { get; init; } = Stream.Null;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (answer(request) is { } given) return given;
            Put = request;
            await request.Content!.CopyToAsync(Sink, cancellationToken);
            return new HttpResponseMessage { Headers = { ETag = new("\"0\"") } };
        }
    }
}
