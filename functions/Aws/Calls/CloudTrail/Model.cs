using System.Net;
using Amazon.Runtime;

namespace Amazon.CloudTrail
{
    /// <summary>CloudTrail refused a call, or failed; <c>ErrorCode</c> says how.</summary>
    public class AmazonCloudTrailException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
}

namespace Amazon.CloudTrail.Model
{
    public sealed class DescribeTrailsRequest
    {
        public bool? IncludeShadowTrails { get; set; }
    }

    public sealed class DescribeTrailsResponse : AmazonWebServiceResponse
    {
        public List<Trail>? TrailList { get; set; }
    }

    public sealed class Trail
    {
        public string? Name { get; set; }
        public string? TrailARN { get; set; }
        public string? HomeRegion { get; set; }
        public bool? IsMultiRegionTrail { get; set; }
        public bool? IsOrganizationTrail { get; set; }
    }

    public sealed class GetTrailStatusRequest
    {
        /// <summary>The ARN; the name suffices in its home region.</summary>
        public string? Name { get; set; }
    }

    public sealed class GetTrailStatusResponse : AmazonWebServiceResponse
    {
        public bool? IsLogging { get; set; }
    }

    public sealed class GetEventSelectorsRequest
    {
        public string? TrailName { get; set; }
    }

    /// <summary>One of the two kinds, never both.</summary>
    public sealed class GetEventSelectorsResponse : AmazonWebServiceResponse
    {
        public List<EventSelector>? EventSelectors { get; set; }
        public List<AdvancedEventSelector>? AdvancedEventSelectors { get; set; }
    }

    public sealed class EventSelector
    {
        /// <summary><c>All</c>, <c>ReadOnly</c> or <c>WriteOnly</c>.</summary>
        public string? ReadWriteType { get; set; }
        public bool? IncludeManagementEvents { get; set; }
        public List<DataResource>? DataResources { get; set; }
        public List<string>? ExcludeManagementEventSources { get; set; }
    }

    public sealed class DataResource
    {
        public string? Type { get; set; }
        public List<string>? Values { get; set; }
    }

    public sealed class AdvancedEventSelector
    {
        public string? Name { get; set; }
        public List<AdvancedFieldSelector>? FieldSelectors { get; set; }
    }

    public sealed class AdvancedFieldSelector
    {
        public string? Field { get; set; }
        public new List<string>? Equals { get; set; }
        public List<string>? StartsWith { get; set; }
        public List<string>? EndsWith { get; set; }
        public List<string>? NotEquals { get; set; }
        public List<string>? NotStartsWith { get; set; }
        public List<string>? NotEndsWith { get; set; }
    }
}
