using System.Net;
using System.Security.Cryptography;
using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;

namespace Sentinel.Aws.Containment;

/// <summary>The evidence bucket. What is put there is stored, or the call throws. Asks for s3:PutObject, s3:GetObject and s3:ListBucket (without the last, S3 calls
/// what is missing forbidden).</summary>
/// <param name="handler">Fetches from presigned addresses; shared, not disposed here.</param>
public sealed class EvidenceStore(IAmazonS3 s3, string bucket, HttpMessageHandler handler)
{
    internal async Task<EvidenceFile> PutAsync(string folder, string name, byte[] content, CancellationToken cancellationToken, string contentType = "application/json")
    {
        using var stream = new MemoryStream(content, writable: false);
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = folder + name, InputStream = stream, ContentType = contentType }, cancellationToken);
        return new EvidenceFile(name, content.Length, Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    /// <summary>Copies what stands at <paramref name="source"/> without holding it in memory.</summary>
    /// <exception cref="HttpRequestException">It could not be fetched; the address, which is a credential, is not in the message.</exception>
    internal async Task<(EvidenceFile File, string Sha256)> CopyAsync(string folder, string name, Uri source, CancellationToken cancellationToken)
    {
        using var http = new HttpMessageInvoker(handler, disposeHandler: false);
        using var request = new HttpRequestMessage(HttpMethod.Get, source);
        using var response = await http.SendAsync(request, cancellationToken);
        if (!response.IsSuccessStatusCode) throw new HttpRequestException($"The code package answered HTTP {(int)response.StatusCode}.", null, response.StatusCode);
        if (response.Content.Headers.ContentLength is not { } length) throw new HttpRequestException("The code package has no known length.");
        using var content = new HashingStream(await response.Content.ReadAsStreamAsync(cancellationToken), length);
        await s3.PutObjectAsync(new PutObjectRequest { BucketName = bucket, Key = folder + name, InputStream = content, AutoCloseStream = false, ContentType = "application/zip" }, cancellationToken);
        if (content.Position != length) throw new HttpRequestException("The code package ended early.");
        var hash = content.Hash();
        return (new EvidenceFile(name, length, Convert.ToHexStringLower(hash)), Convert.ToBase64String(hash));
    }

    /// <summary>Null when there is none.</summary>
    internal async Task<byte[]?> GetAsync(string folder, string name, CancellationToken cancellationToken)
    {
        try
        {
            using var found = await s3.GetObjectAsync(bucket, folder + name, cancellationToken);
            using var content = new MemoryStream();
            await found.ResponseStream.CopyToAsync(content, cancellationToken);
            return content.ToArray();
        }
        catch (AmazonServiceException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }

    /// <summary>Bytes; null when it is not there.</summary>
    internal async Task<long?> SizeAsync(string folder, string name, CancellationToken cancellationToken)
    {
        try
        {
            return (await s3.GetObjectMetadataAsync(bucket, folder + name, cancellationToken)).ContentLength;
        }
        catch (AmazonServiceException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return null;
        }
    }
}
