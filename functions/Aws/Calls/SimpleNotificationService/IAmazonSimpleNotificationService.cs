using Amazon.SimpleNotificationService.Model;

namespace Amazon.SimpleNotificationService;

/// <summary>What SentinelStack needs of Amazon SNS, with the names and shapes of AWSSDK.SimpleNotificationService v4, which takes its place where it is to be had.</summary>
public interface IAmazonSimpleNotificationService : IDisposable
{
    /// <summary>Publishes a message. One that is sent again after a lost answer may arrive twice: carry an id in it.</summary>
    /// <exception cref="AmazonSimpleNotificationServiceException">SNS refused, or kept failing.</exception>
    /// <exception cref="Amazon.Runtime.AmazonClientException">SNS did not answer.</exception>
    Task<PublishResponse> PublishAsync(PublishRequest request, CancellationToken cancellationToken = default);
}
