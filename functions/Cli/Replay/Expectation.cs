using Sentinel.Cli.Simulation;
using Sentinel.Core.Incidents;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Replay;

/// <summary>Compares an outcome with the truth of a simulation.</summary>
internal static class Expectation
{
    /// <summary>One sentence for each difference; empty when all is as it must be.</summary>
    public static IReadOnlyList<string> Differences(Truth truth, IReadOnlyList<string> contained, IReadOnlyList<Incident> incidents)
    {
        var alerted = incidents.Select(i => i.Principal).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return
        [
            .. truth.MustContain.Except(contained, StringComparer.Ordinal).Select(f => $"not contained, but must be: {f}"),
            .. truth.MustAlert.Except(alerted, StringComparer.Ordinal).Select(p => $"no alert, but must be one: {p}"),
            .. Forbidden(truth.MustNotContain, contained).Select(f => $"contained, but must not be: {f.Value} (matches {f.Pattern})"),
            .. Forbidden(truth.MustNotAlert, alerted).Select(p => $"alerted, but must not be: {p.Value} (matches {p.Pattern})"),
        ];
    }

    private static IEnumerable<(string Value, string Pattern)> Forbidden(IReadOnlyList<string> patterns, IReadOnlyList<string> values) =>
        from value in values
        let pattern = patterns.FirstOrDefault(p => new Glob(p).IsMatch(value))
        where pattern is not null
        select (value, pattern);
}
