using System.Buffers;
using System.Text;
using System.Text.Json;
using Amazon.Lambda.Model;
using Amazon.Runtime;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.Lambda;

/// <summary>Lambda over its REST API. Made by <see cref="Sentinel.Aws.AwsClients"/>.</summary>
public sealed partial class AmazonLambdaClient : IAmazonLambda
{
    private readonly ServiceWire _wire;

    internal AmazonLambdaClient(WireParts parts, AWSCredentials credentials, ServiceAddress address) =>
        _wire = new ServiceWire(parts, credentials, address, LambdaErrors.Of);

    public async Task<InvokeResponse> InvokeAsync(InvokeRequest request, CancellationToken cancellationToken = default)
    {
        var body = Encoding.UTF8.GetBytes(request.Payload ?? "");
        var answer = await _wire.SendAsync(new WireCall(HttpMethod.Post, Function(request.FunctionName).Fixed("invocations").ToString(), body, "application/json"), cancellationToken);
        return new InvokeResponse { FunctionError = answer.FunctionError, Payload = new MemoryStream(answer.Body) }.From(answer);
    }

    public Task<GetFunctionResponse> GetFunctionAsync(GetFunctionRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(Function(request.FunctionName).Query("Qualifier", request.Qualifier), LambdaReader.Function, cancellationToken);

    public Task<GetFunctionConfigurationResponse> GetFunctionConfigurationAsync(GetFunctionConfigurationRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(Function(request.FunctionName).Fixed("configuration").Query("Qualifier", request.Qualifier), LambdaReader.ConfigurationResponse, cancellationToken);

    public Task<ListTagsResponse> ListTagsAsync(ListTagsRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(new RestPath("2017-03-31").Fixed("tags").Named(request.Resource), static e => new ListTagsResponse { Tags = e.Map("Tags") }, cancellationToken);

    public Task<GetFunctionConcurrencyResponse> GetFunctionConcurrencyAsync(GetFunctionConcurrencyRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(Function(request.FunctionName, "2019-09-30").Fixed("concurrency"),
            static e => new GetFunctionConcurrencyResponse { ReservedConcurrentExecutions = e.Int("ReservedConcurrentExecutions") }, cancellationToken);

    public Task<PutFunctionConcurrencyResponse> PutFunctionConcurrencyAsync(PutFunctionConcurrencyRequest request, CancellationToken cancellationToken = default) =>
        TellAsync(HttpMethod.Put, Function(request.FunctionName, "2017-10-31").Fixed("concurrency"),
            body => body.WriteNumber("ReservedConcurrentExecutions", request.ReservedConcurrentExecutions ?? throw Missing("ReservedConcurrentExecutions")),
            static e => new PutFunctionConcurrencyResponse { ReservedConcurrentExecutions = e.Int("ReservedConcurrentExecutions") }, cancellationToken);

    public Task<DeleteFunctionConcurrencyResponse> DeleteFunctionConcurrencyAsync(DeleteFunctionConcurrencyRequest request, CancellationToken cancellationToken = default) =>
        DeleteAsync<DeleteFunctionConcurrencyResponse>(Function(request.FunctionName, "2017-10-31").Fixed("concurrency"), cancellationToken);

    public Task<ListProvisionedConcurrencyConfigsResponse> ListProvisionedConcurrencyConfigsAsync(ListProvisionedConcurrencyConfigsRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(Provisioned(request.FunctionName).Query("List", "ALL").Query("Marker", request.Marker), static e => new ListProvisionedConcurrencyConfigsResponse
        {
            NextMarker = e.Text("NextMarker"),
            ProvisionedConcurrencyConfigs = e.List("ProvisionedConcurrencyConfigs", LambdaReader.Provisioned),
        }, cancellationToken);

    public Task<GetProvisionedConcurrencyConfigResponse> GetProvisionedConcurrencyConfigAsync(GetProvisionedConcurrencyConfigRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(Provisioned(request.FunctionName).Query("Qualifier", request.Qualifier),
            static e => new GetProvisionedConcurrencyConfigResponse { RequestedProvisionedConcurrentExecutions = e.Int("RequestedProvisionedConcurrentExecutions") }, cancellationToken);

    public Task<PutProvisionedConcurrencyConfigResponse> PutProvisionedConcurrencyConfigAsync(PutProvisionedConcurrencyConfigRequest request, CancellationToken cancellationToken = default) =>
        TellAsync(HttpMethod.Put, Provisioned(request.FunctionName).Query("Qualifier", request.Qualifier),
            body => body.WriteNumber("ProvisionedConcurrentExecutions", request.ProvisionedConcurrentExecutions ?? throw Missing("ProvisionedConcurrentExecutions")),
            static e => new PutProvisionedConcurrencyConfigResponse { RequestedProvisionedConcurrentExecutions = e.Int("RequestedProvisionedConcurrentExecutions") }, cancellationToken);

    public Task<DeleteProvisionedConcurrencyConfigResponse> DeleteProvisionedConcurrencyConfigAsync(DeleteProvisionedConcurrencyConfigRequest request, CancellationToken cancellationToken = default) =>
        DeleteAsync<DeleteProvisionedConcurrencyConfigResponse>(Provisioned(request.FunctionName).Query("Qualifier", request.Qualifier), cancellationToken);

    /// <summary>Leaves the connections alone: they belong to the handler that all clients share.</summary>
    public void Dispose() => _wire.Dispose();

    private static RestPath Function(string? name, string version = "2015-03-31") => new RestPath(version).Fixed("functions").Named(name);

    private static RestPath Provisioned(string? name) => Function(name, "2019-09-30").Fixed("provisioned-concurrency");

    private static ArgumentException Missing(string member) => new($"{member} is missing.", nameof(member));

    private Task<T> AskAsync<T>(RestPath path, Func<JsonElement, T> read, CancellationToken cancellationToken)
        where T : AmazonWebServiceResponse => SendAsync(new WireCall(HttpMethod.Get, path.ToString()), read, cancellationToken);

    private Task<T> TellAsync<T>(HttpMethod method, RestPath path, Action<Utf8JsonWriter> write, Func<JsonElement, T> read, CancellationToken cancellationToken, bool retriesConflict = true)
        where T : AmazonWebServiceResponse
    {
        var body = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(body))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }
        return SendAsync(new WireCall(method, path.ToString(), body.WrittenSpan.ToArray(), "application/json") { RetriesConflict = retriesConflict }, read, cancellationToken);
    }

    private async Task<T> DeleteAsync<T>(RestPath path, CancellationToken cancellationToken)
        where T : AmazonWebServiceResponse, new() => new T().From(await _wire.SendAsync(new WireCall(HttpMethod.Delete, path.ToString()), cancellationToken));

    private async Task<T> SendAsync<T>(WireCall call, Func<JsonElement, T> read, CancellationToken cancellationToken)
        where T : AmazonWebServiceResponse
    {
        var answer = await _wire.SendAsync(call, cancellationToken);
        try
        {
            using var document = JsonDocument.Parse(answer.Body.Length == 0 ? "{}"u8.ToArray() : answer.Body);
            return read(document.RootElement).From(answer);
        }
        catch (JsonException e)
        {
            throw new AmazonClientException("The answer of lambda cannot be read.", e);
        }
    }
}
