using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SecurityToken.Model;

namespace Sentinel.EndToEnd.Tests.Deployed;

/// <summary>An account of the emulator, asked by plain requests and not by the code under test.</summary>
internal sealed class CloudAccount(Uri endpoint, string id) : IDisposable
{
    /// <summary>The account that credentials of nobody in particular belong to.</summary>
    public const string Default = "123456789012";

    private readonly HttpClient _http = new();

    public string Id => id;

    /// <summary>Credentials that act in the account.</summary>
    public async Task<ImmutableCredentials> CredentialsAsync()
    {
        if (id == Default) return new ImmutableCredentials("testing", "testing", null);
        using var sts = new AmazonSecurityTokenServiceClient(new BasicAWSCredentials("testing", "testing"), new AmazonSecurityTokenServiceConfig { ServiceURL = endpoint.AbsoluteUri, AuthenticationRegion = "us-east-1" });
        var assumed = (await sts.AssumeRoleAsync(new AssumeRoleRequest { RoleArn = $"arn:aws:iam::{id}:role/deployer", RoleSessionName = "deployment" })).Credentials;
        return new ImmutableCredentials(assumed.AccessKeyId, assumed.SecretAccessKey, assumed.SessionToken);
    }

    /// <summary>Calls a service that speaks forms and XML.</summary>
    public async Task<XElement> FormAsync(string service, string region, string version, string action, params (string Name, string Value)[] parameters)
    {
        using var request = Request(HttpMethod.Post, "", service, region);
        request.Content = new FormUrlEncodedContent([KeyValuePair.Create("Action", action), KeyValuePair.Create("Version", version), .. parameters.Select(p => KeyValuePair.Create(p.Name, p.Value))]);
        return XElement.Parse(await SendAsync(request));
    }

    /// <summary>Calls a service that speaks JSON and names its operation in a header.</summary>
    public async Task<JsonNode> JsonAsync(string service, string region, string target, JsonObject body)
    {
        using var request = Request(HttpMethod.Post, "", service, region);
        request.Headers.Add("X-Amz-Target", target);
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, MediaTypeHeaderValue.Parse("application/x-amz-json-1.1"));
        return JsonNode.Parse(await SendAsync(request))!;
    }

    /// <summary>Calls Lambda.</summary>
    public async Task<JsonObject> LambdaAsync(HttpMethod method, string region, string path, JsonObject? body = null)
    {
        using var request = Request(method, path, "lambda", region);
        if (body is not null) request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        var text = await SendAsync(request);
        return text.Length == 0 ? [] : JsonNode.Parse(text)!.AsObject();
    }

    /// <summary>What a stack is made of: type by logical id.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ResourcesAsync(string region, string stack)
    {
        var listed = await FormAsync("cloudformation", region, "2010-05-15", "ListStackResources", ("StackName", stack));
        // moto lists what a condition has kept from being made too, without a name.
        return listed.Descendants().Where(e => e.Name.LocalName == "member" && e.Elements().Any(c => c is { Name.LocalName: "LogicalResourceId", Value.Length: > 0 }))
            .ToDictionary(e => Text(e, "LogicalResourceId"), e => Text(e, "ResourceType"), StringComparer.Ordinal);
    }

    /// <summary>The names of the buckets, in one text.</summary>
    public async Task<string> BucketsAsync(string region)
    {
        using var request = Request(HttpMethod.Get, "", "s3", region);
        return await SendAsync(request);
    }

    public void Dispose() => _http.Dispose();

    private static string Text(XElement element, string name) => element.Elements().First(e => e.Name.LocalName == name).Value;

    private HttpRequestMessage Request(HttpMethod method, string path, string service, string region)
    {
        var request = new HttpRequestMessage(method, new Uri(endpoint, path));
        request.Headers.Add("x-moto-account-id", id);
        request.Headers.Authorization = new AuthenticationHeaderValue("AWS4-HMAC-SHA256", $"Credential=testing/20260101/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0");
        return request;
    }

    private async Task<string> SendAsync(HttpRequestMessage request)
    {
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text : throw new InvalidOperationException($"{request.Method} {request.RequestUri}: {(int)answer.StatusCode} {text}");
    }
}
