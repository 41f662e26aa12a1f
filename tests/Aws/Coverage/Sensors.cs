using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Sentinel.Aws.Tests.Emulators;

namespace Sentinel.Aws.Tests.Coverage;

/// <summary>Sets sensors up in an account on moto, by plain requests, not by the code under test.</summary>
internal sealed class Sensors(MotoServer server, string account) : IDisposable
{
    private readonly HttpClient _http = new();

    public async Task<JsonNode> JsonAsync(string service, string target, JsonObject body, string region = MotoAccount.Region)
    {
        using var request = Request(HttpMethod.Post, "", service, region);
        request.Headers.Add("X-Amz-Target", target);
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8);
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.1");
        return JsonNode.Parse(await SendAsync(request)) ?? new JsonObject();
    }

    public async Task<JsonNode> RestAsync(HttpMethod method, string path, string service, JsonObject body, string region = MotoAccount.Region)
    {
        using var request = Request(method, path, service, region);
        request.Content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        return JsonNode.Parse(await SendAsync(request)) ?? new JsonObject();
    }

    public async Task TrailAsync(JsonArray? basic, JsonArray? advanced, bool logging = true)
    {
        var bucket = $"trail-{account}";
        using (var request = Request(HttpMethod.Put, bucket, "s3", MotoAccount.Region))
        {
            request.Content = new StringContent($"<CreateBucketConfiguration><LocationConstraint>{MotoAccount.Region}</LocationConstraint></CreateBucketConfiguration>", Encoding.UTF8, "application/xml");
            await SendAsync(request);
        }
        const string Prefix = "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.";
        await JsonAsync("cloudtrail", Prefix + "CreateTrail", new JsonObject { ["Name"] = "all", ["S3BucketName"] = bucket });
        if (logging) await JsonAsync("cloudtrail", Prefix + "StartLogging", new JsonObject { ["Name"] = "all" });
        var selectors = new JsonObject { ["TrailName"] = "all" };
        if (basic is not null) selectors["EventSelectors"] = basic;
        if (advanced is not null) selectors["AdvancedEventSelectors"] = advanced;
        await JsonAsync("cloudtrail", Prefix + "PutEventSelectors", selectors);
    }

    public async Task RuleAsync(string name, string pattern, string? target, bool enabled = true)
    {
        await JsonAsync("events", "AWSEvents.PutRule", new JsonObject { ["Name"] = name, ["EventPattern"] = pattern, ["State"] = enabled ? "ENABLED" : "DISABLED" });
        if (target is not null) await JsonAsync("events", "AWSEvents.PutTargets", new JsonObject { ["Rule"] = name, ["Targets"] = new JsonArray(new JsonObject { ["Id"] = "Sentinel", ["Arn"] = target, ["RoleArn"] = $"arn:aws:iam::{account}:role/SentinelForwarder" }) });
    }

    public async Task ConfigAsync(bool started = true)
    {
        await JsonAsync("config", "StarlingDoveService.PutConfigurationRecorder", new JsonObject
        {
            ["ConfigurationRecorder"] = new JsonObject { ["name"] = "default", ["roleARN"] = $"arn:aws:iam::{account}:role/config", ["recordingGroup"] = new JsonObject { ["allSupported"] = true, ["includeGlobalResourceTypes"] = false } },
        });
        await JsonAsync("config", "StarlingDoveService.PutDeliveryChannel", new JsonObject { ["DeliveryChannel"] = new JsonObject { ["name"] = "default", ["s3BucketName"] = "config" } });
        if (started) await JsonAsync("config", "StarlingDoveService.StartConfigurationRecorder", new JsonObject { ["ConfigurationRecorderName"] = "default" });
    }

    public Task GuardDutyAsync(bool functions) => RestAsync(HttpMethod.Post, "detector", "guardduty", new JsonObject
    {
        ["enable"] = true,
        ["features"] = new JsonArray(new JsonObject { ["name"] = "LAMBDA_NETWORK_LOGS", ["status"] = functions ? "ENABLED" : "DISABLED" }),
    });

    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(HttpMethod method, string path, string service, string region)
    {
        var request = new HttpRequestMessage(method, new Uri(server.Address, path));
        request.Headers.Add("x-moto-account-id", account);
        request.Headers.Authorization = new AuthenticationHeaderValue("AWS4-HMAC-SHA256", $"Credential=testing/20240314/{region}/{service}/aws4_request, SignedHeaders=host, Signature=0");
        return request;
    }

    private async Task<string> SendAsync(HttpRequestMessage request)
    {
        using var answer = await _http.SendAsync(request);
        var text = await answer.Content.ReadAsStringAsync();
        return answer.IsSuccessStatusCode ? text.Length == 0 ? "{}" : text.StartsWith('<') ? "{}" : text : throw new InvalidOperationException($"{request.Method} {request.RequestUri}: {(int)answer.StatusCode} {text}");
    }
}
