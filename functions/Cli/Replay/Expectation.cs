using Sentinel.Cli.Simulation;
using Sentinel.Core.Incidents;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Replay;

/// <summary>Compares an outcome with the truth of a simulation.</summary>
internal sealed class Expectation(Truth truth, IReadOnlyList<string> contained, IReadOnlyList<Incident> incidents)
{
    // Whoever stands in an alerting incident by a signal of their own was alerted on, not only the one who leads it.
    private readonly IReadOnlyList<string> _alerted =
        [.. incidents.SelectMany(i => i.Signals.Where(s => s.Suspect is not null).Select(s => s.Principal).Append(i.Principal)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>What should have happened and did not, a sentence each.</summary>
    public IReadOnlyList<string> Missed =>
    [
        .. truth.MustContain.Except(contained, StringComparer.Ordinal).Select(f => $"not contained, but must be: {f}"),
        .. truth.MustAlert.Except(_alerted, StringComparer.Ordinal).Select(p => $"no alert, but must be one: {p}"),
    ];

    /// <summary>What should not have happened and did, a sentence each.</summary>
    public IReadOnlyList<string> Overdone =>
    [
        .. Forbidden(truth.MustNotContain, contained).Select(f => $"contained, but must not be: {f.Value} (matches {f.Pattern})"),
        .. Forbidden(truth.MustNotAlert, _alerted).Select(p => $"alerted, but must not be: {p.Value} (matches {p.Pattern})"),
    ];

    private static IEnumerable<(string Value, string Pattern)> Forbidden(IReadOnlyList<string> patterns, IReadOnlyList<string> values) =>
        from value in values
        let pattern = patterns.FirstOrDefault(p => new Glob(p).IsMatch(value))
        where pattern is not null
        select (value, pattern);
}
