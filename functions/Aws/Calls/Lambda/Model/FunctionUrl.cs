using Amazon.Runtime;

namespace Amazon.Lambda.Model;

public class ListFunctionUrlConfigsRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
    public string? Marker { get; set; }
}

public class ListFunctionUrlConfigsResponse : AmazonWebServiceResponse
{
    public List<FunctionUrlConfig>? FunctionUrlConfigs { get; set; }
    public string? NextMarker { get; set; }
}

public class FunctionUrlConfig
{
    public FunctionUrlAuthType? AuthType { get; set; }

    /// <summary>With the alias as its last part, where the address is an alias's.</summary>
    public string? FunctionArn { get; set; }

    public string? FunctionUrl { get; set; }
}

public class GetFunctionUrlConfigRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
    public string? Qualifier { get; set; }
}

public class GetFunctionUrlConfigResponse : AmazonWebServiceResponse
{
    public FunctionUrlAuthType? AuthType { get; set; }
    public string? FunctionArn { get; set; }
    public string? FunctionUrl { get; set; }
}

public class UpdateFunctionUrlConfigRequest : AmazonLambdaRequest
{
    public FunctionUrlAuthType? AuthType { get; set; }
    public string? FunctionName { get; set; }
    public string? Qualifier { get; set; }
}

public class UpdateFunctionUrlConfigResponse : AmazonWebServiceResponse
{
    public FunctionUrlAuthType? AuthType { get; set; }
    public string? FunctionArn { get; set; }
    public string? FunctionUrl { get; set; }
}

/// <summary>The address is gone for good: one made later is another.</summary>
public class DeleteFunctionUrlConfigRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
    public string? Qualifier { get; set; }
}

public class DeleteFunctionUrlConfigResponse : AmazonWebServiceResponse;
