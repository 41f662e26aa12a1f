using System.Text.Json;
using Amazon.GuardDuty.Model;
using Amazon.Runtime;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.GuardDuty;

/// <summary>GuardDuty over its REST API. Made by <see cref="Sentinel.Aws.AwsClients"/>.</summary>
public sealed class AmazonGuardDutyClient : IAmazonGuardDuty
{
    private readonly ServiceWire _wire;

    internal AmazonGuardDutyClient(WireParts parts, AWSCredentials credentials, ServiceAddress address) => _wire = new ServiceWire(parts, credentials, address, Failure);

    public Task<ListDetectorsResponse> ListDetectorsAsync(ListDetectorsRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(new RestPath("detector"), static e => new ListDetectorsResponse { DetectorIds = e.Texts("detectorIds") }, cancellationToken);

    public Task<GetDetectorResponse> GetDetectorAsync(GetDetectorRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(new RestPath("detector").Named(request.DetectorId), static e => new GetDetectorResponse
        {
            Status = e.Text("status"),
            Features = e.List("features", static f => new DetectorFeatureConfigurationResult { Name = f.Text("name"), Status = f.Text("status") }),
        }, cancellationToken);

    /// <summary>Leaves the connections alone: they belong to the handler that all clients share.</summary>
    public void Dispose() => _wire.Dispose();

    private static AmazonGuardDutyException Failure(WireError e) => new(e.Message, null, e.Fault, e.Code, e.RequestId, e.Status);

    private async Task<T> AskAsync<T>(RestPath path, Func<JsonElement, T> read, CancellationToken cancellationToken)
        where T : AmazonWebServiceResponse
    {
        var answer = await _wire.SendAsync(new WireCall(HttpMethod.Get, path.ToString()), cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(answer.Body);
            return read(document.RootElement).From(answer);
        }
        catch (JsonException e)
        {
            throw new AmazonClientException("The answer of guardduty cannot be read.", e);
        }
    }
}
