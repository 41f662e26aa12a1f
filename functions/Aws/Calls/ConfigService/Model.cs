using System.Net;
using Amazon.Runtime;

namespace Amazon.ConfigService
{
    /// <summary>Config refused a call, or failed; <c>ErrorCode</c> says how.</summary>
    public class AmazonConfigServiceException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
}

namespace Amazon.ConfigService.Model
{
    public sealed class DescribeConfigurationRecordersRequest;

    public sealed class DescribeConfigurationRecordersResponse : AmazonWebServiceResponse
    {
        public List<ConfigurationRecorder>? ConfigurationRecorders { get; set; }
    }

    public sealed class ConfigurationRecorder
    {
        public string? Name { get; set; }
        public RecordingGroup? RecordingGroup { get; set; }
    }

    public sealed class RecordingGroup
    {
        public bool? AllSupported { get; set; }
        public List<string>? ResourceTypes { get; set; }
        public ExclusionByResourceTypes? ExclusionByResourceTypes { get; set; }
        public RecordingStrategy? RecordingStrategy { get; set; }
    }

    public sealed class ExclusionByResourceTypes
    {
        public List<string>? ResourceTypes { get; set; }
    }

    public sealed class RecordingStrategy
    {
        /// <summary><c>ALL_SUPPORTED_RESOURCE_TYPES</c>, <c>INCLUSION_BY_RESOURCE_TYPES</c> or <c>EXCLUSION_BY_RESOURCE_TYPES</c>.</summary>
        public string? UseOnly { get; set; }
    }

    public sealed class DescribeConfigurationRecorderStatusRequest;

    public sealed class DescribeConfigurationRecorderStatusResponse : AmazonWebServiceResponse
    {
        public List<ConfigurationRecorderStatus>? ConfigurationRecordersStatus { get; set; }
    }

    public sealed class ConfigurationRecorderStatus
    {
        public string? Name { get; set; }
        public bool? Recording { get; set; }

        /// <summary><c>Pending</c>, <c>Success</c> or <c>Failure</c>.</summary>
        public string? LastStatus { get; set; }
    }

    public sealed class GetResourceConfigHistoryRequest
    {
        public string? ResourceType { get; set; }
        public string? ResourceId { get; set; }

        /// <summary>Items captured then or before.</summary>
        public DateTimeOffset? LaterTime { get; set; }
        public int? Limit { get; set; }
    }

    public sealed class GetResourceConfigHistoryResponse : AmazonWebServiceResponse
    {
        /// <summary>Newest first.</summary>
        public List<ConfigurationItem>? ConfigurationItems { get; set; }
    }

    public sealed class ConfigurationItem
    {
        public string? AccountId { get; set; }
        public string? Arn { get; set; }
        public string? AwsRegion { get; set; }

        /// <summary>JSON, as a text.</summary>
        public string? Configuration { get; set; }
        public DateTimeOffset? ConfigurationItemCaptureTime { get; set; }
        public string? ConfigurationItemStatus { get; set; }
        public string? ResourceId { get; set; }
        public string? ResourceName { get; set; }
        public string? ResourceType { get; set; }

        /// <summary>Texts, some of them JSON.</summary>
        public Dictionary<string, string>? SupplementaryConfiguration { get; set; }
    }

    public sealed class PutEvaluationsRequest
    {
        public List<Evaluation>? Evaluations { get; set; }
        public string? ResultToken { get; set; }
        public bool? TestMode { get; set; }
    }

    public sealed class Evaluation
    {
        public string? ComplianceResourceType { get; set; }
        public string? ComplianceResourceId { get; set; }

        /// <summary><c>COMPLIANT</c>, <c>NON_COMPLIANT</c> or <c>NOT_APPLICABLE</c>.</summary>
        public string? ComplianceType { get; set; }

        /// <summary>At most 256 characters; null for none.</summary>
        public string? Annotation { get; set; }
        public DateTimeOffset OrderingTimestamp { get; set; }
    }

    public sealed class PutEvaluationsResponse : AmazonWebServiceResponse
    {
        public List<Evaluation>? FailedEvaluations { get; set; }
    }
}
