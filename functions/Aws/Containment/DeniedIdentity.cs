using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;

namespace Sentinel.Aws.Containment;

/// <summary>A role or a user as a deny sees it: the calls have other names and the same meaning.</summary>
internal abstract class DeniedIdentity(IAmazonIdentityManagementService iam, string name)
{
    protected IAmazonIdentityManagementService Iam => iam;

    protected string Name => name;

    /// <summary>The unique id and the permissions boundary; null when it is there no more.</summary>
    public async Task<(string Id, string? Boundary)?> ReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await GetAsync(cancellationToken);
        }
        catch (NoSuchEntityException)
        {
            return null;
        }
    }

    /// <summary>ARNs of all attached managed policies.</summary>
    public async Task<HashSet<string>> AttachedAsync(CancellationToken cancellationToken)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        string? marker = null;
        do
        {
            var (policies, truncated, next) = await PageAsync(marker, cancellationToken);
            found.UnionWith((policies ?? []).Select(p => p.PolicyArn).OfType<string>());
            marker = truncated is true ? next : null;
        }
        while (!string.IsNullOrEmpty(marker));
        return found;
    }

    public abstract Task AttachAsync(string policy, CancellationToken cancellationToken);

    public abstract Task DetachAsync(string policy, CancellationToken cancellationToken);

    /// <param name="policy">Null: no boundary.</param>
    public abstract Task BindAsync(string? policy, CancellationToken cancellationToken);

    /// <exception cref="NoSuchEntityException">It is there no more.</exception>
    public abstract Task<(string Id, string? Boundary)> GetAsync(CancellationToken cancellationToken);

    protected abstract Task<(List<AttachedPolicyType>? Policies, bool? Truncated, string? Marker)> PageAsync(string? marker, CancellationToken cancellationToken);
}

internal sealed class DeniedRole(IAmazonIdentityManagementService iam, string name) : DeniedIdentity(iam, name)
{
    public override Task AttachAsync(string policy, CancellationToken cancellationToken) =>
        Iam.AttachRolePolicyAsync(new AttachRolePolicyRequest { RoleName = Name, PolicyArn = policy }, cancellationToken);

    public override Task DetachAsync(string policy, CancellationToken cancellationToken) =>
        Iam.DetachRolePolicyAsync(new DetachRolePolicyRequest { RoleName = Name, PolicyArn = policy }, cancellationToken);

    public override Task BindAsync(string? policy, CancellationToken cancellationToken) => policy is null
        ? Iam.DeleteRolePermissionsBoundaryAsync(new DeleteRolePermissionsBoundaryRequest { RoleName = Name }, cancellationToken)
        : Iam.PutRolePermissionsBoundaryAsync(new PutRolePermissionsBoundaryRequest { RoleName = Name, PermissionsBoundary = policy }, cancellationToken);

    public override async Task<(string Id, string? Boundary)> GetAsync(CancellationToken cancellationToken)
    {
        var role = (await Iam.GetRoleAsync(new GetRoleRequest { RoleName = Name }, cancellationToken)).Role;
        return (role?.RoleId ?? "", role?.PermissionsBoundary?.PermissionsBoundaryArn);
    }

    protected override async Task<(List<AttachedPolicyType>? Policies, bool? Truncated, string? Marker)> PageAsync(string? marker, CancellationToken cancellationToken)
    {
        var page = await Iam.ListAttachedRolePoliciesAsync(new ListAttachedRolePoliciesRequest { RoleName = Name, Marker = marker }, cancellationToken);
        return (page.AttachedPolicies, page.IsTruncated, page.Marker);
    }
}

internal sealed class DeniedUser(IAmazonIdentityManagementService iam, string name) : DeniedIdentity(iam, name)
{
    public override Task AttachAsync(string policy, CancellationToken cancellationToken) =>
        Iam.AttachUserPolicyAsync(new AttachUserPolicyRequest { UserName = Name, PolicyArn = policy }, cancellationToken);

    public override Task DetachAsync(string policy, CancellationToken cancellationToken) =>
        Iam.DetachUserPolicyAsync(new DetachUserPolicyRequest { UserName = Name, PolicyArn = policy }, cancellationToken);

    public override Task BindAsync(string? policy, CancellationToken cancellationToken) => policy is null
        ? Iam.DeleteUserPermissionsBoundaryAsync(new DeleteUserPermissionsBoundaryRequest { UserName = Name }, cancellationToken)
        : Iam.PutUserPermissionsBoundaryAsync(new PutUserPermissionsBoundaryRequest { UserName = Name, PermissionsBoundary = policy }, cancellationToken);

    public override async Task<(string Id, string? Boundary)> GetAsync(CancellationToken cancellationToken)
    {
        var user = (await Iam.GetUserAsync(new GetUserRequest { UserName = Name }, cancellationToken)).User;
        return (user?.UserId ?? "", user?.PermissionsBoundary?.PermissionsBoundaryArn);
    }

    protected override async Task<(List<AttachedPolicyType>? Policies, bool? Truncated, string? Marker)> PageAsync(string? marker, CancellationToken cancellationToken)
    {
        var page = await Iam.ListAttachedUserPoliciesAsync(new ListAttachedUserPoliciesRequest { UserName = Name, Marker = marker }, cancellationToken);
        return (page.AttachedPolicies, page.IsTruncated, page.Marker);
    }
}
