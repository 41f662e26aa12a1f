using Amazon.IdentityManagement;
using Amazon.IdentityManagement.Model;
using Amazon.Lambda.Model;

namespace Sentinel.Aws.Containment;

/// <summary>Reads everything about a function that can be read without its code.</summary>
internal static class FunctionInspection
{
    public static async Task<EvidenceRecord> InspectAsync(TargetClients clients, StepTarget target, CancellationToken cancellationToken)
    {
        var lambda = clients.Lambda;
        var function = await lambda.GetFunctionAsync(new GetFunctionRequest { FunctionName = target.Arn }, cancellationToken);
        var seen = Configuration(function.Configuration ?? new FunctionConfiguration());
        var reserved = await lambda.GetFunctionConcurrencyAsync(new GetFunctionConcurrencyRequest { FunctionName = target.Arn }, cancellationToken);
        var mappings = await lambda.MappingsAsync(target.Arn, cancellationToken);
        var urls = await lambda.UrlsAsync(target.Arn, cancellationToken);
        return new EvidenceRecord
        {
            Target = target,
            Function = seen with { Environment = null },
            Concurrency = reserved.ReservedConcurrentExecutions,
            Provisioned = await lambda.ProvisionedAsync(target.Arn, cancellationToken),
            Mappings = [.. mappings.Select(m => new MappingSeen(m.UUID!, m.EventSourceArn, DisableEventSources.IsEnabled(m.State)))],
            Policy = await lambda.PolicyAsync(target.Arn, null, cancellationToken),
            Urls = [.. urls.Select(u => new FunctionUrlSeen(u.FunctionArn!, u.FunctionUrl, u.AuthType?.Value))],
            Tags = (await lambda.ListTagsAsync(new ListTagsRequest { Resource = target.Arn }, cancellationToken)).Tags ?? [],
            Role = seen.Role is { } role ? await RoleAsync(clients.Iam, role[(role.LastIndexOf('/') + 1)..], cancellationToken) : null,
        };
    }

    public static FunctionSeen Configuration(FunctionConfiguration c) => new()
    {
        Arn = c.FunctionArn,
        CodeSha256 = c.CodeSha256,
        CodeSize = c.CodeSize,
        DeadLetterTarget = c.DeadLetterConfig?.TargetArn,
        Description = c.Description,
        Environment = c.Environment?.Variables,
        EnvironmentNames = [.. (c.Environment?.Variables ?? []).Keys.Order(StringComparer.Ordinal)],
        Handler = c.Handler,
        KmsKey = c.KMSKeyArn,
        LastModified = c.LastModified,
        Layers = [.. (c.Layers ?? []).Select(l => l.Arn).OfType<string>()],
        Memory = c.MemorySize,
        PackageType = c.PackageType?.Value,
        RevisionId = c.RevisionId,
        Role = c.Role,
        Runtime = c.Runtime?.Value,
        SecurityGroups = c.VpcConfig?.SecurityGroupIds ?? [],
        Subnets = c.VpcConfig?.SubnetIds ?? [],
        Timeout = c.Timeout,
    };

    private static async Task<RoleSeen?> RoleAsync(IAmazonIdentityManagementService iam, string name, CancellationToken cancellationToken)
    {
        try
        {
            var role = (await iam.GetRoleAsync(new GetRoleRequest { RoleName = name }, cancellationToken)).Role;
            return new RoleSeen
            {
                Arn = role?.Arn,
                Id = role?.RoleId,
                Trust = Decoded(role?.AssumeRolePolicyDocument),
                Boundary = role?.PermissionsBoundary?.PermissionsBoundaryArn,
                Attached = [.. (await new DeniedRole(iam, name).AttachedAsync(cancellationToken)).Order(StringComparer.Ordinal)],
                Inline = await InlineAsync(iam, name, cancellationToken),
            };
        }
        catch (NoSuchEntityException) // deleted, as attackers do after use
        {
            return null;
        }
    }

    private static async Task<SortedDictionary<string, string>> InlineAsync(IAmazonIdentityManagementService iam, string role, CancellationToken cancellationToken)
    {
        var found = new SortedDictionary<string, string>(StringComparer.Ordinal);
        string? marker = null;
        do
        {
            var page = await iam.ListRolePoliciesAsync(new ListRolePoliciesRequest { RoleName = role, Marker = marker }, cancellationToken);
            foreach (var name in page.PolicyNames ?? [])
            {
                var policy = await iam.GetRolePolicyAsync(new GetRolePolicyRequest { RoleName = role, PolicyName = name }, cancellationToken);
                found[name] = Decoded(policy.PolicyDocument) ?? "";
            }
            marker = page.IsTruncated is true ? page.Marker : null;
        }
        while (!string.IsNullOrEmpty(marker));
        return found;
    }

    private static string? Decoded(string? document) => document is null ? null : Uri.UnescapeDataString(document);
}
