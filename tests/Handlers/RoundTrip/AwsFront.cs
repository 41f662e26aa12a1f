using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.Extensions.Logging;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Handlers.Tests.RoundTrip;

/// <summary>One address that answers as AWS does: DynamoDB by dynalite, all else by moto, with what moto lacks. Keeps what was called.</summary>
public sealed class AwsFront : IAsyncDisposable
{
    /// <summary>Access key id of a test's own calls; they are never meddled with.</summary>
    public const string Tester = "tester";

    private const string Package = "/package/";
    private readonly WebApplication _server;
    private readonly HttpMessageInvoker _moto;
    private readonly HttpMessageInvoker _dynamo = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false });
    private readonly Uri _motoAddress;
    private readonly Uri _dynamoAddress;

    private AwsFront(WebApplication server, MotoServer moto, Dynalite dynamo, MotoGaps gaps)
    {
        (_server, _motoAddress, _dynamoAddress, _moto) = (server, moto.Address, dynamo.Address, new HttpMessageInvoker(gaps, disposeHandler: false));
        _server.Run(ForwardAsync);
    }

    public string Address => _server.Urls.First();

    /// <summary>Invokes a function of the stack by its name.</summary>
    public Func<string, byte[], Task<string>>? Invoked { get; set; }

    /// <summary>Says before every call that a function signed, by the name of the service, what befalls it; null: nothing does.</summary>
    public Func<string, Fault>? Meddle { get; set; }

    /// <summary>Ends whichever function is running.</summary>
    public Action? Kill { get; set; }

    /// <summary>Service and operation of every call, in order.</summary>
    public ConcurrentQueue<string> Calls { get; } = new();

    public static async Task<AwsFront> StartAsync(MotoServer moto, Dynalite dynamo, MotoGaps gaps)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var front = new AwsFront(builder.Build(), moto, dynamo, gaps);
        await front._server.StartAsync();
        return front;
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(0);
        await _server.StopAsync(now.Token);
        await _server.DisposeAsync();
        _moto.Dispose();
        _dynamo.Dispose();
    }

    private async Task ForwardAsync(HttpContext http)
    {
        using var body = new MemoryStream();
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        var bytes = body.ToArray();
        var target = http.Request.Headers["X-Amz-Target"].ToString();
        var isDynamo = target.StartsWith("DynamoDB_", StringComparison.Ordinal);
        Calls.Enqueue(target.Length > 0 ? target : $"{http.Request.Method} {http.Request.Path} {Encoding.UTF8.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, 60)))}");
        if (Invoked is not null && http.Request.Path.Value!.Split('/') is ["", "2015-03-31", "functions", var function, "invocations"])
        {
            await http.Response.WriteAsync(await Invoked(function, bytes), http.RequestAborted);
            return;
        }
        var fault = ServiceOf(http.Request) is { } service ? Meddle?.Invoke(service) ?? Fault.None : Fault.None;
        if (fault == Fault.DeathBefore)
        {
            Kill!();
            http.Abort();
            return;
        }
        if (fault == Fault.Denied)
        {
            // DynamoDB, SQS and SSM name a target; the paths of Lambda begin with the year of their version. IAM, STS, SNS and S3 speak XML.
            await DenyAsync(http, target.Length > 0 || http.Request.Path.Value!.StartsWith("/2", StringComparison.Ordinal));
            return;
        }
        using var request = new HttpRequestMessage(new HttpMethod(http.Request.Method), AddressOf(http.Request, isDynamo)) { Content = new ByteArrayContent(bytes) };
        foreach (var (name, values) in http.Request.Headers)
        {
            if (name is "Host" or "Transfer-Encoding" or "Connection" or "Expect") continue;
            if (!request.Headers.TryAddWithoutValidation(name, values.ToArray())) request.Content.Headers.TryAddWithoutValidation(name, values.ToArray());
        }
        using var answer = await (isDynamo ? _dynamo : _moto).SendAsync(request, http.RequestAborted);
        var said = await answer.Content.ReadAsByteArrayAsync(http.RequestAborted);
        if (fault == Fault.DeathAfter)
        {
            Kill!();
            http.Abort();
            return;
        }
        if (http.Request.Path.Value!.StartsWith("/2015-03-31/functions/", StringComparison.Ordinal))
        {
            said = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(said).Replace("https://awslambda-", $"{Address}{Package}awslambda-", StringComparison.Ordinal));
        }
        http.Response.StatusCode = (int)answer.StatusCode;
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers))
        {
            if (name is "Transfer-Encoding" or "Connection" or "Content-Length" or "Keep-Alive") continue;
            http.Response.Headers[name] = values.ToArray();
        }
        if (answer.StatusCode == HttpStatusCode.NoContent || http.Request.Method == "HEAD")
        {
            if (answer.Content.Headers.ContentLength is { } length && http.Request.Method == "HEAD") http.Response.ContentLength = length;
            return;
        }
        http.Response.ContentLength = said.Length;
        await http.Response.Body.WriteAsync(said, http.RequestAborted);
    }

    // Authorization: AWS4-HMAC-SHA256 Credential=ID/DATE/REGION/SERVICE/aws4_request, ...
    private static string? ServiceOf(HttpRequest request) =>
        request.Headers.Authorization.ToString().Split('=', 2) is [_, var scope] && scope.Split('/') is [not Tester, _, _, var service, ..] ? service : null;

    private static async Task DenyAsync(HttpContext http, bool inJson)
    {
        http.Response.StatusCode = StatusCodes.Status403Forbidden;
        http.Response.Headers["x-amzn-ErrorType"] = "AccessDeniedException";
        http.Response.ContentType = inJson ? "application/x-amz-json-1.0" : "text/xml";
        await http.Response.WriteAsync(inJson
            ? """{"__type":"AccessDeniedException","message":"not now"}"""
            : "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not now</Message></Error></ErrorResponse>", http.RequestAborted);
    }

    private Uri AddressOf(HttpRequest request, bool isDynamo)
    {
        var path = request.GetEncodedPathAndQuery();
        return path.StartsWith(Package, StringComparison.Ordinal) ? new Uri("https://" + path[Package.Length..]) : new Uri(isDynamo ? _dynamoAddress : _motoAddress, path);
    }
}

/// <summary>What befalls a call.</summary>
public enum Fault
{
    None,

    /// <summary>It is refused; nobody tries that again by himself.</summary>
    Denied,

    /// <summary>The caller dies before the call has any effect.</summary>
    DeathBefore,

    /// <summary>The caller dies when the call has had its effect, before it hears the answer.</summary>
    DeathAfter,
}
