using System.Globalization;
using Sentinel.Core.Incidents;
using Sentinel.Core.Reports;

namespace Sentinel.Core.Coverage;

/// <summary>A gap on file.</summary>
/// <param name="Since">When it was first found.</param>
public sealed record OpenGap(Gap Gap, DateTimeOffset Since);

/// <summary>What on-call is told of gaps: all that begin, and all that end, in one page each.</summary>
public static class CoveragePages
{
    /// <summary>Null when nothing of it is blindness.</summary>
    /// <param name="news">Not told of before. The same ones give a page of the same id.</param>
    public static Page? Begun(IReadOnlyList<OpenGap> news, DateTimeOffset now) => Of(PageState.Blind, news, now);

    /// <summary>The same for what is seen again.</summary>
    public static Page? Ended(IReadOnlyList<OpenGap> news, DateTimeOffset now) => Of(PageState.SeesAgain, news, now);

    /// <summary>Gaps of one account that say the same, as one line: <c>111122223333, eu-west-1 and 3 more regions: GuardDuty is off</c>.</summary>
    public static IReadOnlyList<(string Place, Gap First, int Count)> Lines(IEnumerable<Gap> gaps) =>
    [
        .. gaps.GroupBy(g => (g.Account, g.Sensor, g.Sight, g.What)).Select(g => (PlaceOf([.. g]), g.First(), g.Count()))
            .OrderByDescending(l => l.Item2.Sight).ThenBy(l => l.Item2.Account, StringComparer.Ordinal).ThenBy(l => l.Item2.Sensor).ThenBy(l => l.Item2.What, StringComparer.Ordinal),
    ];

    private static Page? Of(PageState state, IReadOnlyList<OpenGap> news, DateTimeOffset now)
    {
        var blind = news.Where(n => n.Gap.Sight == Sight.Blind).OrderBy(n => n.Gap.Key, StringComparer.Ordinal).ToList();
        if (blind.Count == 0) return null;
        var lines = Lines(blind.Select(b => b.Gap));
        var (accounts, regions) = (blind.Select(b => b.Gap.Account).Distinct(StringComparer.Ordinal).ToList(), blind.Select(b => b.Gap.Region).Distinct(StringComparer.Ordinal).ToList());
        return new Page
        {
            State = state,
            Incident = "coverage",
            Time = now,
            // Of one place it is named in the subject.
            Target = regions.Count == 1 && accounts.Count == 1 && regions[0].Length > 0 ? regions[0] : accounts.Count == 1 ? accounts[0] : string.Create(CultureInfo.InvariantCulture, $"{accounts.Count} accounts"),
            Account = accounts.Count == 1 ? accounts[0] : null,
            Region = regions.Count == 1 && regions[0].Length > 0 ? regions[0] : null,
            Note = state == PageState.Blind ? "What happens there is not seen, or not all of it. sentinel coverage lists everything that is open." : "This is seen again.",
            Evidence = [.. lines.Select(l => new PageEvidence(blind.First(b => b.Gap == l.First).Since, l.First.Sensor.Id(), null, null, "", $"{l.Place}: {l.First.What}"))],
            Occasion = Signal.Hash(string.Join('\n', blind.Select(b => $"{b.Gap.Key} {b.Since.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture)}")), ""),
        };
    }

    private static string PlaceOf(IReadOnlyList<Gap> alike)
    {
        var regions = alike.Select(g => g.Region).Where(r => r.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        return alike[0].Account + regions.Count switch
        {
            0 => "",
            <= 3 => $", {string.Join(", ", regions)}",
            _ => string.Create(CultureInfo.InvariantCulture, $", {regions[0]}, {regions[1]} and {regions.Count - 2} more regions"),
        };
    }
}
