using Amazon.Runtime;

namespace Amazon.Lambda.Model;

/// <summary>Base of all requests to Lambda.</summary>
public class AmazonLambdaRequest : AmazonWebServiceRequest;

public class GetFunctionRequest : AmazonLambdaRequest
{
    /// <summary>Name, partial ARN or ARN; here and in all requests.</summary>
    public string? FunctionName { get; set; }

    /// <summary>Version or alias.</summary>
    public string? Qualifier { get; set; }
}

/// <summary>https://docs.aws.amazon.com/lambda/latest/api/API_GetFunction.html</summary>
public class GetFunctionResponse : AmazonWebServiceResponse
{
    public FunctionCodeLocation? Code { get; set; }

    /// <summary>Null without a reservation. Emulators leave 0 out as well: <see cref="GetFunctionConcurrencyResponse"/> can be relied upon.</summary>
    public Concurrency? Concurrency { get; set; }

    public FunctionConfiguration? Configuration { get; set; }
    public Dictionary<string, string>? Tags { get; set; }
}

public class FunctionCodeLocation
{
    public string? ImageUri { get; set; }

    /// <summary>A presigned address, good for ten minutes. It is a credential: it does not belong in a log.</summary>
    public string? Location { get; set; }

    public string? RepositoryType { get; set; }
    public string? ResolvedImageUri { get; set; }
}

public class Concurrency
{
    public int? ReservedConcurrentExecutions { get; set; }
}

public class GetFunctionConfigurationRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
    public string? Qualifier { get; set; }
}

public class ListTagsRequest : AmazonLambdaRequest
{
    /// <summary>ARN of the function, without qualifier.</summary>
    public string? Resource { get; set; }
}

public class ListTagsResponse : AmazonWebServiceResponse
{
    public Dictionary<string, string>? Tags { get; set; }
}
