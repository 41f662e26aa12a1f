using System.Runtime.InteropServices;
using Sentinel.Core.Detections;

namespace Sentinel.Core.Incidents;

/// <summary>The signals of one detection, kind of evidence and weight.</summary>
internal readonly record struct Tally(string Detection, string Group, Stage Stage, Evidence Evidence, int Weight, DateTimeOffset Last);

/// <summary>All that a score depends on, however many signals there are.</summary>
internal sealed class Tallies
{
    private readonly List<Tally> _all = [];

    public ReadOnlySpan<Tally> All => CollectionsMarshal.AsSpan(_all);

    public void Add(Tally tally)
    {
        foreach (ref var known in CollectionsMarshal.AsSpan(_all))
        {
            if (known.Weight != tally.Weight || known.Evidence != tally.Evidence || !string.Equals(known.Detection, tally.Detection, StringComparison.Ordinal)) continue;
            known = known with { Last = tally.Last > known.Last ? tally.Last : known.Last };
            return;
        }
        _all.Add(tally);
    }

    public void Add(Tallies others)
    {
        foreach (var tally in others.All) Add(tally);
    }

    /// <summary>Ids of the detections that were seen after <paramref name="time"/>, sorted.</summary>
    public IReadOnlyList<string> DetectionsAfter(DateTimeOffset time) =>
        [.. _all.Where(t => t.Last > time).Select(t => t.Detection).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
