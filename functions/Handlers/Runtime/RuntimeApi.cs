using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace Sentinel.Handlers.Runtime;

/// <summary>
/// The four requests of the Lambda Runtime API, version 2018-06-01. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
/// For one invocation at a time. Throws <see cref="HttpRequestException"/> or <see cref="IOException"/> when Lambda cannot be reached or says that the environment is lost.
/// </summary>
internal sealed class RuntimeApi : IDisposable
{
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly FunctionEnvironment _environment;
    private readonly TimeProvider _clock;
    private readonly Uri _base;
    private readonly Uri _next;

    // Without a timeout: the environment is frozen while it waits for an event. Nothing else of the client is wanted on this local hop.
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
        PooledConnectionIdleTimeout = Timeout.InfiniteTimeSpan,
    })
    {
        Timeout = Timeout.InfiniteTimeSpan,
    };

    private byte[] _payload = new byte[64 * 1024];

    public RuntimeApi(FunctionEnvironment environment, TimeProvider clock)
    {
        (_environment, _clock) = (environment, clock);
        _base = new Uri($"http://{environment.RuntimeApi}/2018-06-01/runtime/");
        _next = new Uri(_base, "invocation/next");
    }

    /// <summary>Waits for the next event, as long as it takes.</summary>
    public async Task<Invocation> NextAsync(CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, _next);
        using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        return new Invocation(_environment, _clock)
        {
            AwsRequestId = Header(response, "Lambda-Runtime-Aws-Request-Id") ?? throw new HttpRequestException("the Runtime API handed out an event without a request id"),
            InvokedFunctionArn = Header(response, "Lambda-Runtime-Invoked-Function-Arn") ?? "",
            TraceId = Header(response, "Lambda-Runtime-Trace-Id"),
            Deadline = DeadlineOf(Header(response, "Lambda-Runtime-Deadline-Ms")),
            Payload = await ReadAsync(response.Content, cancellationToken),
        };
    }

    /// <returns>False when Lambda does not take it: it is too large (more than 6 MB), or the invocation is over.</returns>
    public Task<bool> RespondAsync(string requestId, ReadOnlyMemory<byte> response) => PostAsync($"invocation/{requestId}/response", response, errorType: null);

    /// <returns>False when Lambda does not take it: the invocation is over.</returns>
    public Task<bool> FailAsync(string requestId, ErrorReport error) => PostAsync($"invocation/{requestId}/error", error);

    /// <summary>Says that the function cannot start. After it the process ends.</summary>
    public Task<bool> FailInitAsync(ErrorReport error) => PostAsync("init/error", error);

    public void Dispose() => _http.Dispose();

    private Task<bool> PostAsync(string path, ErrorReport error) => PostAsync(path, JsonSerializer.SerializeToUtf8Bytes(error, RuntimeJson.Default.ErrorReport), error.Category);

    // Not cancelled by SIGTERM: an answer that is ready is delivered.
    private async Task<bool> PostAsync(string path, ReadOnlyMemory<byte> body, string? errorType)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_base, path)) { Content = new ReadOnlyMemoryContent(body) };
        request.Content.Headers.ContentType = Json;
        if (errorType is not null) request.Headers.TryAddWithoutValidation("Lambda-Runtime-Function-Error-Type", errorType);
        using var response = await _http.SendAsync(request, CancellationToken.None);
        if (response.StatusCode >= HttpStatusCode.InternalServerError) response.EnsureSuccessStatusCode(); // the environment is lost
        return response.IsSuccessStatusCode;
    }

    // Into one buffer that is kept: an event may hold 6 MB, and every one of them would be a large object.
    private async Task<ReadOnlyMemory<byte>> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        var length = 0;
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        while (true)
        {
            if (length == _payload.Length) Array.Resize(ref _payload, _payload.Length * 2);
            var read = await stream.ReadAsync(_payload.AsMemory(length), cancellationToken);
            if (read == 0) return _payload.AsMemory(0, length);
            length += read;
        }
    }

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.NonValidated.TryGetValues(name, out var values) && values.ToString() is { Length: > 0 } value ? value : null;

    private static DateTimeOffset DeadlineOf(string? milliseconds) =>
        long.TryParse(milliseconds, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(value)
            : DateTimeOffset.MaxValue;
}
