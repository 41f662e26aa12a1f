using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Sentinel.Aws;
using Sentinel.Aws.Calls.Wire;
using Sentinel.Aws.Coverage;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Handlers.Tests.RoundTrip;

namespace Sentinel.Handlers.Tests.Sensors;

/// <summary>The function as the stack puts it together: state on one emulator, everything else on the other.</summary>
[Collection(OnEmulators.Name)]
public sealed class CoverageTests(MotoServer moto, Dynalite dynalite) : IAsyncLifetime, IDisposable
{
    // What the schedule sends.
    private const string Scheduled = """{"version":"0","id":"53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa","detail-type":"Scheduled Event","source":"aws.events","account":"123456789012","time":"2024-03-14T12:00:00Z","region":"eu-central-1","resources":[],"detail":{}}""";

    private readonly Observed _observed = new();
    private AwsClients _clients = null!;
    private IHandler _handler = null!;

    public async Task InitializeAsync()
    {
        _clients = new AwsClients(new AwsClientSettings
        {
            Region = MotoAccount.Region,
            Credentials = new BasicAWSCredentials("testing", "testing"),
            Endpoints = new EndpointOverrides(name => name switch { "AWS_ENDPOINT_URL" => moto.Address.AbsoluteUri, "AWS_ENDPOINT_URL_DYNAMODB" => dynalite.Address.AbsoluteUri, _ => null }),
            Clock = _observed.Clock,
        });
        var table = await dynalite.NewTableAsync(_clients.DynamoDb);
        await _clients.Ssm.PutParameterAsync(new() { Name = "/sentinel/response/mode", Value = "observe", Type = Amazon.SimpleSystemsManagement.ParameterType.String, Overwrite = true });
        string? Variable(string name) => name switch
        {
            "SENTINEL_TABLE" => table,
            "SENTINEL_TOPIC_ARN" => $"arn:aws:sns:{MotoAccount.Region}:123456789012:nobody",
            "SENTINEL_REGIONS" => MotoAccount.Region,
            "SENTINEL_BUS_ARN" => $"arn:aws:events:{MotoAccount.Region}:123456789012:event-bus/sentinel",
            "SENTINEL_RULE_PREFIX" => "SentinelMember-",
            "SENTINEL_MEMBER_RULES" => "SentinelMember-Functions,SentinelMember-Identities@us-east-1",
            _ => null,
        };
        _handler = Composition.Over(_clients, Variable, _observed.Clock, _observed.Logs).Coverage(_observed.Metrics);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    public void Dispose()
    {
        _clients.Dispose();
        _observed.Dispose();
    }

    [Fact]
    public async Task The_schedule_finds_what_is_blind_and_counts_it()
    {
        var result = await InvokeAsync(Scheduled, remaining: TimeSpan.FromMinutes(5));
        _observed.Metrics.Flush("r1");

        Assert.Equal((1, 1, 1), (result.Accounts, result.Regions, result.Checked));
        Assert.Contains(result.Gaps, g => g is { Sensor: "trail", Sight: "blind", Region: MotoAccount.Region, Account: "123456789012" });
        Assert.Contains(result.Gaps, g => g.What.Contains("SentinelMember-Functions is not there", StringComparison.Ordinal));
        var metrics = _observed.Lines.Single(l => l.TryGetProperty("BlindSpots", out _));
        Assert.Equal(result.Blind, metrics.GetProperty("BlindSpots").GetInt32());
        Assert.Equal(1, metrics.GetProperty("AccountsChecked").GetInt32());
    }

    [Fact]
    public async Task Without_time_left_no_account_is_begun_and_the_rest_is_told()
    {
        var result = await InvokeAsync(Scheduled, remaining: TimeSpan.FromSeconds(30));

        Assert.Equal((0, 1), (result.Checked, result.Unchecked));
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"canary":"a b"}""")]
    [InlineData("""{"canary":""}""")]
    [InlineData("""{"accounts":"111122223333"}""")]
    public async Task What_is_no_request_is_refused(string payload) => await Assert.ThrowsAsync<MalformedEventException>(() => InvokeAsync(payload, TimeSpan.FromMinutes(5)));

    private async Task<CoverageResult> InvokeAsync(string payload, TimeSpan remaining)
    {
        var answer = await _handler.InvokeAsync(Encoding.UTF8.GetBytes(payload), new Remaining(remaining), CancellationToken.None);
        return JsonSerializer.Deserialize(answer.Span, CoverageJson.Default.CoverageResult)!;
    }

    private sealed class Remaining(TimeSpan time) : Amazon.Lambda.Core.ILambdaContext
    {
        public string AwsRequestId => "52fdfc07-2182-154f-163f-5f0f9a621d72";
        public string FunctionName => "sentinel-coverage";
        public string FunctionVersion => "$LATEST";
        public string InvokedFunctionArn => RuntimeApiStub.FunctionArn;
        public int MemoryLimitInMB => 512;
        public TimeSpan RemainingTime => time;
    }
}
