using System.Net;
using Amazon.Lambda;
using Amazon.Lambda.Model;

namespace Sentinel.Aws.Containment;

/// <summary>Lists of a function that come in pages, all of them.</summary>
internal static class FunctionReader
{
    /// <summary>The mappings that drive the function, a version or an alias of it. Asked for without a name: those of an alias are not listed under
    /// the bare name, and an attacker would use just that.</summary>
    public static async Task<List<EventSourceMappingConfiguration>> MappingsAsync(this IAmazonLambda lambda, string function, CancellationToken cancellationToken)
    {
        var found = new List<EventSourceMappingConfiguration>();
        string? marker = null;
        do
        {
            var page = await lambda.ListEventSourceMappingsAsync(new ListEventSourceMappingsRequest { Marker = marker }, cancellationToken);
            found.AddRange((page.EventSourceMappings ?? []).Where(m => m.UUID is not null && IsOf(m.FunctionArn, function)));
            marker = page.NextMarker;
        }
        while (!string.IsNullOrEmpty(marker));
        return found;
    }

    public static async Task<List<ProvisionedSeen>> ProvisionedAsync(this IAmazonLambda lambda, string function, CancellationToken cancellationToken)
    {
        var found = new List<ProvisionedSeen>();
        string? marker = null;
        do
        {
            var page = await lambda.ListProvisionedConcurrencyConfigsAsync(new ListProvisionedConcurrencyConfigsRequest { FunctionName = function, Marker = marker }, cancellationToken);
            found.AddRange((page.ProvisionedConcurrencyConfigs ?? [])
                .Where(c => c is { FunctionArn: not null, RequestedProvisionedConcurrentExecutions: not null })
                .Select(c => new ProvisionedSeen(c.FunctionArn![(c.FunctionArn!.LastIndexOf(':') + 1)..], c.RequestedProvisionedConcurrentExecutions!.Value)));
            marker = page.NextMarker;
        }
        while (!string.IsNullOrEmpty(marker));
        return found;
    }

    /// <summary>The addresses; none where the function, or the service in this region, has none to ask for.</summary>
    public static async Task<List<FunctionUrlConfig>> UrlsAsync(this IAmazonLambda lambda, string function, CancellationToken cancellationToken)
    {
        try
        {
            return await UrlPagesAsync(lambda, function, cancellationToken);
        }
        catch (AmazonLambdaException e) when (e.StatusCode == HttpStatusCode.NotFound)
        {
            return [];
        }
    }

    /// <summary>The resource policy, JSON; null when there is none.</summary>
    public static async Task<string?> PolicyAsync(this IAmazonLambda lambda, string function, string? qualifier, CancellationToken cancellationToken)
    {
        try
        {
            return (await lambda.GetPolicyAsync(new GetPolicyRequest { FunctionName = function, Qualifier = qualifier }, cancellationToken)).Policy;
        }
        catch (ResourceNotFoundException) // no policy; that the function is there is asked elsewhere
        {
            return null;
        }
    }

    /// <summary>Names of the aliases and numbers of the versions, each of which has a policy of its own; none of a function that is gone.</summary>
    public static async Task<List<string>> QualifiersAsync(this IAmazonLambda lambda, string function, CancellationToken cancellationToken)
    {
        try
        {
            return await QualifierPagesAsync(lambda, function, cancellationToken);
        }
        catch (ResourceNotFoundException) // that it is there is asked elsewhere
        {
            return [];
        }
    }

    private static async Task<List<string>> QualifierPagesAsync(IAmazonLambda lambda, string function, CancellationToken cancellationToken)
    {
        var found = new List<string>();
        string? marker = null;
        do
        {
            var page = await lambda.ListAliasesAsync(new ListAliasesRequest { FunctionName = function, Marker = marker }, cancellationToken);
            found.AddRange((page.Aliases ?? []).Select(a => a.Name).OfType<string>());
            marker = page.NextMarker;
        }
        while (!string.IsNullOrEmpty(marker));
        do
        {
            var page = await lambda.ListVersionsByFunctionAsync(new ListVersionsByFunctionRequest { FunctionName = function, Marker = marker }, cancellationToken);
            found.AddRange((page.Versions ?? []).Select(v => v.Version).OfType<string>().Where(v => v != "$LATEST"));
            marker = page.NextMarker;
        }
        while (!string.IsNullOrEmpty(marker));
        return found;
    }

    private static async Task<List<FunctionUrlConfig>> UrlPagesAsync(IAmazonLambda lambda, string function, CancellationToken cancellationToken)
    {
        var found = new List<FunctionUrlConfig>();
        string? marker = null;
        do
        {
            var page = await lambda.ListFunctionUrlConfigsAsync(new ListFunctionUrlConfigsRequest { FunctionName = function, Marker = marker }, cancellationToken);
            found.AddRange((page.FunctionUrlConfigs ?? []).Where(u => u.FunctionArn is not null));
            marker = page.NextMarker;
        }
        while (!string.IsNullOrEmpty(marker));
        return found;
    }

    /// <summary>Whether <paramref name="arn"/> is the function, or a version or alias of it.</summary>
    private static bool IsOf(string? arn, string function) =>
        arn is not null && arn.StartsWith(function, StringComparison.Ordinal) && (arn.Length == function.Length || arn[function.Length] == ':');
}
