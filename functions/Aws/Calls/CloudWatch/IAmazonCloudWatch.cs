using Amazon.CloudWatch.Model;

namespace Amazon.CloudWatch;

/// <summary>What SentinelStack needs of CloudWatch, with the names and shapes of AWSSDK.CloudWatch v4, which takes its place where it is to be had.
/// Throws <see cref="AmazonCloudWatchException"/> when CloudWatch refused, and <see cref="Amazon.Runtime.AmazonClientException"/> when it did not answer.</summary>
public interface IAmazonCloudWatch : IDisposable
{
    /// <summary>Values of up to 500 metrics, up to a page.</summary>
    Task<GetMetricDataResponse> GetMetricDataAsync(GetMetricDataRequest request, CancellationToken cancellationToken = default);
}
