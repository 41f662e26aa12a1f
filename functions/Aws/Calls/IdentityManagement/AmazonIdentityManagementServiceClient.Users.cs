using Amazon.IdentityManagement.Model;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.IdentityManagement;

/// <summary>Users and their keys.</summary>
public sealed partial class AmazonIdentityManagementServiceClient
{
    public Task<GetUserResponse> GetUserAsync(GetUserRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("GetUser", [("UserName", request.UserName)], static result => new GetUserResponse
        {
            User = result.Child("User") is not { } user ? null : new User
            {
                Arn = user.Text("Arn"),
                PermissionsBoundary = ReadBoundary(user),
                UserId = user.Text("UserId"),
                UserName = user.Text("UserName"),
            },
        }, cancellationToken);

    public Task<ListAttachedUserPoliciesResponse> ListAttachedUserPoliciesAsync(ListAttachedUserPoliciesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("ListAttachedUserPolicies", [("UserName", request.UserName), ("Marker", request.Marker)], static result => new ListAttachedUserPoliciesResponse
        {
            AttachedPolicies = ReadPolicies(result),
            IsTruncated = ReadTruncated(result),
            Marker = result.Text("Marker"),
        }, cancellationToken);

    public Task<AttachUserPolicyResponse> AttachUserPolicyAsync(AttachUserPolicyRequest request, CancellationToken cancellationToken = default) =>
        TellAsync<AttachUserPolicyResponse>("AttachUserPolicy", [("UserName", request.UserName), ("PolicyArn", request.PolicyArn)], cancellationToken);

    public Task<DetachUserPolicyResponse> DetachUserPolicyAsync(DetachUserPolicyRequest request, CancellationToken cancellationToken = default) =>
        TellAsync<DetachUserPolicyResponse>("DetachUserPolicy", [("UserName", request.UserName), ("PolicyArn", request.PolicyArn)], cancellationToken);

    public Task<PutUserPermissionsBoundaryResponse> PutUserPermissionsBoundaryAsync(PutUserPermissionsBoundaryRequest request, CancellationToken cancellationToken = default) =>
        TellAsync<PutUserPermissionsBoundaryResponse>("PutUserPermissionsBoundary", [("UserName", request.UserName), ("PermissionsBoundary", request.PermissionsBoundary)], cancellationToken);

    public Task<DeleteUserPermissionsBoundaryResponse> DeleteUserPermissionsBoundaryAsync(DeleteUserPermissionsBoundaryRequest request, CancellationToken cancellationToken = default) =>
        TellAsync<DeleteUserPermissionsBoundaryResponse>("DeleteUserPermissionsBoundary", [("UserName", request.UserName)], cancellationToken);

    public Task<ListAccessKeysResponse> ListAccessKeysAsync(ListAccessKeysRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("ListAccessKeys", [("UserName", request.UserName), ("Marker", request.Marker)], static result => new ListAccessKeysResponse
        {
            AccessKeyMetadata = [.. result.Members("AccessKeyMetadata").Select(static m => new AccessKeyMetadata
            {
                AccessKeyId = m.Text("AccessKeyId"),
                Status = m.Text("Status") is { } status ? new StatusType(status) : null,
                UserName = m.Text("UserName"),
            })],
            IsTruncated = ReadTruncated(result),
            Marker = result.Text("Marker"),
        }, cancellationToken);

    public Task<UpdateAccessKeyResponse> UpdateAccessKeyAsync(UpdateAccessKeyRequest request, CancellationToken cancellationToken = default) =>
        TellAsync<UpdateAccessKeyResponse>("UpdateAccessKey",
            [("UserName", request.UserName), ("AccessKeyId", request.AccessKeyId), ("Status", request.Status?.Value)], cancellationToken);
}
