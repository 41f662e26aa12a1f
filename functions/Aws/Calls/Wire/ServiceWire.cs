using System.Net.Http.Headers;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;

namespace Sentinel.Aws.Calls.Wire;

/// <summary>What all calls share. The handler is not disposed here.</summary>
/// <param name="Inner">Carries the signed requests. It must not follow redirects: what it sent on would not be signed.</param>
internal sealed record WireParts(HttpMessageHandler Inner, Retries Retry, TimeProvider Clock);

/// <summary>Signed calls of one identity to one service. Retries stand outside the signature, so that every attempt is signed anew.</summary>
/// <param name="failure">Makes the service's own exception out of an error.</param>
internal sealed class ServiceWire(WireParts parts, AWSCredentials credentials, ServiceAddress address, Func<WireError, AmazonServiceException> failure) : IDisposable
{
    /// <summary>Lambda's largest answer without a payload stays far below; more than this is not an answer to read.</summary>
    private const int LargestAnswer = 8 * 1024 * 1024;

    private readonly HttpMessageInvoker _http = new(
        new SigV4SigningHandler(credentials, RegionEndpoint.GetBySystemName(address.SigningRegion), address.Service, parts.Inner), disposeHandler: false);

    /// <exception cref="AmazonServiceException">The service refused, or kept failing until the last attempt.</exception>
    /// <exception cref="AmazonClientException">The service could not be reached, or did not answer in time, until the last attempt.</exception>
    public async Task<WireAnswer> SendAsync(WireCall call, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (answer, error, broken) = await TryAsync(call, cancellationToken);
            if (answer is not null) return answer;
            var again = attempt < parts.Retry.Attempts && (error?.MayPass ?? true) && (call.RetriesConflict || error?.IsConflict is not true);
            if (!again && error is not null) throw failure(error);
            if (!again) throw new AmazonClientException($"{address.Service} did not answer after {attempt} attempts.", broken);
            await Task.Delay(parts.Retry.DelayAfter(attempt, error?.IsConflict ?? false), parts.Clock, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<(WireAnswer? Answer, WireError? Error, Exception? Broken)> TryAsync(WireCall call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(parts.Retry.AttemptTimeout, parts.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = Request(call);
            using var response = await _http.SendAsync(request, either.Token);
            var body = await ReadAsync(response.Content, either.Token);
            return response.IsSuccessStatusCode
                ? (new WireAnswer(response.StatusCode, ErrorReader.RequestId(response), body, FunctionError(response)), null, null)
                : (null, ErrorReader.Read(response, body), null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException) // no connection, or it broke
        {
            return (null, null, e);
        }
        catch (OperationCanceledException e) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return (null, null, e);
        }
    }

    private HttpRequestMessage Request(WireCall call)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(address.Endpoint.AbsoluteUri.TrimEnd('/') + call.Path));
        request.Headers.TryAddWithoutValidation("User-Agent", "SentinelStack");
        if (call.Target is not null) request.Headers.TryAddWithoutValidation("X-Amz-Target", call.Target);
        if (call.Body is null) return request;
        request.Content = new ByteArrayContent(call.Body);
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(call.ContentType!);
        return request;
    }

    private static string? FunctionError(HttpResponseMessage response) => response.Headers.TryGetValues("X-Amz-Function-Error", out var values) ? values.FirstOrDefault() : null;

    private static async Task<byte[]> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var body = new MemoryStream();
        var chunk = new byte[16 * 1024];
        while (await stream.ReadAsync(chunk, cancellationToken) is > 0 and var read)
        {
            if (body.Length + read > LargestAnswer) throw new HttpRequestException("The answer is larger than any that is expected.");
            body.Write(chunk, 0, read);
        }
        return body.ToArray();
    }
}
