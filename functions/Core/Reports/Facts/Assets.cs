using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Reports.Facts;

/// <summary>Functions, their code and triggers, and the roles.</summary>
internal static class Assets
{
    public static IReadOnlyList<FunctionFact> Functions(IncidentCase incidentCase) => [.. incidentCase.Source.Incident.Functions.Select(f => Function(f, incidentCase))];

    private static FunctionFact Function(string arn, IncidentCase incidentCase)
    {
        var source = incidentCase.Source;
        var events = source.Histories.TryGetValue(arn, out var history) ? history.Events.Where(e => e.Time >= incidentCase.Started - source.Settings.Window).ToList() : [];
        var calls = incidentCase.Records.Where(r => r.Succeeded && string.Equals(r.Function, arn, StringComparison.Ordinal)).ToList();
        var created = history?.Events.LastOrDefault(e => e.Kind == FunctionEventKind.Created);
        return new FunctionFact(arn, created?.Time, created?.By, Last(calls, Field.Runtime), Last(calls, Field.Handler), history?.RoleAt(DateTimeOffset.MaxValue) ?? calls.LastOrDefault(c => c.Role is not null)?.Role)
        {
            Code = [.. events.Where(e => e.CodeSha256 is not null || e.CodeLocation is not null).Select(e => new CodeFact(e.Time, e.By, e.CodeSha256, e.CodeLocation))],
            Mappings = [.. events.Where(e => e is { Kind: FunctionEventKind.MappingCreated, Mapping: not null }).Select(e => new MappingFact(e.Mapping!, e.EventSource, e.Time))],
            Invocations = source.Invocations.TryGetValue(arn, out var count) ? count : null,
            DeletedAt = history?.Events.LastOrDefault(e => e.Kind is FunctionEventKind.Created or FunctionEventKind.Deleted) is { Kind: FunctionEventKind.Deleted } gone ? gone.Time : null,
            IsTarget = source.Incident.Targets.Any(t => string.Equals(t.Function, arn, StringComparison.Ordinal)),
        };
    }

    public static IReadOnlyList<RoleFact> Roles(IncidentCase incidentCase)
    {
        var incident = incidentCase.Source.Incident;
        var used = incident.Functions.Select(f => incidentCase.Source.Histories.TryGetValue(f, out var history) ? history.RoleAt(DateTimeOffset.MaxValue) : null).OfType<string>();
        return [.. incident.Roles.Concat(used).Distinct(StringComparer.Ordinal).Select(r => Role(r, incidentCase))];
    }

    private static RoleFact Role(string arn, IncidentCase incidentCase)
    {
        var calls = incidentCase.Records.Where(r => r is { Service: "iam", Succeeded: true } && string.Equals(r.Role, arn, StringComparison.Ordinal)).ToList();
        var made = calls.LastOrDefault(c => c.Api is "CreateRole");
        var policies = calls.Where(c => c.Api is "AttachRolePolicy" or "PutRolePolicy").Select(c => c[Field.PolicyArn] ?? c[Field.PolicyName]).OfType<string>().Distinct(StringComparer.Ordinal);
        return new RoleFact(arn, made?.Time, made?.Caller.Arn, [.. policies], made is not null);
    }

    private static string? Last(List<CloudTrailRecord> calls, Field field) => calls.LastOrDefault(c => c[field] is not null)?[field];
}
