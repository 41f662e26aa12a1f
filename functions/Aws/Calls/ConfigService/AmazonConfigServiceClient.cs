using System.Text.Json;
using Amazon.ConfigService.Model;
using Amazon.Runtime;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.ConfigService;

/// <summary>Config over its JSON API. Made by <see cref="Sentinel.Aws.AwsClients"/>.</summary>
public sealed class AmazonConfigServiceClient : IAmazonConfigService
{
    private readonly JsonService _service;

    internal AmazonConfigServiceClient(WireParts parts, AWSCredentials credentials, ServiceAddress address) =>
        _service = new JsonService(new ServiceWire(parts, credentials, address, Failure), "StarlingDoveService");

    public Task<DescribeConfigurationRecordersResponse> DescribeConfigurationRecordersAsync(DescribeConfigurationRecordersRequest request, CancellationToken cancellationToken = default) =>
        _service.CallAsync("DescribeConfigurationRecorders", static _ => { },
            static e => new DescribeConfigurationRecordersResponse { ConfigurationRecorders = e.List("ConfigurationRecorders", ReadRecorder) }, cancellationToken);

    public Task<DescribeConfigurationRecorderStatusResponse> DescribeConfigurationRecorderStatusAsync(DescribeConfigurationRecorderStatusRequest request, CancellationToken cancellationToken = default) =>
        _service.CallAsync("DescribeConfigurationRecorderStatus", static _ => { }, static e => new DescribeConfigurationRecorderStatusResponse
        {
            ConfigurationRecordersStatus = e.List("ConfigurationRecordersStatus", static s => new ConfigurationRecorderStatus { Name = s.Text("name"), Recording = s.Bool("recording"), LastStatus = s.Text("lastStatus") }),
        }, cancellationToken);

    public Task<GetResourceConfigHistoryResponse> GetResourceConfigHistoryAsync(GetResourceConfigHistoryRequest request, CancellationToken cancellationToken = default) =>
        _service.CallAsync("GetResourceConfigHistory",
            json =>
            {
                json.WriteOptional("resourceType", request.ResourceType);
                json.WriteOptional("resourceId", request.ResourceId);
                if (request.LaterTime is { } later) json.WriteNumber("laterTime", Seconds(later));
                if (request.Limit is { } limit) json.WriteNumber("limit", limit);
            },
            static e => new GetResourceConfigHistoryResponse { ConfigurationItems = e.List("configurationItems", ReadItem) }, cancellationToken);

    public Task<PutEvaluationsResponse> PutEvaluationsAsync(PutEvaluationsRequest request, CancellationToken cancellationToken = default) =>
        _service.CallAsync("PutEvaluations",
            json =>
            {
                json.WriteStartArray("Evaluations");
                foreach (var evaluation in request.Evaluations ?? []) Write(json, evaluation);
                json.WriteEndArray();
                json.WriteOptional("ResultToken", request.ResultToken);
                if (request.TestMode is { } test) json.WriteBoolean("TestMode", test);
            },
            static e => new PutEvaluationsResponse { FailedEvaluations = e.List("FailedEvaluations", ReadEvaluation) }, cancellationToken);

    /// <summary>Leaves the connections alone: they belong to the handler that all clients share.</summary>
    public void Dispose() => _service.Dispose();

    private static AmazonConfigServiceException Failure(WireError e) => new(e.Message, null, e.Fault, e.Code, e.RequestId, e.Status);

    private static double Seconds(DateTimeOffset time) => time.ToUnixTimeMilliseconds() / 1000.0;

    private static DateTimeOffset? Time(JsonElement e, string name) => e.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetDouble(out var seconds) && seconds is > 0 and < 1e11
        ? DateTimeOffset.FromUnixTimeMilliseconds((long)Math.Round(seconds * 1000)) : null;

    private static void Write(Utf8JsonWriter json, Evaluation evaluation)
    {
        json.WriteStartObject();
        json.WriteOptional("ComplianceResourceType", evaluation.ComplianceResourceType);
        json.WriteOptional("ComplianceResourceId", evaluation.ComplianceResourceId);
        json.WriteOptional("ComplianceType", evaluation.ComplianceType);
        json.WriteOptional("Annotation", evaluation.Annotation);
        json.WriteNumber("OrderingTimestamp", Seconds(evaluation.OrderingTimestamp));
        json.WriteEndObject();
    }

    private static Evaluation ReadEvaluation(JsonElement e) => new()
    {
        ComplianceResourceType = e.Text("ComplianceResourceType"),
        ComplianceResourceId = e.Text("ComplianceResourceId"),
        ComplianceType = e.Text("ComplianceType"),
        Annotation = e.Text("Annotation"),
    };

    private static ConfigurationRecorder ReadRecorder(JsonElement e) => new()
    {
        Name = e.Text("name"),
        RecordingGroup = e.Object("recordingGroup", static g => new RecordingGroup
        {
            AllSupported = g.Bool("allSupported"),
            ResourceTypes = g.Texts("resourceTypes"),
            ExclusionByResourceTypes = g.Object("exclusionByResourceTypes", static x => new ExclusionByResourceTypes { ResourceTypes = x.Texts("resourceTypes") }),
            RecordingStrategy = g.Object("recordingStrategy", static s => new RecordingStrategy { UseOnly = s.Text("useOnly") }),
        }),
    };

    private static ConfigurationItem ReadItem(JsonElement e) => new()
    {
        AccountId = e.Text("accountId"),
        Arn = e.Text("arn"),
        AwsRegion = e.Text("awsRegion"),
        Configuration = e.Text("configuration"),
        ConfigurationItemCaptureTime = Time(e, "configurationItemCaptureTime"),
        ConfigurationItemStatus = e.Text("configurationItemStatus"),
        ResourceId = e.Text("resourceId"),
        ResourceName = e.Text("resourceName"),
        ResourceType = e.Text("resourceType"),
        SupplementaryConfiguration = e.Map("supplementaryConfiguration"),
    };
}
