using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;

namespace Sentinel.Aws.Tests.Settings;

/// <summary>SSM's answers to GetParametersByPath, ten a page as SSM gives them; or what it answers when it does not.</summary>
internal sealed class FakeSsm : HttpMessageHandler
{
    private readonly AwsClients _clients;

    public FakeSsm() => _clients = new AwsClients(new AwsClientSettings { Region = "eu-central-1", Credentials = new BasicAWSCredentials("testing", "testing"), Handler = this });

    public IAmazonSimpleSystemsManagement Client => _clients.Ssm;

    /// <summary>Names without the path.</summary>
    public SortedDictionary<string, string> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>Asked with the number of the page, from 0; what it gives back is the answer.</summary>
    public Func<int, HttpResponseMessage?>? Fails { get; set; }

    public int Requests { get; private set; }

    public static HttpResponseMessage Denied() => Answer(HttpStatusCode.BadRequest, new JsonObject { ["__type"] = "AccessDeniedException", ["Message"] = "not authorized" }.ToJsonString());

    public static HttpResponseMessage Answer(HttpStatusCode status, string body) => new(status) { Content = new StringContent(body, Encoding.UTF8, "application/x-amz-json-1.1") };

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        Requests++;
        var asked = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        Assert.Equal(("/sentinel", true, true), ((string?)asked["Path"], (bool?)asked["Recursive"], (bool?)asked["WithDecryption"]));
        var page = (string?)asked["NextToken"] is { } token ? int.Parse(token, CultureInfo.InvariantCulture) : 0;
        if (Fails?.Invoke(page) is { } failure) return failure;
        var size = (int)asked["MaxResults"]!;
        var found = Values.Skip(page * size).Take(size).Select(v => (JsonNode)new JsonObject { ["Name"] = "/sentinel/" + v.Key, ["Value"] = v.Value });
        var answer = new JsonObject { ["Parameters"] = new JsonArray([.. found]) };
        if (Values.Count > (page + 1) * size) answer["NextToken"] = $"{page + 1}";
        return Answer(HttpStatusCode.OK, answer.ToJsonString());
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _clients.Dispose();
        base.Dispose(disposing);
    }
}
