using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using System.Web;

namespace Sentinel.Aws.Tests.Emulators;

/// <summary>What moto 5.2.1 lacks and AWS has: provisioned concurrency and its rules, the list of function URLs, the code package behind the presigned address,
/// the quota of attached policies, boundaries of users. Everything else goes on to moto.</summary>
public sealed class MotoGaps() : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false })
{
    private const int AttachedPolicies = 10;
    private readonly ConcurrentDictionary<(string Function, string Qualifier), int> _provisioned = new();

    public ConcurrentDictionary<string, byte[]> Packages { get; } = new();

    public ConcurrentDictionary<string, string> UserBoundaries { get; } = new();

    public IEnumerable<KeyValuePair<string, int>> ProvisionedOf(string function) => _provisioned
        .Where(p => p.Key.Function == function).Select(p => KeyValuePair.Create(p.Key.Qualifier, p.Value)).OrderBy(p => p.Key, StringComparer.Ordinal);

    public void Provision(string function, string qualifier, int requested) => _provisioned[(function, qualifier)] = requested;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var path = request.RequestUri!.AbsolutePath;
        if (request.RequestUri.Host.StartsWith("awslambda-", StringComparison.Ordinal)) return Package(request);
        if (path.EndsWith("/provisioned-concurrency", StringComparison.Ordinal)) return await ProvisionedAsync(request, cancellationToken);
        if (path.EndsWith("/urls", StringComparison.Ordinal)) return await UrlsAsync(request, cancellationToken);
        if (path.EndsWith("/concurrency", StringComparison.Ordinal) && request.Method == HttpMethod.Put) return await ReserveAsync(request, cancellationToken);
        if (request.Content?.Headers.ContentType?.MediaType == "application/x-www-form-urlencoded") return await FormAsync(request, cancellationToken);
        return await base.SendAsync(request, cancellationToken);
    }

    private HttpResponseMessage Package(HttpRequestMessage request)
    {
        Assert.Null(request.Headers.Authorization); // a presigned address must not be signed again, and no credential may leak to it
        var name = Packages.Keys.OrderByDescending(n => n.Length).First(n => request.RequestUri!.AbsolutePath.StartsWith($"/{n}-", StringComparison.Ordinal));
        return new HttpResponseMessage(HttpStatusCode.OK) { Content = new StreamContent(new MemoryStream(Packages[name])) { Headers = { ContentLength = Packages[name].Length } } };
    }

    private async Task<HttpResponseMessage> ProvisionedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (function, arn) = Function(request);
        var query = HttpUtility.ParseQueryString(request.RequestUri!.Query);
        if (query["List"] == "ALL")
        {
            var items = ProvisionedOf(function).Select(p => (JsonNode)new JsonObject { ["FunctionArn"] = $"{arn}:{p.Key}", ["RequestedProvisionedConcurrentExecutions"] = p.Value });
            return Json(HttpStatusCode.OK, new JsonObject { ["ProvisionedConcurrencyConfigs"] = new JsonArray([.. items]) });
        }
        var key = (function, query["Qualifier"]!);
        if (request.Method == HttpMethod.Delete)
        {
            // Whether AWS minds a second time is not documented: the stricter answer.
            return _provisioned.TryRemove(key, out _)
                ? new HttpResponseMessage(HttpStatusCode.NoContent)
                : Refuse("ProvisionedConcurrencyConfigNotFoundException", "No Provisioned Concurrency Config found for this function", HttpStatusCode.NotFound);
        }
        var asked = (int)JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!["ProvisionedConcurrentExecutions"]!;
        var reserved = await ReservedAsync(request, function, cancellationToken);
        if (reserved is { } limit && asked + ProvisionedOf(function).Where(p => p.Key != key.Item2).Sum(p => p.Value) > limit)
        {
            return Refuse("InvalidParameterValueException", "Requested Provisioned Concurrency should not be greater than the reservedConcurrentExecution for function");
        }
        _provisioned[key] = asked;
        return Json(HttpStatusCode.Accepted, new JsonObject { ["RequestedProvisionedConcurrentExecutions"] = asked });
    }

    private async Task<HttpResponseMessage> ReserveAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var (function, _) = Function(request);
        var asked = (int)JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!["ReservedConcurrentExecutions"]!;
        return ProvisionedOf(function).Sum(p => p.Value) > asked
            ? Refuse("InvalidParameterValueException", "ReservedConcurrentExecutions should not be lower than function's total provisioned concurrency")
            : await base.SendAsync(request, cancellationToken);
    }

    private async Task<int?> ReservedAsync(HttpRequestMessage request, string function, CancellationToken cancellationToken)
    {
        using var ask = Like(request, HttpMethod.Get, $"/2019-09-30/functions/{function}/concurrency");
        using var answer = await base.SendAsync(ask, cancellationToken);
        return (int?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(cancellationToken))!["ReservedConcurrentExecutions"];
    }

    private async Task<HttpResponseMessage> UrlsAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var ask = Like(request, HttpMethod.Get, request.RequestUri!.AbsolutePath[..^1]);
        using var answer = await base.SendAsync(ask, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        if (text.Contains("Function not found", StringComparison.Ordinal)) return Refuse("ResourceNotFoundException", "Function not found", HttpStatusCode.NotFound);
        var found = answer.IsSuccessStatusCode && JsonNode.Parse(text) is JsonObject url ? new JsonArray(url) : [];
        return Json(HttpStatusCode.OK, new JsonObject { ["FunctionUrlConfigs"] = found });
    }

    private async Task<HttpResponseMessage> FormAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var form = HttpUtility.ParseQueryString(await request.Content!.ReadAsStringAsync(cancellationToken));
        switch (form["Action"])
        {
            case "AttachRolePolicy" when await IsFullAsync(request, "Role", form["RoleName"]!, form["PolicyArn"]!, cancellationToken):
            case "AttachUserPolicy" when await IsFullAsync(request, "User", form["UserName"]!, form["PolicyArn"]!, cancellationToken):
                return Xml(HttpStatusCode.Conflict, "<ErrorResponse xmlns=\"https://iam.amazonaws.com/doc/2010-05-08/\"><Error><Type>Sender</Type><Code>LimitExceeded</Code>"
                    + "<Message>Cannot exceed quota for PoliciesPerRole: 10</Message></Error><RequestId>r</RequestId></ErrorResponse>");
            case "PutUserPermissionsBoundary":
                UserBoundaries[form["UserName"]!] = form["PermissionsBoundary"]!;
                return Xml(HttpStatusCode.OK, "<PutUserPermissionsBoundaryResponse/>");
            case "DeleteUserPermissionsBoundary":
                UserBoundaries.TryRemove(form["UserName"]!, out _);
                return Xml(HttpStatusCode.OK, "<DeleteUserPermissionsBoundaryResponse/>");
            case "GetUser" when UserBoundaries.TryGetValue(form["UserName"]!, out var boundary):
                return await WithBoundaryAsync(await base.SendAsync(request, cancellationToken), boundary, cancellationToken);
            default:
                return await base.SendAsync(request, cancellationToken);
        }
    }

    private static async Task<HttpResponseMessage> WithBoundaryAsync(HttpResponseMessage answer, string boundary, CancellationToken cancellationToken)
    {
        using (answer)
        {
            var text = await answer.Content.ReadAsStringAsync(cancellationToken);
            return Xml(answer.StatusCode, text.Replace("</UserName>",
                $"</UserName><PermissionsBoundary><PermissionsBoundaryType>Policy</PermissionsBoundaryType><PermissionsBoundaryArn>{boundary}</PermissionsBoundaryArn></PermissionsBoundary>", StringComparison.Ordinal));
        }
    }

    private async Task<bool> IsFullAsync(HttpRequestMessage request, string kind, string name, string policy, CancellationToken cancellationToken)
    {
        using var ask = Like(request, HttpMethod.Post, "/");
        ask.Content = new StringContent($"Action=ListAttached{kind}Policies&Version=2010-05-08&{kind}Name={Uri.EscapeDataString(name)}", Encoding.UTF8, "application/x-www-form-urlencoded");
        using var answer = await base.SendAsync(ask, cancellationToken);
        var text = await answer.Content.ReadAsStringAsync(cancellationToken);
        return text.Split("<PolicyArn>").Length - 1 >= AttachedPolicies && !text.Contains($"<PolicyArn>{policy}<", StringComparison.Ordinal);
    }

    private static HttpRequestMessage Like(HttpRequestMessage request, HttpMethod method, string path)
    {
        var like = new HttpRequestMessage(method, new Uri(request.RequestUri!, path));
        foreach (var (name, values) in request.Headers) like.Headers.TryAddWithoutValidation(name, values);
        return like;
    }

    private static (string Name, string Arn) Function(HttpRequestMessage request)
    {
        var named = Uri.UnescapeDataString(request.RequestUri!.AbsolutePath.Split('/')[3]);
        return (named[(named.LastIndexOf(':') + 1)..], named);
    }

    private static HttpResponseMessage Refuse(string code, string message, HttpStatusCode status = HttpStatusCode.BadRequest) =>
        new(status) { Headers = { { "x-amzn-ErrorType", code } }, Content = new StringContent(new JsonObject { ["Type"] = "User", ["message"] = message }.ToJsonString()) };

    private static HttpResponseMessage Json(HttpStatusCode status, JsonObject body) => new(status) { Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json") };

    private static HttpResponseMessage Xml(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "text/xml") };
}
