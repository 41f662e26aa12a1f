using Amazon.Runtime;

namespace Amazon.Lambda.Model;

public class GetPolicyRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
    public string? Qualifier { get; set; }
}

public class GetPolicyResponse : AmazonWebServiceResponse
{
    /// <summary>JSON.</summary>
    public string? Policy { get; set; }

    public string? RevisionId { get; set; }
}

/// <summary>https://docs.aws.amazon.com/lambda/latest/api/API_AddPermission.html</summary>
public class AddPermissionRequest : AmazonLambdaRequest
{
    public string? Action { get; set; }
    public string? EventSourceToken { get; set; }
    public string? FunctionName { get; set; }
    public FunctionUrlAuthType? FunctionUrlAuthType { get; set; }
    public bool? InvokedViaFunctionUrl { get; set; }
    public string? Principal { get; set; }
    public string? PrincipalOrgID { get; set; }
    public string? Qualifier { get; set; }
    public string? SourceAccount { get; set; }
    public string? SourceArn { get; set; }
    public string? StatementId { get; set; }
}

public class AddPermissionResponse : AmazonWebServiceResponse
{
    /// <summary>JSON.</summary>
    public string? Statement { get; set; }
}

public class RemovePermissionRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
    public string? Qualifier { get; set; }
    public string? StatementId { get; set; }
}

public class RemovePermissionResponse : AmazonWebServiceResponse;
