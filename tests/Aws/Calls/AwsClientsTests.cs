using System.Globalization;
using Amazon.Lambda.Model;
using Amazon.Runtime;
using Amazon.SecurityToken;

namespace Sentinel.Aws.Tests.Calls;

public sealed class AwsClientsTests
{
    [Theory]
    [InlineData("eu-central-1", "https://sts.eu-central-1.amazonaws.com/", "arn:aws:iam::444455556666:role/SentinelContainment")]
    [InlineData("cn-north-1", "https://sts.cn-north-1.amazonaws.com.cn/", "arn:aws-cn:iam::444455556666:role/SentinelContainment")]
    [InlineData("us-gov-west-1", "https://sts.us-gov-west-1.amazonaws.com/", "arn:aws-us-gov:iam::444455556666:role/SentinelContainment")]
    public async Task The_role_of_the_account_is_assumed_at_the_regional_endpoint(string region, string endpoint, string role)
    {
        var sts = new Sts(TimeSpan.FromMinutes(15));
        using var clients = Clients(sts, region);

        await clients.For("444455556666", region, "incident:7").Lambda.GetFunctionConcurrencyAsync(new() { FunctionName = "f" });

        var asked = Assert.Single(sts.Asked);
        Assert.Equal(endpoint, asked.Uri.AbsoluteUri);
        Assert.Equal((role, "incident-7", "secret of ours"), (asked.Form["RoleArn"], asked.Form["RoleSessionName"], asked.Form["ExternalId"]));
        Assert.Contains("Credential=ASIA1/", Assert.Single(sts.Others).Headers["Authorization"], StringComparison.Ordinal);
        Assert.Equal("session1", sts.Others[0].Headers["X-Amz-Security-Token"]);
    }

    [Theory]
    [InlineData("", "--")]
    [InlineData("a", "a-")]
    [InlineData("x y/é\n", "x-y---")]
    public async Task A_session_has_a_name_that_STS_takes(string incident, string session)
    {
        var sts = new Sts(TimeSpan.FromMinutes(15));
        using var clients = Clients(sts);

        await AskAsync(clients, "444455556666", incident);
        await AskAsync(clients, "444455556666", new string('z', 200));

        Assert.Equal(session, sts.Asked[0].Form["RoleSessionName"]);
        Assert.Equal(64, sts.Asked[1].Form["RoleSessionName"].Length);
    }

    [Fact]
    public async Task Credentials_are_kept_per_account_and_incident_and_got_anew_shortly_before_they_expire()
    {
        var lasting = new Sts(TimeSpan.FromMinutes(15));
        using var clients = Clients(lasting);
        await AskAsync(clients, "444455556666", "incident-1");
        await AskAsync(clients, "444455556666", "incident-1");
        await AskAsync(clients, "444455556666", "incident-2");
        await AskAsync(clients, "777788889999", "incident-1");

        var fading = new Sts(TimeSpan.FromMinutes(2));
        using var others = Clients(fading);
        await AskAsync(others, "444455556666", "incident-1");
        await AskAsync(others, "444455556666", "incident-1");

        Assert.Equal(3, lasting.Asked.Count);
        Assert.Equal(2, fading.Asked.Count);
    }

    [Fact]
    public async Task An_account_that_does_not_trust_us_is_an_error_that_names_it()
    {
        using var script = new Script(Script.Answer(403,
            "<ErrorResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform: sts:AssumeRole</Message></Error><RequestId>r</RequestId></ErrorResponse>"));
        using var clients = new AwsClients(new AwsClientSettings { Region = "eu-central-1", Credentials = Script.Keys, Handler = script });

        var thrown = await Assert.ThrowsAsync<AmazonSecurityTokenServiceException>(() => AskAsync(clients, "444455556666", "i"));

        Assert.Equal("AccessDenied", thrown.ErrorCode);
    }

    [Fact]
    public async Task Every_client_goes_through_the_one_handler()
    {
        using var script = new Script(Script.Answer(400, "<Error><Code>Refused</Code></Error>"));
        using var clients = new AwsClients(new AwsClientSettings { Region = "eu-central-1", Credentials = Script.Keys, Handler = script });

        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => clients.DynamoDb.ListTablesAsync());
        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => clients.Sqs.ListQueuesAsync(""));
        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => clients.Ssm.GetParameterAsync(new() { Name = "/sentinel/x" }));
        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => clients.S3.ListBucketsAsync());
        await Assert.ThrowsAnyAsync<AmazonServiceException>(() => clients.Sns.PublishAsync(new() { TopicArn = "t", Message = "m" }));

        Assert.Equal(["dynamodb", "s3", "sns", "sqs", "ssm"], script.Seen.Select(s => s.Uri.Host.Split('.')[0]).Distinct().Order());
    }

    [Fact]
    public void A_region_must_be_set()
    {
        Assert.Contains("AWS_REGION", Assert.Throws<ConfigurationException>(() => AwsClientSettings.FromEnvironment(_ => null)).Message, StringComparison.Ordinal);
        Assert.Equal("eu-north-1", AwsClientSettings.FromEnvironment(name => name == "AWS_REGION" ? "eu-north-1" : null).Region);
    }

    private static AwsClients Clients(Sts sts, string region = "eu-central-1") =>
        new(new AwsClientSettings { Region = region, Credentials = Script.Keys, ExternalId = "secret of ours", Handler = sts });

    private static Task<GetFunctionConcurrencyResponse> AskAsync(AwsClients clients, string account, string incident) =>
        clients.For(account, "eu-central-1", incident).Lambda.GetFunctionConcurrencyAsync(new() { FunctionName = "f" });

    /// <summary>Gives credentials that last so long, other ones each time; everything else is answered with nothing.</summary>
    private sealed class Sts(TimeSpan lifetime) : HttpMessageHandler
    {
        public List<Seen> Asked { get; } = [];

        public List<Seen> Others { get; } = [];

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var body = request.Content is null ? "" : await request.Content.ReadAsStringAsync(cancellationToken);
            var seen = new Seen(request.Method, request.RequestUri!, body, request.Headers.ToDictionary(h => h.Key, h => string.Join(",", h.Value), StringComparer.OrdinalIgnoreCase));
            if (!request.RequestUri!.Host.StartsWith("sts.", StringComparison.Ordinal))
            {
                Others.Add(seen);
                return new HttpResponseMessage { Content = new StringContent("{}") };
            }
            Asked.Add(seen);
            var end = TimeProvider.System.GetUtcNow().Add(lifetime).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
            return new HttpResponseMessage
            {
                Content = new StringContent($"<AssumeRoleResponse xmlns=\"https://sts.amazonaws.com/doc/2011-06-15/\"><AssumeRoleResult><Credentials><AccessKeyId>ASIA{Asked.Count}</AccessKeyId>"
                    + $"<SecretAccessKey>s{Asked.Count}</SecretAccessKey><SessionToken>session{Asked.Count}</SessionToken><Expiration>{end}</Expiration></Credentials></AssumeRoleResult></AssumeRoleResponse>"),
            };
        }
    }
}
