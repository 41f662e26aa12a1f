using Amazon.GuardDuty.Model;

namespace Amazon.GuardDuty;

/// <summary>What SentinelStack needs of Amazon GuardDuty, with the names and shapes of AWSSDK.GuardDuty v4, which takes its place where it is to be had.
/// Both throw <see cref="AmazonGuardDutyException"/> when GuardDuty refused, and <see cref="Amazon.Runtime.AmazonClientException"/> when it did not answer.</summary>
public interface IAmazonGuardDuty : IDisposable
{
    /// <summary>An account has at most one in a region.</summary>
    Task<ListDetectorsResponse> ListDetectorsAsync(ListDetectorsRequest request, CancellationToken cancellationToken = default);

    Task<GetDetectorResponse> GetDetectorAsync(GetDetectorRequest request, CancellationToken cancellationToken = default);
}
