using Amazon.Runtime;

namespace Amazon.Lambda.Model;

public class ListFunctionsRequest : AmazonLambdaRequest
{
    public string? Marker { get; set; }
}

public class ListFunctionsResponse : AmazonWebServiceResponse
{
    /// <summary>Without environment variables of some older kinds, but with role, runtime and layers.</summary>
    public List<FunctionConfiguration>? Functions { get; set; }
    public string? NextMarker { get; set; }
}

public class ListAliasesRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
    public string? Marker { get; set; }
}

public class ListAliasesResponse : AmazonWebServiceResponse
{
    public List<AliasConfiguration>? Aliases { get; set; }
    public string? NextMarker { get; set; }
}

public class AliasConfiguration
{
    public string? AliasArn { get; set; }
    public string? Name { get; set; }
}

public class ListVersionsByFunctionRequest : AmazonLambdaRequest
{
    public string? FunctionName { get; set; }
    public string? Marker { get; set; }
}

public class ListVersionsByFunctionResponse : AmazonWebServiceResponse
{
    /// <summary>Among them <c>$LATEST</c>, which is the function itself.</summary>
    public List<FunctionConfiguration>? Versions { get; set; }
    public string? NextMarker { get; set; }
}
