using System.Globalization;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Tune.Suggest;

/// <summary>Settings to try: those in force, and those with one parameter changed.</summary>
/// <param name="Parameter">Null: as in force.</param>
internal sealed record Candidate(Parameter? Parameter, string Value, SentinelSettings Settings);

/// <summary>
/// The grid: for each parameter that decides how often the detector speaks, a few values around the default, one changed at a time. Together they would be
/// thousands of replays, and would fit one archive rather than a team.
/// </summary>
internal static class Candidates
{
    // Around each default: half, the value itself, and up to twice or three times it, where that is in range and means something.
    private static readonly (string Name, int[] Values)[] Grid =
    [
        ("score/alert", [30, 40, 50, 60]),
        ("score/contain", [65, 80, 100, 120]),
        ("detect/window-minutes", [60, 180, 360]),
        ("detect/establish-days", [3, 7, 14]),
        ("detect/flood/function-per-5-minutes", [150, 300, 600]),
        ("detect/flood/principal-per-5-minutes", [100, 200, 400]),
        ("detect/flood/baseline-factor", [3, 5, 10]),
    ];

    /// <summary>Names that may be asked for.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. Grid.Select(g => g.Name)];

    /// <summary>The settings in force first; of each parameter the values other than the one in force, where the scores allow them.</summary>
    /// <param name="inForce">What is compared with.</param>
    /// <param name="only">Names of <see cref="Names"/>; none means all.</param>
    public static IReadOnlyList<Candidate> Around(SentinelSettings inForce, IReadOnlyCollection<string> only)
    {
        var candidates = new List<Candidate> { new(null, "", inForce) };
        foreach (var (name, values) in Grid.Where(g => only.Count == 0 || only.Contains(g.Name, StringComparer.Ordinal)))
        {
            var parameter = Parameters.Find(name)!;
            foreach (var value in values.Select(v => v.ToString(CultureInfo.InvariantCulture)).Where(v => v != parameter.Text(inForce)))
            {
                if (parameter.Read(inForce, value, out _) is { } settings && settings.ScoreAlert < settings.ScoreContain) candidates.Add(new Candidate(parameter, value, settings));
            }
        }
        return candidates;
    }
}
