using System.Collections.Specialized;
using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Handlers.Tests.Sweep;

/// <summary>A call as it reached AWS.</summary>
/// <param name="Service">Of the signature; the host, where nothing is signed.</param>
internal sealed record WorldRequest(string Service, string Method, string Path, NameValueCollection Query, string Target, bool IsChunked, byte[] Body)
{
    private static readonly NameValueCollection Nothing = [];

    /// <summary>Parameters of a form.</summary>
    public NameValueCollection Form { get; } = Service is "iam" or "sns" or "sts" ? HttpUtility.ParseQueryString(Encoding.UTF8.GetString(Body)) : Nothing;

    public string Operation => Target.Length > 0 ? Target[(Target.LastIndexOf('.') + 1)..] : Form["Action"] ?? $"{Method} {Path}";

    /// <summary>The same for the same request, whenever it is made and signed.</summary>
    public string Key => $"{Service} {Operation} {Query} {Convert.ToHexStringLower(SHA256.HashData(IsChunked ? [] : Body))[..12]}";
}

/// <summary>The way to AWS of one process: notes every call, lets befall it what is to befall it, and hands it on. Once its process has died nothing passes.</summary>
internal sealed class WorldEdge(World world, Disturbance disturbance) : HttpMessageHandler
{
    /// <summary>Where the presigned addresses of code point to.</summary>
    public const string CodeHost = "awslambda-code.test";

    public bool IsDead { get; private set; }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken);
        var asked = Read(request, body);
        lock (world)
        {
            if (IsDead) throw new ProcessDiedException();
            var mishap = disturbance.Befalls(asked);
            IsDead = mishap is Mishap.DeathBefore or Mishap.DeathAfter;
            switch (mishap)
            {
                case Mishap.DeathBefore:
                    throw new ProcessDiedException();
                case Mishap.Throttled or Mishap.ThrottledOnce:
                    return Answers.Throttle(asked);
                case Mishap.ServerError:
                    return Answers.Error(asked, HttpStatusCode.ServiceUnavailable, "ServiceUnavailable");
                case Mishap.Denied:
                    return Answers.Error(asked, asked.Service is "dynamodb" or "ssm" or "sqs" ? HttpStatusCode.BadRequest : HttpStatusCode.Forbidden, asked.Form.Count > 0 || asked.Service == "s3" ? "AccessDenied" : "AccessDeniedException");
            }
            var answer = Answer(asked);
            answer.RequestMessage = request;
            if (mishap == Mishap.DeathAfter) throw new ProcessDiedException();
            if (mishap == Mishap.NoAnswer) throw asked.Service is "lambda" or "iam" or "sns" or CodeHost
                ? new HttpRequestException("The connection ended without an answer.", new IOException("reset"))
                : new TaskCanceledException("HttpClient.Timeout", new TimeoutException("no answer")); // what the SDK's clients are given
            return answer;
        }
    }

    private HttpResponseMessage Answer(WorldRequest asked)
    {
        try
        {
            return world.Answer(asked);
        }
        catch (InvalidOperationException e) // the functions would take it for a failure like others
        {
            disturbance.Unknown.Add(e.Message);
            throw;
        }
    }

    // Authorization: AWS4-HMAC-SHA256 Credential=ID/DATE/REGION/SERVICE/aws4_request, ...
    private static WorldRequest Read(HttpRequestMessage request, byte[] body)
    {
        var uri = request.RequestUri!;
        var scope = request.Headers.TryGetValues("Authorization", out var authorization) ? authorization.First().Split('=', 2)[1].Split('/') : null;
        var target = request.Headers.TryGetValues("X-Amz-Target", out var targets) ? targets.First() : "";
        var chunked = request.Headers.TryGetValues("x-amz-content-sha256", out var hashes) && hashes.First().StartsWith("STREAMING", StringComparison.Ordinal);
        return new WorldRequest(scope?[3] ?? uri.Host, request.Method.Method, Uri.UnescapeDataString(uri.AbsolutePath), HttpUtility.ParseQueryString(uri.Query), target, chunked, body);
    }
}

/// <summary>Answers in the form that the service has.</summary>
internal static class Answers
{
    public static HttpResponseMessage Json(JsonObject body, HttpStatusCode status = HttpStatusCode.OK) =>
        new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.0") };

    public static HttpResponseMessage Xml(string action, string result) =>
        new(HttpStatusCode.OK) { Content = new StringContent($"<{action}Response><{action}Result>{result}</{action}Result></{action}Response>", Encoding.UTF8, "text/xml") };

    public static HttpResponseMessage Throttle(WorldRequest request) => request.Service switch
    {
        "dynamodb" => Error(request, HttpStatusCode.BadRequest, "ProvisionedThroughputExceededException"),
        "lambda" => Error(request, HttpStatusCode.TooManyRequests, "TooManyRequestsException"),
        "iam" or "sns" or "sts" => Error(request, HttpStatusCode.BadRequest, "Throttling"),
        "s3" or WorldEdge.CodeHost => Error(request, HttpStatusCode.ServiceUnavailable, "SlowDown"),
        _ => Error(request, HttpStatusCode.BadRequest, "ThrottlingException"),
    };

    public static HttpResponseMessage Error(WorldRequest request, HttpStatusCode status, string code, string message = "not now") => request.Service switch
    {
        "iam" or "sns" or "sts" => new(status) { Content = new StringContent($"<ErrorResponse><Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error></ErrorResponse>", Encoding.UTF8, "text/xml") },
        "s3" or WorldEdge.CodeHost => new(status) { Content = new StringContent($"<Error><Code>{code}</Code><Message>{message}</Message></Error>", Encoding.UTF8, "application/xml") },
        _ => new(status) { Headers = { { "x-amzn-ErrorType", code } }, Content = new StringContent(new JsonObject { ["__type"] = code, ["message"] = message }.ToJsonString(), Encoding.UTF8, "application/x-amz-json-1.0") },
    };
}
