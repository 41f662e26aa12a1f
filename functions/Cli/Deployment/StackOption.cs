using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Amazon.Lambda.Model;
using Sentinel.Aws;
using Sentinel.Aws.Coverage;
using Sentinel.Aws.State;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Deployment;

/// <summary><c>--stack</c>: what the names of a deployment's parts begin with.</summary>
internal sealed class StackOption
{
    private readonly Option<string> _stack = new("--stack")
    {
        Description = "What the names of the deployment begin with: its table is NAME-state, its functions NAME-release and NAME-approve.",
        HelpName = "name",
        DefaultValueFactory = _ => "sentinel",
    };

    public void AddTo(Command command) => command.Add(_stack);

    public StateTable Table(ParseResult parsed, AwsClients clients, TimeProvider clock) => new(clients.DynamoDb, TableName(parsed), clock);

    public string Name(ParseResult parsed) => parsed.GetValue(_stack)!;

    public string TableName(ParseResult parsed) => $"{parsed.GetValue(_stack)}-state";

    public QueueAges Queues(ParseResult parsed, AwsClients clients, TimeProvider clock) => new(clients, Name(parsed), clock);

    /// <summary>Invokes a function of the deployment and reads its answer.</summary>
    /// <exception cref="DeploymentException">There is no such function, or it failed.</exception>
    public async Task<TResult> InvokeAsync<TRequest, TResult>(ParseResult parsed, AwsClients clients, string handler, TRequest request, JsonTypeInfo<TRequest> asked, JsonTypeInfo<TResult> answered, CancellationToken cancellationToken)
    {
        var name = $"{parsed.GetValue(_stack)}-{handler}";
        InvokeResponse answer;
        try
        {
            answer = await clients.Lambda.InvokeAsync(new InvokeRequest { FunctionName = name, Payload = JsonSerializer.Serialize(request, asked) }, cancellationToken);
        }
        catch (ResourceNotFoundException e)
        {
            throw new DeploymentException($"there is no function {name} in this account and region: is it the security account and the home region, and is --stack right?", e);
        }
        var text = Encoding.UTF8.GetString(answer.Payload.ToArray());
        if (answer.FunctionError is not null) throw new DeploymentException($"{name} failed: {Printable.Of(text, 400)}");
        try
        {
            return JsonSerializer.Deserialize(text, answered) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new DeploymentException($"{name} answered what this version does not understand: {Printable.Of(text, 200)}", e);
        }
    }
}
