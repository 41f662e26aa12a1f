using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Incidents;

/// <summary>How much of a function's history an incident has taken into account.</summary>
internal sealed class FunctionWatch(SubjectFacts facts)
{
    public SubjectFacts Facts => facts;

    /// <summary>Version of the history up to which nothing contradicts what was judged.</summary>
    public int Judged { get; set; } = facts.Function?.Version ?? 0;

    /// <summary>Version at which targets were last looked for; -1 when they must be looked for anew.</summary>
    public int Condemned { get; set; } = -1;

    /// <summary>Something has become known since that lies no later than <paramref name="condemnedAt"/> and may change who is a target.</summary>
    public bool WasRewritten(DateTimeOffset condemnedAt, HashSet<string> suspects)
    {
        if (facts.Function is not { } history || history.Version == Judged) return false;
        var left = history.Version - Judged; // mostly one, the last; some may have been trimmed
        for (var i = history.Events.Count - 1; i >= 0 && left > 0; i--)
        {
            if (!history.IsAddedSince(i, Judged)) continue;
            left--;
            var added = history.Events[i];
            if (added.Time <= condemnedAt && (added.Kind == FunctionEventKind.Created || IsChange(added, suspects))) return true;
        }
        Judged = history.Version;
        return false;
    }

    /// <summary>One of the suspects made the function or changed what it runs.</summary>
    public static bool IsChange(FunctionEvent happened, HashSet<string> suspects) =>
        happened.Kind is FunctionEventKind.Created or FunctionEventKind.CodeChanged or FunctionEventKind.ConfigurationChanged && suspects.Contains(happened.By);
}
