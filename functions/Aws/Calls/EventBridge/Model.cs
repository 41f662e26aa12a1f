using System.Net;
using Amazon.Runtime;

namespace Amazon.EventBridge
{
    /// <summary>EventBridge refused a call, or failed; <c>ErrorCode</c> says how.</summary>
    public class AmazonEventBridgeException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
}

namespace Amazon.EventBridge.Model
{
    public sealed class ListRulesRequest
    {
        public string? NamePrefix { get; set; }
        public string? NextToken { get; set; }
    }

    public sealed class ListRulesResponse : AmazonWebServiceResponse
    {
        public List<Rule>? Rules { get; set; }
        public string? NextToken { get; set; }
    }

    public sealed class Rule
    {
        public string? Name { get; set; }

        /// <summary><c>ENABLED</c>, <c>ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS</c> or <c>DISABLED</c>.</summary>
        public string? State { get; set; }
        public string? EventPattern { get; set; }
    }

    public sealed class ListRuleNamesByTargetRequest
    {
        public string? TargetArn { get; set; }
        public string? NextToken { get; set; }
    }

    public sealed class ListRuleNamesByTargetResponse : AmazonWebServiceResponse
    {
        public List<string>? RuleNames { get; set; }
        public string? NextToken { get; set; }
    }
}
