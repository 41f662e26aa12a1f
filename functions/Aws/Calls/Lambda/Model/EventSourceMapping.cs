using Amazon.Runtime;

namespace Amazon.Lambda.Model;

public class ListEventSourceMappingsRequest : AmazonLambdaRequest
{
    public string? EventSourceArn { get; set; }
    public string? FunctionName { get; set; }
    public string? Marker { get; set; }
}

public class ListEventSourceMappingsResponse : AmazonWebServiceResponse
{
    public List<EventSourceMappingConfiguration>? EventSourceMappings { get; set; }
    public string? NextMarker { get; set; }
}

/// <summary>https://docs.aws.amazon.com/lambda/latest/api/API_EventSourceMappingConfiguration.html</summary>
public class EventSourceMappingConfiguration
{
    public string? EventSourceArn { get; set; }

    /// <summary>With the qualifier, where the mapping drives an alias or version.</summary>
    public string? FunctionArn { get; set; }

    public string? StartingPosition { get; set; }

    /// <summary><c>Creating</c>, <c>Enabling</c>, <c>Enabled</c>, <c>Disabling</c>, <c>Disabled</c>, <c>Updating</c> or <c>Deleting</c>.</summary>
    public string? State { get; set; }

    public string? UUID { get; set; }
}

public class GetEventSourceMappingRequest : AmazonLambdaRequest
{
    public string? UUID { get; set; }
}

public class GetEventSourceMappingResponse : AmazonWebServiceResponse
{
    public string? EventSourceArn { get; set; }
    public string? FunctionArn { get; set; }
    public string? State { get; set; }
    public string? UUID { get; set; }
}

public class UpdateEventSourceMappingRequest : AmazonLambdaRequest
{
    public bool? Enabled { get; set; }
    public string? UUID { get; set; }
}

public class UpdateEventSourceMappingResponse : AmazonWebServiceResponse
{
    public string? State { get; set; }
    public string? UUID { get; set; }
}
