using System.Globalization;
using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Amazon.Runtime;
using Sentinel.Aws.Calls.Wire;
using Sentinel.Aws.Containment;

namespace Sentinel.Aws.Tests.Emulators;

/// <summary>A fresh member account on a moto server. Set up and read by plain requests, not by the code under test.</summary>
public sealed class MotoAccount : IDisposable
{
    public const string Region = "eu-central-1";
    private static int _last;
    private readonly Uri _server;
    private readonly HttpClient _http = new();

    public MotoAccount(MotoServer server)
    {
        _server = server.Address;
        Id = (210_000_000_000 + Interlocked.Increment(ref _last)).ToString(CultureInfo.InvariantCulture);
        Gaps = new MotoGaps();
        Edge = new Edge(Gaps);
        Clients = new AwsClients(new AwsClientSettings
        {
            Region = Region,
            Credentials = new BasicAWSCredentials("testing", "testing"),
            ExternalId = "external",
            Endpoints = new EndpointOverrides(name => name == "AWS_ENDPOINT_URL" ? _server.AbsoluteUri : null),
            Handler = Edge,
            Retry = new Retries { Base = TimeSpan.FromMilliseconds(1), ConflictBase = TimeSpan.FromMilliseconds(1), Cap = TimeSpan.FromMilliseconds(5) },
        });
    }

    public string Id { get; }

    public AwsClients Clients { get; }

    /// <summary>Outermost: where a test breaks calls.</summary>
    public Edge Edge { get; }

    public MotoGaps Gaps { get; }

    public string DenyAll => $"arn:aws:iam::{Id}:policy/SentinelDenyAll";

    public StepTarget Function(string name) => new("incident-1", $"arn:aws:lambda:{Region}:{Id}:function:{name}", Region);

    public StepTarget Role(string name) => new("incident-1", $"arn:aws:iam::{Id}:role/{name}", Region);

    public StepTarget User(string name) => new("incident-1", $"arn:aws:iam::{Id}:user/{name}", Region);

    public static byte[] Zip(string source)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("index.py").Open();
            entry.Write(Encoding.UTF8.GetBytes(source));
        }
        return stream.ToArray();
    }

    public async Task MakeFunctionAsync(string name, string role, byte[]? package = null, JsonObject? more = null)
    {
        var body = new JsonObject
        {
            ["FunctionName"] = name,
            ["Runtime"] = "python3.9",
            ["Handler"] = "index.handler",
            ["Role"] = Role(role).Arn,
            ["Code"] = new JsonObject { ["ZipFile"] = Convert.ToBase64String(package ?? Zip(name)) },
        };
        foreach (var (key, value) in more ?? []) body[key] = value?.DeepClone();
        await LambdaAsync(HttpMethod.Post, "2015-03-31/functions", body);
        Gaps.Packages[name] = package ?? Zip(name);
    }

    public async Task<string> MakeMappingAsync(string function, bool enabled)
    {
        var queue = $"queue-{Interlocked.Increment(ref _last)}";
        await FormAsync("sqs", ("Action", "CreateQueue"), ("Version", "2012-11-05"), ("QueueName", queue));
        var made = await LambdaAsync(HttpMethod.Post, "2015-03-31/event-source-mappings",
            new JsonObject { ["FunctionName"] = function, ["EventSourceArn"] = $"arn:aws:sqs:{Region}:{Id}:{queue}", ["Enabled"] = enabled });
        return (string)made["UUID"]!;
    }

    public Task<XElement> IamAsync(string action, params (string, string)[] parameters) => FormAsync("iam", [("Action", action), ("Version", "2010-05-08"), .. parameters]);

    public Task MakeRoleAsync(string name, params (string, string)[] more) => IamAsync("CreateRole",
        [("RoleName", name), ("AssumeRolePolicyDocument", """{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"lambda.amazonaws.com"},"Action":"sts:AssumeRole"}]}"""), .. more]);

    public Task MakePolicyAsync(string name) => IamAsync("CreatePolicy",
        ("PolicyName", name), ("PolicyDocument", """{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}"""));

    public async Task<JsonObject> LambdaAsync(HttpMethod method, string path, JsonObject? body = null)
    {
        using var request = Request(method, path, "lambda");
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        var text = await SendAsync(request);
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    public Task SetConcurrencyAsync(string function, int? value) => value is { } reserved
        ? LambdaAsync(HttpMethod.Put, $"2017-10-31/functions/{function}/concurrency", new JsonObject { ["ReservedConcurrentExecutions"] = reserved })
        : LambdaAsync(HttpMethod.Delete, $"2017-10-31/functions/{function}/concurrency");

    public async Task<int?> ConcurrencyAsync(string function) =>
        (int?)(await LambdaAsync(HttpMethod.Get, $"2019-09-30/functions/{function}/concurrency"))["ReservedConcurrentExecutions"];

    /// <summary>All that steps may touch, as text to compare.</summary>
    public async Task<string> PictureAsync(string function, string role, string user)
    {
        var mappings = (await LambdaAsync(HttpMethod.Get, $"2015-03-31/event-source-mappings?FunctionName={function}"))["EventSourceMappings"]!.AsArray();
        var roleRead = await IamAsync("GetRole", ("RoleName", role));
        var lines = new List<string>
        {
            $"reserved {await ConcurrencyAsync(function) ?? -1}",
            $"provisioned {string.Join(", ", Gaps.ProvisionedOf(function).Select(p => $"{p.Key}={p.Value}"))}",
            $"mappings {string.Join(", ", mappings.Select(m => $"{m!["UUID"]} {m["State"]}"))}",
            $"role attached {Texts(await IamAsync("ListAttachedRolePolicies", ("RoleName", role)), "PolicyArn")}",
            $"role boundary {Texts(roleRead, "PermissionsBoundaryArn")}",
            $"user attached {Texts(await IamAsync("ListAttachedUserPolicies", ("UserName", user)), "PolicyArn")}",
            $"user boundary {Gaps.UserBoundaries.GetValueOrDefault(user)}",
            $"keys {Texts(await IamAsync("ListAccessKeys", ("UserName", user)), "Status")}",
        };
        return string.Join('\n', lines);
    }

    public static string Texts(XElement xml, string name) => string.Join(", ", xml.Descendants().Where(e => e.Name.LocalName == name).Select(e => e.Value).Order(StringComparer.Ordinal));

    public void Dispose()
    {
        Clients.Dispose();
        Edge.Dispose();
        _http.Dispose();
    }

    private async Task<XElement> FormAsync(string service, params (string Name, string Value)[] parameters)
    {
        using var request = Request(HttpMethod.Post, "", service);
        request.Content = new FormUrlEncodedContent(parameters.Select(p => KeyValuePair.Create(p.Name, p.Value)));
        return XElement.Parse(await SendAsync(request));
    }

    private HttpRequestMessage Request(HttpMethod method, string path, string service)
    {
        var request = new HttpRequestMessage(method, new Uri(_server, path));
        request.Headers.Add("x-moto-account-id", Id);
        request.Headers.Authorization = new AuthenticationHeaderValue("AWS4-HMAC-SHA256", $"Credential=testing/20240314/{Region}/{service}/aws4_request, SignedHeaders=host, Signature=0");
        return request;
    }

    private async Task<string> SendAsync(HttpRequestMessage request)
    {
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{request.Method} {request.RequestUri}: {(int)answer.StatusCode} {text}");
    }
}
