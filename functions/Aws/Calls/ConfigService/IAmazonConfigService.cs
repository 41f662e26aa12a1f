using Amazon.ConfigService.Model;

namespace Amazon.ConfigService;

/// <summary>What SentinelStack needs of AWS Config, with the names and shapes of AWSSDK.ConfigService v4, which takes its place where it is to be had.
/// All throw <see cref="AmazonConfigServiceException"/> when Config refused, and <see cref="Amazon.Runtime.AmazonClientException"/> when it did not answer.</summary>
public interface IAmazonConfigService : IDisposable
{
    Task<DescribeConfigurationRecordersResponse> DescribeConfigurationRecordersAsync(DescribeConfigurationRecordersRequest request, CancellationToken cancellationToken = default);

    Task<DescribeConfigurationRecorderStatusResponse> DescribeConfigurationRecorderStatusAsync(DescribeConfigurationRecorderStatusRequest request, CancellationToken cancellationToken = default);

    Task<GetResourceConfigHistoryResponse> GetResourceConfigHistoryAsync(GetResourceConfigHistoryRequest request, CancellationToken cancellationToken = default);

    /// <summary>At most 100 at a time. Success says nothing of the single ones: look at <see cref="PutEvaluationsResponse.FailedEvaluations"/>.</summary>
    Task<PutEvaluationsResponse> PutEvaluationsAsync(PutEvaluationsRequest request, CancellationToken cancellationToken = default);
}
