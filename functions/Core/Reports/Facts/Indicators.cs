namespace Sentinel.Core.Reports.Facts;

/// <summary>What to look for elsewhere.</summary>
internal static class Indicators
{
    private const int Most = 100;

    public static IReadOnlyList<Indicator> Of(IncidentCase incidentCase, IReadOnlyList<Actor> actors, IReadOnlyList<FunctionFact> functions, IReadOnlyList<RoleFact> roles)
    {
        var all = new List<Indicator>();
        Add("address", actors.SelectMany(a => a.Places).Select(p => p.Address).Concat(incidentCase.Addresses).Concat(incidentCase.Source.Egress.Select(e => $"{e.Address}:{e.Port.ToString(System.Globalization.CultureInfo.InvariantCulture)}")));
        Add("access key", actors.SelectMany(a => a.Keys));
        Add("principal", actors.Select(a => a.Arn));
        Add("session", actors.SelectMany(a => a.Sessions));
        Add("user agent", actors.SelectMany(a => a.Agents));
        Add("function", functions.Where(f => f.IsTarget).Select(f => f.Arn));
        Add("role", roles.Where(r => r.CreatedInside).Select(r => r.Arn));
        Add("code SHA-256", functions.Where(f => f.IsTarget).SelectMany(f => f.Code).Select(c => c.Sha256));
        Add("code location", functions.Where(f => f.IsTarget).SelectMany(f => f.Code).Select(c => c.Location));
        Add("event source mapping", functions.Where(f => f.IsTarget).SelectMany(f => f.Mappings).Select(m => m.Uuid));
        return [.. all.Take(Most)];

        void Add(string kind, IEnumerable<string?> values) => all.AddRange(values.Where(v => !string.IsNullOrEmpty(v)).Distinct(StringComparer.Ordinal).Select(v => new Indicator(kind, v!)));
    }
}
