using Amazon.Lambda.Model;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.Lambda;

/// <summary>Which functions there are, and under which names each can be called.</summary>
public sealed partial class AmazonLambdaClient
{
    public Task<ListFunctionsResponse> ListFunctionsAsync(ListFunctionsRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(new RestPath("2015-03-31").Fixed("functions").Query("Marker", request.Marker),
            static e => new ListFunctionsResponse { Functions = e.List("Functions", LambdaReader.Configuration), NextMarker = e.Text("NextMarker") }, cancellationToken);

    public Task<ListAliasesResponse> ListAliasesAsync(ListAliasesRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(Function(request.FunctionName).Fixed("aliases").Query("Marker", request.Marker),
            static e => new ListAliasesResponse { Aliases = e.List("Aliases", static a => new AliasConfiguration { Name = a.Text("Name"), AliasArn = a.Text("AliasArn") }), NextMarker = e.Text("NextMarker") }, cancellationToken);

    public Task<ListVersionsByFunctionResponse> ListVersionsByFunctionAsync(ListVersionsByFunctionRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(Function(request.FunctionName).Fixed("versions").Query("Marker", request.Marker),
            static e => new ListVersionsByFunctionResponse { Versions = e.List("Versions", LambdaReader.Configuration), NextMarker = e.Text("NextMarker") }, cancellationToken);
}
