namespace Sentinel.Cli.Simulation;

/// <summary>
/// Gathers what the chosen scenarios say about their end. Everybody and everything else in the organisation must stay untouched: with
/// nothing to except that is <c>*</c>, else every other function and principal by name.
/// </summary>
internal sealed class Expectations(Roster roster, IReadOnlyList<LambdaFunction> made)
{
    private readonly List<string> _contained = [];
    private readonly List<string> _alerted = [];
    private readonly HashSet<string> _maybeContained = new(StringComparer.Ordinal);
    private readonly HashSet<string> _maybeAlerted = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, List<string>> _settings = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, object?> Settings =>
        _settings.ToDictionary(s => s.Key, s => (object?)s.Value.ToArray(), StringComparer.Ordinal);

    public void Contains(LambdaFunction f) => AddOnce(_contained, f.Arn);

    public void Alerts(string principal) => AddOnce(_alerted, principal);

    public void MayContain(LambdaFunction f) => _maybeContained.Add(f.Arn);

    public void MayAlert(string principal) => _maybeAlerted.Add(principal);

    /// <summary>A tuning value that the scenario presumes; several scenarios add to one list.</summary>
    public void Presume(string key, string value)
    {
        if (!_settings.TryGetValue(key, out var values)) _settings[key] = values = [];
        AddOnce(values, value);
    }

    public Truth ToTruth() => new(
        _contained,
        _alerted,
        Others(roster.Functions.Concat(made).Select(f => f.Arn), [.. _contained, .. _maybeContained]),
        Others(roster.Principals, [.. _alerted, .. _maybeAlerted]));

    private static IReadOnlyList<string> Others(IEnumerable<string> all, HashSet<string> excepted) =>
        excepted.Count == 0 ? ["*"] : [.. all.Where(arn => !excepted.Contains(arn)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    private static void AddOnce(List<string> to, string value)
    {
        if (!to.Contains(value)) to.Add(value);
    }
}
