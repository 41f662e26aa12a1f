using System.Net;
using Amazon.Runtime;

namespace Amazon.GuardDuty
{
    /// <summary>GuardDuty refused a call, or failed; <c>ErrorCode</c> says how.</summary>
    public class AmazonGuardDutyException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
}

namespace Amazon.GuardDuty.Model
{
    public sealed class ListDetectorsRequest;

    public sealed class ListDetectorsResponse : AmazonWebServiceResponse
    {
        public List<string>? DetectorIds { get; set; }
    }

    public sealed class GetDetectorRequest
    {
        public string? DetectorId { get; set; }
    }

    public sealed class GetDetectorResponse : AmazonWebServiceResponse
    {
        /// <summary><c>ENABLED</c> or <c>DISABLED</c>.</summary>
        public string? Status { get; set; }
        public List<DetectorFeatureConfigurationResult>? Features { get; set; }
    }

    public sealed class DetectorFeatureConfigurationResult
    {
        /// <summary>As <c>LAMBDA_NETWORK_LOGS</c>.</summary>
        public string? Name { get; set; }
        public string? Status { get; set; }
    }
}
