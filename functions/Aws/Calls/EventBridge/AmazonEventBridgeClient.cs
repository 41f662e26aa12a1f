using Amazon.EventBridge.Model;
using Amazon.Runtime;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.EventBridge;

/// <summary>EventBridge over its JSON API. Made by <see cref="Sentinel.Aws.AwsClients"/>.</summary>
public sealed class AmazonEventBridgeClient : IAmazonEventBridge
{
    private readonly JsonService _service;

    internal AmazonEventBridgeClient(WireParts parts, AWSCredentials credentials, ServiceAddress address) =>
        _service = new JsonService(new ServiceWire(parts, credentials, address, Failure), "AWSEvents");

    public Task<ListRulesResponse> ListRulesAsync(ListRulesRequest request, CancellationToken cancellationToken = default) => _service.CallAsync("ListRules",
        json =>
        {
            json.WriteOptional("NamePrefix", request.NamePrefix);
            json.WriteOptional("NextToken", request.NextToken);
        },
        static e => new ListRulesResponse
        {
            Rules = e.List("Rules", static r => new Rule { Name = r.Text("Name"), State = r.Text("State"), EventPattern = r.Text("EventPattern") }),
            NextToken = e.Text("NextToken"),
        }, cancellationToken);

    public Task<ListRuleNamesByTargetResponse> ListRuleNamesByTargetAsync(ListRuleNamesByTargetRequest request, CancellationToken cancellationToken = default) => _service.CallAsync("ListRuleNamesByTarget",
        json =>
        {
            json.WriteOptional("TargetArn", request.TargetArn);
            json.WriteOptional("NextToken", request.NextToken);
        },
        static e => new ListRuleNamesByTargetResponse { RuleNames = e.Texts("RuleNames"), NextToken = e.Text("NextToken") }, cancellationToken);

    /// <summary>Leaves the connections alone: they belong to the handler that all clients share.</summary>
    public void Dispose() => _service.Dispose();

    private static AmazonEventBridgeException Failure(WireError e) => new(e.Message, null, e.Fault, e.Code, e.RequestId, e.Status);
}
