using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Incidents;

/// <summary>Goes through signals and links in the order of their times, lets them grow together, and finds the moments at which the thresholds were
/// reached. What comes in order is added to what stands; anything else (a late event, a signal that became earlier, one that became so much heavier that
/// it may decide something, a change of a function that became known late) makes its whole component be judged anew, to the same end as if it had come in order.</summary>
internal sealed class IncidentJudge(IncidentGraph graph, IFactStore facts, SentinelSettings settings)
{
    /// <summary>Points for each stage beyond the first.</summary>
    public const int StageBonus = 5;

    private readonly Dictionary<string, int> _groups = new(StringComparer.Ordinal);

    // What is judged anew is kept apart until it has been gone through to its end.
    private readonly List<SubjectLine> _drafted = [];
    private int _drafts;

    private readonly FunctionChanges _changes = new();

    // Delegates are made once: a part is made for every first signal.
    private readonly Func<FunctionEvent, bool> _announced = happened => settings.IsDeployer(happened.By, happened.Time);

    /// <summary>Something has become known of a function; must be said before the next node is taken in.</summary>
    /// <param name="touched">Gets the nodes to take in once more: parts that mention the function may have to be judged anew, however long ago they did.</param>
    public void Changed(string function, Queue<Node> touched)
    {
        _changes.Note(function);
        foreach (var part in _changes.PartsOf(function)) touched.Enqueue(part.FirstSignal!);
    }

    /// <summary>Takes in a node that was added to the graph or merged there.</summary>
    /// <returns>The part that it belongs to; null when no signal does.</returns>
    public IncidentPart? Take(Node node)
    {
        if (node.Part is { } known) return Again(node, known.Root());
        var (alone, loose) = (true, false);
        foreach (var line in node.Lines)
        {
            ref readonly var tip = ref line.Tip;
            if (!tip.IsKnown) continue;
            if (tip.Part?.Root() is not { } part)
            {
                if (node.Time < tip.Latest) return Anew(node);
                loose |= IsNear(node, tip);
                continue;
            }
            if (node.Time < part.Latest) return Anew(node);
            if (!IsNear(node, tip)) continue;
            if (part.WasRewritten()) return Anew(node);
            alone = false;
        }
        if (alone && node.Words is null) return Loose(node);
        if (loose)
        {
            var links = graph.LooseAround(node);
            if (links.Count > 0 && links[^1].Time > node.Time) return Anew(node); // one further off is later: it is weighed in its turn
            Gather(links);
        }
        Grow(node, draft: false);
        var grown = node.Part!.Root();
        Weigh(grown, node.Time);
        return grown;
    }

    /// <summary>Forgets subjects whose nodes the graph has dropped, and where they were last seen.</summary>
    public void ForgetBefore(DateTimeOffset time)
    {
        graph.ForgetBefore(time);
        _changes.ForgetBefore(time);
    }

    private IncidentPart Again(Node node, IncidentPart part)
    {
        if (part.WasRewritten()) return Anew(node)!;
        if (node.IsJudged) return part;
        if (node.Judged is not { } before) return Anew(node)!; // a link that has moved
        if (node.Time != before.Time || part.Latest >= before.Last + settings.Window) return Anew(node)!;
        if (node.Key != before.Key && node.Time <= part.JoinedAt) return Anew(node)!; // what is first of one time names what is joined
        if (node.Words!.Weight != before.Weight && !IsSameWithHeavier(node, before.Weight, part)) return Anew(node)!;
        foreach (var line in node.Lines)
        {
            ref var tip = ref line.Tip;
            if (!ReferenceEquals(tip.Part?.Root(), part)) return Anew(node)!;
            if (tip.Last < node.Last) tip = tip with { Last = node.Last };
        }
        part.Extend(node);
        return part;
    }

    /// <summary>Whether nothing is decided otherwise although a signal weighs more than it was judged with: from its time on no score can have reached a
    /// threshold that it did not reach, and the one that alerted holds as heavy a signal of its group.</summary>
    private bool IsSameWithHeavier(Node node, int before, IncidentPart part)
    {
        var signal = node.Words!;
        var after = node.Time - settings.Window;
        if (Sum(part.Tallies, after, plus: signal).Score >= settings.ScoreContain) return false;
        if (part.Tallies.IsBeforeAlert(signal.Detection, before) && Sum(part.Tallies, after, plus: signal, beforeAlert: true).Score >= settings.ScoreAlert) return false;
        return part.AlertTime is not { } alert || node.Time > alert || part.Reached.Heaviest.GetValueOrDefault(signal.Group) >= signal.Weight;
    }

    private IncidentPart? Anew(Node node)
    {
        var component = graph.ComponentOf(node);
        if (!component.Exists(n => n.Words is not null)) return Loose(node);
        var replaced = RootsOf(component);
        _drafts++;
        for (var i = 0; i < component.Count;)
        {
            var start = i;
            // What has one time counts together: a score at T holds all signals of T.
            for (; i < component.Count && component[i].Time == component[start].Time; i++) Grow(component[i], draft: true);
            for (var j = start; j < i; j++) Weigh(component[j].Part!.Root(), component[j].Time);
        }
        var whole = node.Part!.Root();
        if (replaced.Count == 1) whole.ReadsLike(replaced.Single());
        foreach (var part in replaced) part.GiveWayTo(whole);
        KeepDrafts();
        return whole;
    }

    private static HashSet<IncidentPart> RootsOf(List<Node> nodes)
    {
        var roots = new HashSet<IncidentPart>(ReferenceEqualityComparer.Instance);
        IncidentPart? last = null;
        foreach (var node in nodes)
        {
            if (node.Part is not { } part || ReferenceEquals(part.Root(), last)) continue;
            roots.Add(last = part.Root());
        }
        return roots;
    }

    /// <summary>Makes a part of loose links, for what is about to join them.</summary>
    private void Gather(List<Node> links)
    {
        _drafts++;
        foreach (var link in links) Grow(link, draft: true);
        KeepDrafts();
    }

    private static IncidentPart? Loose(Node node)
    {
        node.IsLoose = true;
        foreach (var line in node.Lines) Keep(line, new Tip(null, node.Last, node.Time));
        return null;
    }

    private void KeepDrafts()
    {
        foreach (var line in _drafted) Keep(line, line.DraftOf(_drafts, out _));
        _drafted.Clear();
    }

    private static void Keep(SubjectLine line, in Tip tip)
    {
        ref var known = ref line.Tip;
        if (!known.IsKnown || known.Last <= tip.Last) known = tip with { Latest = known.IsKnown && known.Latest > tip.Latest ? known.Latest : tip.Latest };
        else if (tip.Latest > known.Latest) known = known with { Latest = tip.Latest };
    }

    private void Grow(Node node, bool draft)
    {
        IncidentPart? part = null;
        foreach (var line in node.Lines)
        {
            ref readonly var tip = ref TipOf(line, draft);
            if (tip.IsKnown && IsNear(node, tip) && tip.Part?.Root() is { } other) part = part is null ? other : IncidentPart.Join(part, other, node.Time);
        }
        part ??= new IncidentPart(_changes, _announced);
        part.Include(node, facts);
        foreach (var line in node.Lines)
        {
            ref var tip = ref TipOf(line, draft);
            tip = new Tip(part, tip.IsKnown && IsNear(node, tip) && tip.Last > node.Last ? tip.Last : node.Last, node.Time);
        }
    }

    private ref Tip TipOf(SubjectLine line, bool draft)
    {
        if (!draft) return ref line.Tip;
        ref var tip = ref line.DraftOf(_drafts, out var isFirst);
        if (isFirst) _drafted.Add(line);
        return ref tip;
    }

    private bool IsNear(Node node, in Tip tip) => node.Time - tip.Last <= settings.Window;

    private void Weigh(IncidentPart part, DateTimeOffset now)
    {
        if (part.FirstSignal is null) return;
        if (part.AlertTime is not null) part.Mark(now);
        if (part.ContainTime is not null)
        {
            if (part.ContainTime == now && part.IsHeavier) part.Contain(now, Named(part, now, Score(part, now)));
            part.Condemn(now, settings.EstablishDays);
            return;
        }
        // Without a further signal a score only falls; what was enough may still find the function that it lacked.
        if (!part.IsHeavier && !part.LacksTargets) return;
        var weight = Score(part, now);
        if (weight.Score >= settings.ScoreAlert && (part.AlertTime is null || part.AlertTime == now))
        {
            part.Alert(now, Named(part, now, weight));
            part.Mark(now);
        }
        if (part.AlertTime is null) part.Tallies.NoAlert();
        part.LacksTargets = weight.Score >= settings.ScoreContain && weight.Stages >= 2 && weight.BeyondNovelty;
        if (!part.LacksTargets) return;
        part.Condemn(now, settings.EstablishDays);
        if (part.Targets.Count > 0) part.Contain(now, Named(part, now, weight));
    }

    private Weight Named(IncidentPart part, DateTimeOffset now, Weight weight) =>
        weight with { Detections = part.Tallies.DetectionsAfter(now - settings.Window), Heaviest = part.Tallies.HeaviestAfter(now - settings.Window) };

    private Weight Score(IncidentPart part, DateTimeOffset now)
    {
        part.IsHeavier = false;
        return Sum(part.Tallies, now - settings.Window);
    }

    /// <summary>The heaviest signal of each group that was seen after a time, and a bonus for each further stage.</summary>
    /// <param name="plus">A signal to count besides.</param>
    /// <param name="beforeAlert">Only of those that were weighed in a part that did not alert with them.</param>
    private Weight Sum(Tallies tallies, DateTimeOffset after, Signal? plus = null, bool beforeAlert = false)
    {
        _groups.Clear();
        int score = 0, stages = 0;
        var beyondNovelty = false;
        if (plus is not null)
        {
            _groups.Add(plus.Group, score = plus.Weight);
            stages = 1 << (int)plus.Stage;
        }
        foreach (ref readonly var tally in tallies.All)
        {
            if (tally.Last <= after || (beforeAlert && !tally.BeforeAlert)) continue;
            ref var heaviest = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_groups, tally.Group, out _);
            if (tally.Weight > heaviest)
            {
                score += tally.Weight - heaviest;
                heaviest = tally.Weight;
            }
            stages |= 1 << (int)tally.Stage;
            beyondNovelty |= tally.Evidence != Detections.Evidence.Novelty;
        }
        var reached = System.Numerics.BitOperations.PopCount((uint)stages);
        return new Weight(score + (Math.Max(0, reached - 1) * StageBonus), reached, beyondNovelty);
    }
}

/// <summary>What a part weighs at a moment.</summary>
internal readonly record struct Weight(int Score, int Stages, bool BeyondNovelty)
{
    /// <summary>Ids of the detections that counted, where that was asked for.</summary>
    public IReadOnlyList<string> Detections { get; init; } = [];

    /// <summary>The heaviest signal of each group that counted, where that was asked for.</summary>
    public IReadOnlyDictionary<string, int> Heaviest { get; init; } = System.Collections.Frozen.FrozenDictionary<string, int>.Empty;
}
