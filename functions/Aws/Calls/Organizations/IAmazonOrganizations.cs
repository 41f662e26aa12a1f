using Amazon.Organizations.Model;

namespace Amazon.Organizations;

/// <summary>What SentinelStack needs of AWS Organizations, with the names and shapes of AWSSDK.Organizations v4, which takes its place where it is to be had.
/// Both throw <see cref="AmazonOrganizationsException"/> when Organizations refused, and <see cref="Amazon.Runtime.AmazonClientException"/> when it did not answer.</summary>
public interface IAmazonOrganizations : IDisposable
{
    /// <summary>Accounts directly under a unit or root, up to a page; a page may be empty and not the last.</summary>
    Task<ListAccountsForParentResponse> ListAccountsForParentAsync(ListAccountsForParentRequest request, CancellationToken cancellationToken = default);

    /// <summary>Units directly under a unit or root, up to a page.</summary>
    Task<ListOrganizationalUnitsForParentResponse> ListOrganizationalUnitsForParentAsync(ListOrganizationalUnitsForParentRequest request, CancellationToken cancellationToken = default);
}
