using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

/// <summary>Base of all requests to IAM.</summary>
public class AmazonIdentityManagementServiceRequest : AmazonWebServiceRequest;

public class GetRoleRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Without path; here and in all requests.</summary>
    public string? RoleName { get; set; }
}

public class GetRoleResponse : AmazonWebServiceResponse
{
    public Role? Role { get; set; }
}

/// <summary>https://docs.aws.amazon.com/IAM/latest/APIReference/API_Role.html</summary>
public class Role
{
    public string? Arn { get; set; }

    /// <summary>JSON, percent-encoded (RFC 3986).</summary>
    public string? AssumeRolePolicyDocument { get; set; }

    /// <summary>UTC.</summary>
    public DateTime? CreateDate { get; set; }

    public AttachedPermissionsBoundary? PermissionsBoundary { get; set; }

    /// <summary><c>AROA…</c>: another one when the role was deleted and made again.</summary>
    public string? RoleId { get; set; }

    public string? RoleName { get; set; }
}

public class AttachedPermissionsBoundary
{
    public string? PermissionsBoundaryArn { get; set; }
}

public class PutRolePermissionsBoundaryRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>ARN of a managed policy.</summary>
    public string? PermissionsBoundary { get; set; }

    public string? RoleName { get; set; }
}

public class PutRolePermissionsBoundaryResponse : AmazonWebServiceResponse;

public class DeleteRolePermissionsBoundaryRequest : AmazonIdentityManagementServiceRequest
{
    public string? RoleName { get; set; }
}

public class DeleteRolePermissionsBoundaryResponse : AmazonWebServiceResponse;
