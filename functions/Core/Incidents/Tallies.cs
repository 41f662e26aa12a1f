using System.Runtime.InteropServices;
using Sentinel.Core.Detections;

namespace Sentinel.Core.Incidents;

/// <summary>The signals of one detection, kind of evidence and weight.</summary>
internal readonly record struct Tally(string Detection, string Group, Stage Stage, Evidence Evidence, int Weight, DateTimeOffset Last)
{
    /// <summary>It was weighed in a part that did not alert with it.</summary>
    public bool BeforeAlert { get; init; }
}

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
            known = known with { Last = tally.Last > known.Last ? tally.Last : known.Last, BeforeAlert = known.BeforeAlert || tally.BeforeAlert };
            return;
        }
        _all.Add(tally);
    }

    public void Add(Tallies others)
    {
        foreach (var tally in others.All) Add(tally);
    }

    /// <summary>They were weighed, and that was no alert.</summary>
    public void NoAlert()
    {
        foreach (ref var tally in CollectionsMarshal.AsSpan(_all)) tally = tally with { BeforeAlert = true };
    }

    /// <summary>Whether signals of a detection and a weight were weighed in a part that did not alert with them.</summary>
    public bool IsBeforeAlert(string detection, int weight) => _all.Exists(t => t.BeforeAlert && t.Weight == weight && string.Equals(t.Detection, detection, StringComparison.Ordinal));

    /// <summary>The most that a signal of each group weighs, of those that were seen after <paramref name="time"/>.</summary>
    public IReadOnlyDictionary<string, int> HeaviestAfter(DateTimeOffset time) =>
        _all.Where(t => t.Last > time).GroupBy(t => t.Group, StringComparer.Ordinal).ToDictionary(g => g.Key, g => g.Max(t => t.Weight), StringComparer.Ordinal);

    /// <summary>Ids of the detections that were seen after <paramref name="time"/>, sorted.</summary>
    public IReadOnlyList<string> DetectionsAfter(DateTimeOffset time) =>
        [.. _all.Where(t => t.Last > time).Select(t => t.Detection).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
}
