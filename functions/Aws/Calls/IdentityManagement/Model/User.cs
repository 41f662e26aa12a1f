using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

public class GetUserRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>Without path; here and in all requests.</summary>
    public string? UserName { get; set; }
}

public class GetUserResponse : AmazonWebServiceResponse
{
    public User? User { get; set; }
}

public class User
{
    public string? Arn { get; set; }
    public AttachedPermissionsBoundary? PermissionsBoundary { get; set; }

    /// <summary><c>AIDA…</c>: another one when the user was deleted and made again.</summary>
    public string? UserId { get; set; }

    public string? UserName { get; set; }
}

public class ListAttachedUserPoliciesRequest : AmazonIdentityManagementServiceRequest
{
    public string? Marker { get; set; }
    public string? UserName { get; set; }
}

public class ListAttachedUserPoliciesResponse : AmazonWebServiceResponse
{
    public List<AttachedPolicyType>? AttachedPolicies { get; set; }
    public bool? IsTruncated { get; set; }
    public string? Marker { get; set; }
}

public class AttachUserPolicyRequest : AmazonIdentityManagementServiceRequest
{
    public string? PolicyArn { get; set; }
    public string? UserName { get; set; }
}

public class AttachUserPolicyResponse : AmazonWebServiceResponse;

public class DetachUserPolicyRequest : AmazonIdentityManagementServiceRequest
{
    public string? PolicyArn { get; set; }
    public string? UserName { get; set; }
}

public class DetachUserPolicyResponse : AmazonWebServiceResponse;

public class PutUserPermissionsBoundaryRequest : AmazonIdentityManagementServiceRequest
{
    /// <summary>ARN of a managed policy.</summary>
    public string? PermissionsBoundary { get; set; }

    public string? UserName { get; set; }
}

public class PutUserPermissionsBoundaryResponse : AmazonWebServiceResponse;

public class DeleteUserPermissionsBoundaryRequest : AmazonIdentityManagementServiceRequest
{
    public string? UserName { get; set; }
}

public class DeleteUserPermissionsBoundaryResponse : AmazonWebServiceResponse;
