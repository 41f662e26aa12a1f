using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

public class AttachedPolicyType
{
    public string? PolicyArn { get; set; }
    public string? PolicyName { get; set; }
}

public class ListAttachedRolePoliciesRequest : AmazonIdentityManagementServiceRequest
{
    public string? Marker { get; set; }
    public string? RoleName { get; set; }
}

public class ListAttachedRolePoliciesResponse : AmazonWebServiceResponse
{
    public List<AttachedPolicyType>? AttachedPolicies { get; set; }
    public bool? IsTruncated { get; set; }
    public string? Marker { get; set; }
}

public class ListRolePoliciesRequest : AmazonIdentityManagementServiceRequest
{
    public string? Marker { get; set; }
    public string? RoleName { get; set; }
}

public class ListRolePoliciesResponse : AmazonWebServiceResponse
{
    public bool? IsTruncated { get; set; }
    public string? Marker { get; set; }
    public List<string>? PolicyNames { get; set; }
}

public class GetRolePolicyRequest : AmazonIdentityManagementServiceRequest
{
    public string? PolicyName { get; set; }
    public string? RoleName { get; set; }
}

public class GetRolePolicyResponse : AmazonWebServiceResponse
{
    /// <summary>JSON, percent-encoded (RFC 3986).</summary>
    public string? PolicyDocument { get; set; }

    public string? PolicyName { get; set; }
    public string? RoleName { get; set; }
}

public class AttachRolePolicyRequest : AmazonIdentityManagementServiceRequest
{
    public string? PolicyArn { get; set; }
    public string? RoleName { get; set; }
}

public class AttachRolePolicyResponse : AmazonWebServiceResponse;

public class DetachRolePolicyRequest : AmazonIdentityManagementServiceRequest
{
    public string? PolicyArn { get; set; }
    public string? RoleName { get; set; }
}

public class DetachRolePolicyResponse : AmazonWebServiceResponse;
