using Amazon.Runtime;

namespace Amazon.Lambda.Model;

/// <summary>A call that waits for the answer. https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html</summary>
public class InvokeRequest : AmazonLambdaRequest
{
    /// <summary>Name, partial ARN or ARN.</summary>
    public string? FunctionName { get; set; }

    /// <summary>JSON; null for none.</summary>
    public string? Payload { get; set; }
}

public class InvokeResponse : AmazonWebServiceResponse
{
    /// <summary>Null when the function answered; else <c>Unhandled</c> or <c>Handled</c>, and the payload tells the error.</summary>
    public string? FunctionError { get; set; }

    /// <summary>What the function answered, JSON; at its beginning.</summary>
    public MemoryStream Payload { get; set; } = new();
}
