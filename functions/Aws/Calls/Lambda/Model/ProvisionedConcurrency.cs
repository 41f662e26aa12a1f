using Amazon.Runtime;

namespace Amazon.Lambda.Model;

public class ListProvisionedConcurrencyConfigsRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
    public string? Marker { get; set; }
}

public class ListProvisionedConcurrencyConfigsResponse : AmazonWebServiceResponse
{
    public string? NextMarker { get; set; }
    public List<ProvisionedConcurrencyConfigListItem>? ProvisionedConcurrencyConfigs { get; set; }
}

public class ProvisionedConcurrencyConfigListItem
{
    /// <summary>With the alias or version as its last part.</summary>
    public string? FunctionArn { get; set; }

    public int? RequestedProvisionedConcurrentExecutions { get; set; }
}

public class GetProvisionedConcurrencyConfigRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
    public string? Qualifier { get; set; }
}

public class GetProvisionedConcurrencyConfigResponse : AmazonWebServiceResponse
{
    public int? RequestedProvisionedConcurrentExecutions { get; set; }
}

public class PutProvisionedConcurrencyConfigRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
    public int? ProvisionedConcurrentExecutions { get; set; }
    public string? Qualifier { get; set; }
}

public class PutProvisionedConcurrencyConfigResponse : AmazonWebServiceResponse
{
    public int? RequestedProvisionedConcurrentExecutions { get; set; }
}

public class DeleteProvisionedConcurrencyConfigRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
    public string? Qualifier { get; set; }
}

public class DeleteProvisionedConcurrencyConfigResponse : AmazonWebServiceResponse;
