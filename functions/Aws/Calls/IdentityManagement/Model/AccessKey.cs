using Amazon.Runtime;

namespace Amazon.IdentityManagement.Model;

public class ListAccessKeysRequest : AmazonIdentityManagementServiceRequest
{
    public string? Marker { get; set; }
    public string? UserName { get; set; }
}

public class ListAccessKeysResponse : AmazonWebServiceResponse
{
    public List<AccessKeyMetadata>? AccessKeyMetadata { get; set; }
    public bool? IsTruncated { get; set; }
    public string? Marker { get; set; }
}

public class AccessKeyMetadata
{
    public string? AccessKeyId { get; set; }
    public StatusType? Status { get; set; }
    public string? UserName { get; set; }
}

public class UpdateAccessKeyRequest : AmazonIdentityManagementServiceRequest
{
    public string? AccessKeyId { get; set; }
    public StatusType? Status { get; set; }
    public string? UserName { get; set; }
}

public class UpdateAccessKeyResponse : AmazonWebServiceResponse;
