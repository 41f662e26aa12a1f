using Amazon.Runtime;

namespace Amazon.Lambda.Model;

/// <summary>https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html</summary>
public class FunctionConfiguration
{
    public CapacityProviderConfig? CapacityProviderConfig { get; set; }

    /// <summary>SHA-256 of the deployment package, Base64.</summary>
    public string? CodeSha256 { get; set; }

    public long? CodeSize { get; set; }
    public DeadLetterConfig? DeadLetterConfig { get; set; }
    public string? Description { get; set; }
    public DurableConfig? DurableConfig { get; set; }

    /// <summary>Holds secrets often enough.</summary>
    public EnvironmentResponse? Environment { get; set; }

    public string? FunctionArn { get; set; }
    public string? FunctionName { get; set; }
    public string? Handler { get; set; }
    public string? KMSKeyArn { get; set; }

    /// <summary>As <c>2024-03-14T18:02:45.000+0000</c>.</summary>
    public string? LastModified { get; set; }

    public List<Layer>? Layers { get; set; }

    /// <summary>For a replica of Lambda@Edge the function it was made from.</summary>
    public string? MasterArn { get; set; }

    public int? MemorySize { get; set; }
    public PackageType? PackageType { get; set; }
    public string? RevisionId { get; set; }
    public string? Role { get; set; }
    public Runtime? Runtime { get; set; }
    public int? Timeout { get; set; }
    public string? Version { get; set; }
    public VpcConfigDetail? VpcConfig { get; set; }
}

/// <summary>The same members at the top of the response.</summary>
public class GetFunctionConfigurationResponse : AmazonWebServiceResponse
{
    public CapacityProviderConfig? CapacityProviderConfig { get; set; }
    public string? CodeSha256 { get; set; }
    public DurableConfig? DurableConfig { get; set; }
    public string? FunctionArn { get; set; }
    public string? FunctionName { get; set; }
    public string? LastModified { get; set; }
    public string? MasterArn { get; set; }
    public string? RevisionId { get; set; }
    public string? Role { get; set; }
}

/// <summary>Present on a function of Lambda Managed Instances.</summary>
public class CapacityProviderConfig
{
    public LambdaManagedInstancesCapacityProviderConfig? LambdaManagedInstancesCapacityProviderConfig { get; set; }
}

public class LambdaManagedInstancesCapacityProviderConfig
{
    public string? CapacityProviderArn { get; set; }
}

/// <summary>Present on a function whose executions are durable.</summary>
public class DurableConfig
{
    /// <summary>Seconds.</summary>
    public int? ExecutionTimeout { get; set; }

    public int? RetentionPeriodInDays { get; set; }
}

public class DeadLetterConfig
{
    public string? TargetArn { get; set; }
}

public class EnvironmentResponse
{
    public Dictionary<string, string>? Variables { get; set; }
}

public class Layer
{
    public string? Arn { get; set; }
    public long? CodeSize { get; set; }
}

public class VpcConfigDetail
{
    public List<string>? SecurityGroupIds { get; set; }
    public List<string>? SubnetIds { get; set; }
    public string? VpcId { get; set; }
}
