using System.Text.Json;
using Amazon.Lambda.Model;
using Sentinel.Aws.Calls.Wire;

namespace Amazon.Lambda;

/// <summary>What drives a function: mappings, permissions, addresses.</summary>
public sealed partial class AmazonLambdaClient
{
    public Task<ListEventSourceMappingsResponse> ListEventSourceMappingsAsync(ListEventSourceMappingsRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(Mappings().Query("EventSourceArn", request.EventSourceArn).Query("FunctionName", request.FunctionName).Query("Marker", request.Marker),
            static e => new ListEventSourceMappingsResponse
            {
                EventSourceMappings = e.List("EventSourceMappings", LambdaReader.Mapping),
                NextMarker = e.Text("NextMarker"),
            }, cancellationToken);

    public Task<GetEventSourceMappingResponse> GetEventSourceMappingAsync(GetEventSourceMappingRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(Mappings().Named(request.UUID), static e => new GetEventSourceMappingResponse
        {
            EventSourceArn = e.Text("EventSourceArn"),
            FunctionArn = e.Text("FunctionArn"),
            State = e.Text("State"),
            UUID = e.Text("UUID"),
        }, cancellationToken);

    public Task<UpdateEventSourceMappingResponse> UpdateEventSourceMappingAsync(UpdateEventSourceMappingRequest request, CancellationToken cancellationToken = default) =>
        TellAsync(HttpMethod.Put, Mappings().Named(request.UUID), body =>
        {
            if (request.Enabled is { } enabled) body.WriteBoolean("Enabled", enabled);
        }, static e => new UpdateEventSourceMappingResponse { State = e.Text("State"), UUID = e.Text("UUID") }, cancellationToken);

    public Task<GetPolicyResponse> GetPolicyAsync(GetPolicyRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(Function(request.FunctionName).Fixed("policy").Query("Qualifier", request.Qualifier),
            static e => new GetPolicyResponse { Policy = e.Text("Policy"), RevisionId = e.Text("RevisionId") }, cancellationToken);

    public Task<AddPermissionResponse> AddPermissionAsync(AddPermissionRequest request, CancellationToken cancellationToken = default) =>
        TellAsync(HttpMethod.Post, Function(request.FunctionName).Fixed("policy").Query("Qualifier", request.Qualifier), body =>
        {
            Text(body, "Action", request.Action);
            Text(body, "EventSourceToken", request.EventSourceToken);
            Text(body, "FunctionUrlAuthType", request.FunctionUrlAuthType?.Value);
            if (request.InvokedViaFunctionUrl is { } via) body.WriteBoolean("InvokedViaFunctionUrl", via);
            Text(body, "Principal", request.Principal);
            Text(body, "PrincipalOrgID", request.PrincipalOrgID);
            Text(body, "SourceAccount", request.SourceAccount);
            Text(body, "SourceArn", request.SourceArn);
            Text(body, "StatementId", request.StatementId);
        }, static e => new AddPermissionResponse { Statement = e.Text("Statement") }, cancellationToken, retriesConflict: false);

    public Task<RemovePermissionResponse> RemovePermissionAsync(RemovePermissionRequest request, CancellationToken cancellationToken = default) =>
        DeleteAsync<RemovePermissionResponse>(Function(request.FunctionName).Fixed("policy").Named(request.StatementId).Query("Qualifier", request.Qualifier), cancellationToken);

    public Task<ListFunctionUrlConfigsResponse> ListFunctionUrlConfigsAsync(ListFunctionUrlConfigsRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(Function(request.FunctionName, "2021-10-31").Fixed("urls").Query("Marker", request.Marker), static e => new ListFunctionUrlConfigsResponse
        {
            FunctionUrlConfigs = e.List("FunctionUrlConfigs", LambdaReader.Url),
            NextMarker = e.Text("NextMarker"),
        }, cancellationToken);

    public Task<GetFunctionUrlConfigResponse> GetFunctionUrlConfigAsync(GetFunctionUrlConfigRequest request, CancellationToken cancellationToken = default) =>
        AskAsync(Url(request.FunctionName, request.Qualifier),
            static e => new GetFunctionUrlConfigResponse { AuthType = LambdaReader.AuthType(e), FunctionArn = e.Text("FunctionArn"), FunctionUrl = e.Text("FunctionUrl") }, cancellationToken);

    public Task<UpdateFunctionUrlConfigResponse> UpdateFunctionUrlConfigAsync(UpdateFunctionUrlConfigRequest request, CancellationToken cancellationToken = default) =>
        TellAsync(HttpMethod.Put, Url(request.FunctionName, request.Qualifier), body => Text(body, "AuthType", request.AuthType?.Value),
            static e => new UpdateFunctionUrlConfigResponse { AuthType = LambdaReader.AuthType(e), FunctionArn = e.Text("FunctionArn"), FunctionUrl = e.Text("FunctionUrl") }, cancellationToken);

    public Task<DeleteFunctionUrlConfigResponse> DeleteFunctionUrlConfigAsync(DeleteFunctionUrlConfigRequest request, CancellationToken cancellationToken = default) =>
        DeleteAsync<DeleteFunctionUrlConfigResponse>(Url(request.FunctionName, request.Qualifier), cancellationToken);

    private static RestPath Mappings() => new RestPath("2015-03-31").Fixed("event-source-mappings");

    private static RestPath Url(string? name, string? qualifier) => Function(name, "2021-10-31").Fixed("url").Query("Qualifier", qualifier);

    private static void Text(Utf8JsonWriter body, string name, string? value)
    {
        if (value is not null) body.WriteString(name, value);
    }
}
