using Amazon.IdentityManagement.Model;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.IdentityManagement;

/// <summary>The texts of managed policies.</summary>
public sealed partial class AmazonIdentityManagementServiceClient
{
    public Task<GetPolicyResponse> GetPolicyAsync(GetPolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("GetPolicy", [("PolicyArn", request.PolicyArn)], static result => new GetPolicyResponse
        {
            Policy = result.Child("Policy") is { } policy ? new ManagedPolicy { Arn = policy.Text("Arn"), DefaultVersionId = policy.Text("DefaultVersionId") } : null,
        }, cancellationToken);

    public Task<GetPolicyVersionResponse> GetPolicyVersionAsync(GetPolicyVersionRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("GetPolicyVersion", [("PolicyArn", request.PolicyArn), ("VersionId", request.VersionId)], static result => new GetPolicyVersionResponse
        {
            PolicyVersion = result.Child("PolicyVersion") is { } version ? new PolicyVersion { Document = version.Text("Document"), VersionId = version.Text("VersionId") } : null,
        }, cancellationToken);
}
