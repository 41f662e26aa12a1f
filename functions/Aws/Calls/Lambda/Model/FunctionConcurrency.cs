using Amazon.Runtime;

namespace Amazon.Lambda.Model;

public class GetFunctionConcurrencyRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
}

public class GetFunctionConcurrencyResponse : AmazonWebServiceResponse
{
    /// <summary>Null without a reservation, which is not 0.</summary>
    public int? ReservedConcurrentExecutions { get; set; }
}

public class PutFunctionConcurrencyRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
    public int? ReservedConcurrentExecutions { get; set; }
}

public class PutFunctionConcurrencyResponse : AmazonWebServiceResponse
{
    public int? ReservedConcurrentExecutions { get; set; }
}

public class DeleteFunctionConcurrencyRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
}

public class DeleteFunctionConcurrencyResponse : AmazonWebServiceResponse;
