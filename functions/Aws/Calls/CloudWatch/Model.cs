using System.Net;
using Amazon.Runtime;

namespace Amazon.CloudWatch
{
    /// <summary>CloudWatch refused a call, or failed; <c>ErrorCode</c> says how.</summary>
    public class AmazonCloudWatchException(string message, Exception? innerException, ErrorType errorType, string errorCode, string? requestId, HttpStatusCode statusCode)
        : AmazonServiceException(message, innerException, errorType, errorCode, requestId, statusCode);
}

namespace Amazon.CloudWatch.Model
{
    /// <summary>https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_GetMetricData.html</summary>
    public sealed class GetMetricDataRequest
    {
        /// <summary>UTC, included.</summary>
        public DateTime? StartTime { get; set; }

        /// <summary>UTC, not included.</summary>
        public DateTime? EndTime { get; set; }

        /// <summary><c>TimestampDescending</c>, the default, or <c>TimestampAscending</c>.</summary>
        public string? ScanBy { get; set; }

        public List<MetricDataQuery>? MetricDataQueries { get; set; }
        public string? NextToken { get; set; }
    }

    public sealed class MetricDataQuery
    {
        /// <summary>A lower-case letter, then letters, digits and underscores.</summary>
        public string? Id { get; set; }

        public MetricStat? MetricStat { get; set; }
    }

    public sealed class MetricStat
    {
        public Metric? Metric { get; set; }

        /// <summary>Seconds.</summary>
        public int? Period { get; set; }

        /// <summary><c>Maximum</c>, <c>Sum</c>, <c>p90</c>.</summary>
        public string? Stat { get; set; }
    }

    public sealed class Metric
    {
        public string? Namespace { get; set; }
        public string? MetricName { get; set; }
        public List<Dimension>? Dimensions { get; set; }
    }

    public sealed class Dimension
    {
        public string? Name { get; set; }
        public string? Value { get; set; }
    }

    public sealed class GetMetricDataResponse : AmazonWebServiceResponse
    {
        public List<MetricDataResult>? MetricDataResults { get; set; }
        public string? NextToken { get; set; }
    }

    public sealed class MetricDataResult
    {
        public string? Id { get; set; }

        /// <summary>In the order that was asked for; empty where nothing was measured.</summary>
        public List<double>? Values { get; set; }
    }
}
