using Amazon.CloudTrail.Model;

namespace Amazon.CloudTrail;

/// <summary>What SentinelStack needs of AWS CloudTrail, with the names and shapes of AWSSDK.CloudTrail v4, which takes its place where it is to be had.
/// All throw <see cref="AmazonCloudTrailException"/> when CloudTrail refused, and <see cref="Amazon.Runtime.AmazonClientException"/> when it did not answer.</summary>
public interface IAmazonCloudTrail : IDisposable
{
    /// <summary>Trails that record this region; with shadow trails those of other regions and of the organisation.</summary>
    Task<DescribeTrailsResponse> DescribeTrailsAsync(DescribeTrailsRequest request, CancellationToken cancellationToken = default);

    Task<GetTrailStatusResponse> GetTrailStatusAsync(GetTrailStatusRequest request, CancellationToken cancellationToken = default);

    Task<GetEventSelectorsResponse> GetEventSelectorsAsync(GetEventSelectorsRequest request, CancellationToken cancellationToken = default);
}
