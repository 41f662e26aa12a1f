using Amazon.EventBridge.Model;

namespace Amazon.EventBridge;

/// <summary>What SentinelStack needs of Amazon EventBridge, with the names and shapes of AWSSDK.EventBridge v4, which takes its place where it is to be had.
/// All throw <see cref="AmazonEventBridgeException"/> when EventBridge refused, and <see cref="Amazon.Runtime.AmazonClientException"/> when it did not answer.</summary>
public interface IAmazonEventBridge : IDisposable
{
    /// <summary>Rules of the default bus, up to a page.</summary>
    Task<ListRulesResponse> ListRulesAsync(ListRulesRequest request, CancellationToken cancellationToken = default);

    /// <summary>Names of the rules of the default bus that have this target, up to a page.</summary>
    Task<ListRuleNamesByTargetResponse> ListRuleNamesByTargetAsync(ListRuleNamesByTargetRequest request, CancellationToken cancellationToken = default);
}
