using System.Globalization;
using System.Xml.Linq;
using Amazon.IdentityManagement.Model;
using Amazon.Runtime;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.IdentityManagement;

/// <summary>IAM over its Query API. Made by <see cref="Sentinel.Aws.AwsClients"/>.</summary>
public sealed partial class AmazonIdentityManagementServiceClient : IAmazonIdentityManagementService
{
    private readonly QueryService _service;

    internal AmazonIdentityManagementServiceClient(WireParts parts, AWSCredentials credentials, ServiceAddress address) =>
        _service = new QueryService(new ServiceWire(parts, credentials, address, IdentityManagementErrors.Of), "2010-05-08");

    public Task<GetRoleResponse> GetRoleAsync(GetRoleRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("GetRole", [("RoleName", request.RoleName)], static result => new GetRoleResponse { Role = result.Child("Role") is { } role ? ReadRole(role) : null }, cancellationToken);

    public Task<ListAttachedRolePoliciesResponse> ListAttachedRolePoliciesAsync(ListAttachedRolePoliciesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("ListAttachedRolePolicies", [("RoleName", request.RoleName), ("Marker", request.Marker)], static result => new ListAttachedRolePoliciesResponse
        {
            AttachedPolicies = ReadPolicies(result),
            IsTruncated = ReadTruncated(result),
            Marker = result.Text("Marker"),
        }, cancellationToken);

    public Task<ListRolePoliciesResponse> ListRolePoliciesAsync(ListRolePoliciesRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("ListRolePolicies", [("RoleName", request.RoleName), ("Marker", request.Marker)], static result => new ListRolePoliciesResponse
        {
            IsTruncated = ReadTruncated(result),
            Marker = result.Text("Marker"),
            PolicyNames = [.. result.Members("PolicyNames").Select(static m => m.Value)],
        }, cancellationToken);

    public Task<GetRolePolicyResponse> GetRolePolicyAsync(GetRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        CallAsync("GetRolePolicy", [("RoleName", request.RoleName), ("PolicyName", request.PolicyName)], static result => new GetRolePolicyResponse
        {
            PolicyDocument = result.Text("PolicyDocument"),
            PolicyName = result.Text("PolicyName"),
            RoleName = result.Text("RoleName"),
        }, cancellationToken);

    public Task<AttachRolePolicyResponse> AttachRolePolicyAsync(AttachRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        TellAsync<AttachRolePolicyResponse>("AttachRolePolicy", [("RoleName", request.RoleName), ("PolicyArn", request.PolicyArn)], cancellationToken);

    public Task<DetachRolePolicyResponse> DetachRolePolicyAsync(DetachRolePolicyRequest request, CancellationToken cancellationToken = default) =>
        TellAsync<DetachRolePolicyResponse>("DetachRolePolicy", [("RoleName", request.RoleName), ("PolicyArn", request.PolicyArn)], cancellationToken);

    public Task<PutRolePermissionsBoundaryResponse> PutRolePermissionsBoundaryAsync(PutRolePermissionsBoundaryRequest request, CancellationToken cancellationToken = default) =>
        TellAsync<PutRolePermissionsBoundaryResponse>("PutRolePermissionsBoundary", [("RoleName", request.RoleName), ("PermissionsBoundary", request.PermissionsBoundary)], cancellationToken);

    public Task<DeleteRolePermissionsBoundaryResponse> DeleteRolePermissionsBoundaryAsync(DeleteRolePermissionsBoundaryRequest request, CancellationToken cancellationToken = default) =>
        TellAsync<DeleteRolePermissionsBoundaryResponse>("DeleteRolePermissionsBoundary", [("RoleName", request.RoleName)], cancellationToken);

    /// <summary>Leaves the connections alone: they belong to the handler that all clients share.</summary>
    public void Dispose() => _service.Dispose();

    private static Role ReadRole(XElement role) => new()
    {
        Arn = role.Text("Arn"),
        AssumeRolePolicyDocument = role.Text("AssumeRolePolicyDocument"),
        CreateDate = DateTime.TryParse(role.Text("CreateDate"), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal | DateTimeStyles.AssumeUniversal, out var made) ? made : null,
        PermissionsBoundary = ReadBoundary(role),
        RoleId = role.Text("RoleId"),
        RoleName = role.Text("RoleName"),
    };

    private static AttachedPermissionsBoundary? ReadBoundary(XElement entity) =>
        entity.Child("PermissionsBoundary")?.Text("PermissionsBoundaryArn") is { Length: > 0 } arn ? new AttachedPermissionsBoundary { PermissionsBoundaryArn = arn } : null;

    private static List<AttachedPolicyType> ReadPolicies(XElement result) =>
        [.. result.Members("AttachedPolicies").Select(static m => new AttachedPolicyType { PolicyArn = m.Text("PolicyArn"), PolicyName = m.Text("PolicyName") })];

    private static bool? ReadTruncated(XElement result) => bool.TryParse(result.Text("IsTruncated"), out var truncated) ? truncated : null;

    private async Task<T> CallAsync<T>(string action, (string, string?)[] parameters, Func<XElement, T> read, CancellationToken cancellationToken)
        where T : AmazonWebServiceResponse
    {
        var (result, answer) = await _service.CallAsync(action, parameters, cancellationToken);
        return read(result).From(answer);
    }

    private Task<T> TellAsync<T>(string action, (string, string?)[] parameters, CancellationToken cancellationToken)
        where T : AmazonWebServiceResponse, new() => CallAsync(action, parameters, static _ => new T(), cancellationToken);
}
