using System.Text.Json;
using Amazon.CloudTrail.Model;
using Amazon.Runtime;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.CloudTrail;

/// <summary>CloudTrail over its JSON API. Made by <see cref="Sentinel.Aws.AwsClients"/>.</summary>
public sealed class AmazonCloudTrailClient : IAmazonCloudTrail
{
    private readonly JsonService _service;

    internal AmazonCloudTrailClient(WireParts parts, AWSCredentials credentials, ServiceAddress address) =>
        _service = new JsonService(new ServiceWire(parts, credentials, address, Failure), "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101");

    public Task<DescribeTrailsResponse> DescribeTrailsAsync(DescribeTrailsRequest request, CancellationToken cancellationToken = default) => _service.CallAsync("DescribeTrails",
        json =>
        {
            if (request.IncludeShadowTrails is { } shadow) json.WriteBoolean("includeShadowTrails", shadow);
        },
        static e => new DescribeTrailsResponse { TrailList = e.List("trailList", ReadTrail) }, cancellationToken);

    public Task<GetTrailStatusResponse> GetTrailStatusAsync(GetTrailStatusRequest request, CancellationToken cancellationToken = default) => _service.CallAsync("GetTrailStatus",
        json => json.WriteOptional("Name", request.Name), static e => new GetTrailStatusResponse { IsLogging = e.Bool("IsLogging") }, cancellationToken);

    public Task<GetEventSelectorsResponse> GetEventSelectorsAsync(GetEventSelectorsRequest request, CancellationToken cancellationToken = default) => _service.CallAsync("GetEventSelectors",
        json => json.WriteOptional("TrailName", request.TrailName),
        static e => new GetEventSelectorsResponse { EventSelectors = e.List("EventSelectors", ReadBasic), AdvancedEventSelectors = e.List("AdvancedEventSelectors", ReadAdvanced) }, cancellationToken);

    /// <summary>Leaves the connections alone: they belong to the handler that all clients share.</summary>
    public void Dispose() => _service.Dispose();

    private static AmazonCloudTrailException Failure(WireError e) => new(e.Message, null, e.Fault, e.Code, e.RequestId, e.Status);

    private static Trail ReadTrail(JsonElement e) => new()
    {
        Name = e.Text("Name"),
        TrailARN = e.Text("TrailARN"),
        HomeRegion = e.Text("HomeRegion"),
        IsMultiRegionTrail = e.Bool("IsMultiRegionTrail"),
        IsOrganizationTrail = e.Bool("IsOrganizationTrail"),
    };

    private static EventSelector ReadBasic(JsonElement e) => new()
    {
        ReadWriteType = e.Text("ReadWriteType"),
        IncludeManagementEvents = e.Bool("IncludeManagementEvents"),
        DataResources = e.List("DataResources", static r => new DataResource { Type = r.Text("Type"), Values = r.Texts("Values") }),
        ExcludeManagementEventSources = e.Texts("ExcludeManagementEventSources"),
    };

    private static AdvancedEventSelector ReadAdvanced(JsonElement e) => new()
    {
        Name = e.Text("Name"),
        FieldSelectors = e.List("FieldSelectors", static f => new AdvancedFieldSelector
        {
            Field = f.Text("Field"),
            Equals = f.Texts("Equals"),
            StartsWith = f.Texts("StartsWith"),
            EndsWith = f.Texts("EndsWith"),
            NotEquals = f.Texts("NotEquals"),
            NotStartsWith = f.Texts("NotStartsWith"),
            NotEndsWith = f.Texts("NotEndsWith"),
        }),
    };
}
