using System.Globalization;
using System.Text;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Sentinel.Handlers.Tests;

/// <summary>
/// Stands for Lambda: hands events to a function through the Runtime API and keeps what it answers, with Lambda's status codes and size limit.
/// https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
/// </summary>
public sealed class RuntimeApiStub : IAsyncDisposable
{
    /// <summary>A response may have so many bytes: 6 MB.</summary>
    public const int LongestResponse = 6 * 1024 * 1024;

    public const string FunctionArn = "arn:aws:lambda:us-east-1:111122223333:function:sentinel";
    public const string Trace = "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=1";

    private readonly WebApplication _server;
    private readonly Channel<Event> _events = Channel.CreateUnbounded<Event>();
    private readonly Dictionary<string, Event> _running = new(StringComparer.Ordinal);
    private readonly TaskCompletionSource<Answer> _initError = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _ids;

    private RuntimeApiStub(WebApplication server)
    {
        _server = server;
        _server.MapGet("/2018-06-01/runtime/invocation/next", NextAsync);
        _server.MapPost("/2018-06-01/runtime/invocation/{id}/response", (HttpRequest request, string id) => AnsweredAsync(request, id, isError: false));
        _server.MapPost("/2018-06-01/runtime/invocation/{id}/error", (HttpRequest request, string id) => AnsweredAsync(request, id, isError: true));
        _server.MapPost("/2018-06-01/runtime/init/error", InitFailedAsync);
    }

    /// <param name="ErrorType">The header <c>Lambda-Runtime-Function-Error-Type</c>; null for a response.</param>
    public sealed record Answer(string? ErrorType, string Body)
    {
        public bool IsError => ErrorType is not null;
    }

    private sealed record Event(string Id, ReadOnlyMemory<byte> Payload, TimeSpan Timeout)
    {
        public TaskCompletionSource<Answer> Answered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>For <c>AWS_LAMBDA_RUNTIME_API</c>.</summary>
    public string Endpoint => new Uri(_server.Urls.First()).Authority;

    /// <summary>Completes when the function says that it cannot start.</summary>
    public Task<Answer> InitError => _initError.Task;

    /// <summary>Completes when the function asks for its first event.</summary>
    public Task Started => _asked.Task;

    /// <summary>Says from now on that the environment is lost: 500 to every request.</summary>
    public bool IsLost { get; set; }

    /// <summary>Breaks the connection from now on in the middle of an event.</summary>
    public bool IsCut { get; set; }

    public static async Task<RuntimeApiStub> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Logging.ClearProviders();
        var stub = new RuntimeApiStub(builder.Build());
        await stub._server.StartAsync();
        return stub;
    }

    /// <summary>Queues an event; the task completes when the function has answered it.</summary>
    /// <param name="timeout">The function's timeout, from when it takes the event; a minute when null.</param>
    public Task<Answer> InvokeAsync(ReadOnlyMemory<byte> payload, TimeSpan? timeout = null)
    {
        var id = string.Create(CultureInfo.InvariantCulture, $"8476a536-e9f4-11e8-9739-{Interlocked.Increment(ref _ids):x12}");
        var queued = new Event(id, payload, timeout ?? TimeSpan.FromMinutes(1));
        _events.Writer.TryWrite(queued);
        return queued.Answered.Task;
    }

    public Task<Answer> InvokeAsync(string payload, TimeSpan? timeout = null) => InvokeAsync(Encoding.UTF8.GetBytes(payload), timeout);

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(0);
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
    }

    private async Task NextAsync(HttpContext http)
    {
        _asked.TrySetResult();
        if (Lost(http)) return;
        Event next;
        try
        {
            next = await _events.Reader.ReadAsync(http.RequestAborted);
        }
        catch (OperationCanceledException) // the function has gone
        {
            return;
        }
        lock (_running) _running[next.Id] = next;
        var headers = http.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = next.Id;
        headers["Lambda-Runtime-Deadline-Ms"] = (TimeProvider.System.GetUtcNow() + next.Timeout).ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = FunctionArn;
        headers["Lambda-Runtime-Trace-Id"] = Trace;
        http.Response.ContentType = "application/json";
        if (IsCut) http.Response.ContentLength = next.Payload.Length + 1; // Kestrel then closes the connection
        await http.Response.BodyWriter.WriteAsync(next.Payload);
    }

    private async Task AnsweredAsync(HttpRequest request, string id, bool isError)
    {
        if (Lost(request.HttpContext)) return;
        var body = await BodyAsync(request);
        if (body.Length > LongestResponse)
        {
            request.HttpContext.Response.StatusCode = StatusCodes.Status413RequestEntityTooLarge;
            return;
        }
        Event? running;
        lock (_running) _running.Remove(id, out running);
        request.HttpContext.Response.StatusCode = running is null ? StatusCodes.Status400BadRequest : StatusCodes.Status202Accepted;
        running?.Answered.SetResult(new Answer(isError ? ErrorTypeOf(request) : null, body));
    }

    private async Task InitFailedAsync(HttpRequest request)
    {
        _initError.TrySetResult(new Answer(ErrorTypeOf(request), await BodyAsync(request)));
        request.HttpContext.Response.StatusCode = StatusCodes.Status202Accepted;
    }

    private bool Lost(HttpContext http)
    {
        if (IsLost) http.Response.StatusCode = StatusCodes.Status500InternalServerError;
        return IsLost;
    }

    private static string ErrorTypeOf(HttpRequest request) => request.Headers["Lambda-Runtime-Function-Error-Type"].ToString();

    private static async Task<string> BodyAsync(HttpRequest request)
    {
        using var reader = new StreamReader(request.Body, Encoding.UTF8);
        return await reader.ReadToEndAsync();
    }
}
