using Amazon.Runtime;
using Amazon.SimpleSystemsManagement;
using Amazon.SimpleSystemsManagement.Model;
using Sentinel.Aws;
using Sentinel.Aws.Calls.Wire;
using Sentinel.Aws.Settings;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Tests.Tune;

/// <summary>An empty deployment on a moto server. Set up and read by plain calls, and by what the functions read with.</summary>
internal sealed class Deployment : IDisposable
{
    private readonly Dictionary<string, string> _variables;
    private readonly AwsClients _clients;

    private Deployment(MotoServer moto)
    {
        _variables = new(StringComparer.Ordinal) { ["AWS_REGION"] = "eu-central-1", ["AWS_ENDPOINT_URL"] = moto.Address.AbsoluteUri, ["AWS_ACCESS_KEY_ID"] = "testing", ["AWS_SECRET_ACCESS_KEY"] = "testing" };
        _clients = new AwsClients(new AwsClientSettings { Region = "eu-central-1", Credentials = new BasicAWSCredentials("testing", "testing"), Endpoints = new EndpointOverrides(_variables.GetValueOrDefault) });
    }

    public static async Task<Deployment> NewAsync(MotoServer moto)
    {
        using var http = new HttpClient();
        (await http.PostAsync(new Uri(moto.Address, "moto-api/reset"), null)).EnsureSuccessStatusCode().Dispose();
        return new Deployment(moto);
    }

    public AwsClients Clients => _clients;

    public IAmazonSimpleSystemsManagement Ssm => _clients.Ssm;

    public Amazon.DynamoDBv2.IAmazonDynamoDB Dynamo => _clients.DynamoDb;

    public Aws.State.StateTable Table(string name) => new(_clients.DynamoDb, name, TimeProvider.System);

    /// <summary>Has the command call a service elsewhere, as <c>SQS</c>.</summary>
    public void Redirect(string service, Uri address) => _variables["AWS_ENDPOINT_URL_" + service] = address.AbsoluteUri;

    public CliRun Run(params string[] args) => Run(args, "");

    public CliRun Run(string[] args, string input) => CliRun.Of(args, input, variable: _variables.GetValueOrDefault);

    /// <summary>Runs, and expects that it went well.</summary>
    public CliRun Done(params string[] args)
    {
        var run = Run(args);
        Assert.True(run.Code == 0, run.Error);
        return run;
    }

    public async Task PutAsync(string name, string value, ParameterType? type = null) =>
        await Ssm.PutParameterAsync(new PutParameterRequest { Name = "/sentinel/" + name, Value = value, Type = type ?? ParameterType.String, Overwrite = true });

    /// <summary>All that stands, names without the path.</summary>
    public async Task<SortedDictionary<string, string>> StandingAsync() =>
        new((await new SsmParameters(Ssm).ReadAsync(CancellationToken.None)).Values.ToDictionary(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>How a function that starts now reads it; whatever it refuses fails the test, but for a mode that is not chosen.</summary>
    public async Task<SentinelSettings> ReadByFunctionAsync()
    {
        using var settings = new SsmSettings(Ssm, TimeProvider.System, new Strict());
        return await settings.CurrentAsync();
    }

    public void Dispose() => _clients.Dispose();

    private sealed class Strict : ISettingsObserver
    {
        public void Refused(Refusal refusal)
        {
            if (refusal is not { Name: "response/mode", Value: "" }) Assert.Fail(refusal.ToString());
        }

        public void Unreadable(Exception reason) => Assert.Fail(reason.ToString());

        public void Paused(Pause pause)
        {
        }
    }
}
