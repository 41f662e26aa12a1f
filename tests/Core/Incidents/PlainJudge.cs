using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Incidents;

/// <summary>The plain way to judge: always the whole component, from its beginning. The product adds to what stands and must come to the same.</summary>
internal sealed class PlainJudge(IFactStore facts, SentinelSettings settings)
{
    /// <summary>Points for each stage beyond the first.</summary>
    private const int StageBonus = 5;

    // Days inside an alerting incident teach nothing. What is marked reaches back less than a day, so that a mark is settled before anybody asks.
    private static readonly TimeSpan MarkReach = TimeSpan.FromHours(22);

    /// <summary>The incidents of a component: none, or the one that its last alerting part has become; parts that alerted and were never joined
    /// count by themselves.</summary>
    public List<JudgedIncident> Judge(List<Node> nodes)
    {
        var parts = new Part[nodes.Count];
        var tips = new Dictionary<string, Tip>(StringComparer.Ordinal);
        for (var i = 0; i < nodes.Count;)
        {
            var start = i;
            foreach (var part in parts.Take(i).Select(p => p.Root()).Where(p => p.AlertTime is not null)) part.Names.Add(part.Id);
            // What has one time counts together: a score at T holds all signals of T.
            for (; i < nodes.Count && nodes[i].Time == nodes[start].Time; i++) parts[i] = Grow(nodes[i], tips);
            for (var j = start; j < i; j++) Weigh(parts[j].Root(), nodes[j]);
        }
        return [.. parts.Select(p => p.Root()).Distinct().Where(p => p.AlertTime is not null).Select(Close)];
    }

    private Part Grow(Node node, Dictionary<string, Tip> tips)
    {
        var part = new Part(node);
        foreach (var subject in node.Subjects)
        {
            if (tips.TryGetValue(subject, out var tip) && node.Time - tip.Last <= settings.Window)
            {
                part = Join(tip.Part.Root(), part.Root());
                tips[subject] = new Tip(part, node.Last > tip.Last ? node.Last : tip.Last);
                continue;
            }
            tips[subject] = new Tip(part, node.Last);
        }
        return part;
    }

    private static Part Join(Part a, Part b)
    {
        if (ReferenceEquals(a, b)) return a;
        var (into, from) = a.Nodes.Count >= b.Nodes.Count ? (a, b) : (b, a);
        into.Absorb(from);
        return into;
    }

    private void Weigh(Part part, Node node)
    {
        if (part.FirstSignal is null) return;
        var now = node.Time;
        if (part.AlertTime is not null) Mark(part, now);
        if (part.ContainTime is not null)
        {
            Condemn(part, now);
            return;
        }
        var weight = Score(part, now);
        if (weight.Score >= settings.ScoreAlert && part.AlertTime is null)
        {
            part.Alert(now, weight);
            Mark(part, now);
        }
        if (weight.Score < settings.ScoreContain || weight.Stages < 2 || !weight.BeyondNovelty) return;
        Condemn(part, now);
        if (part.Targets.Count == 0) return;
        part.Contain(now, weight);
    }

    /// <summary>The heaviest signal of each group inside the window, and a bonus for each further stage.</summary>
    private Weighing Score(Part part, DateTimeOffset now)
    {
        var groups = new Dictionary<string, int>(StringComparer.Ordinal);
        var detections = new SortedSet<string>(StringComparer.Ordinal);
        int stages = 0;
        var beyondNovelty = false;
        foreach (var node in part.Nodes)
        {
            if (node.Signal is not { } signal || signal.Last <= now - settings.Window) continue;
            groups[signal.Group] = Math.Max(groups.GetValueOrDefault(signal.Group), signal.Weight);
            stages |= 1 << (int)signal.Stage;
            beyondNovelty |= signal.Evidence != Evidence.Novelty;
            detections.Add(signal.Detection);
        }
        var reached = System.Numerics.BitOperations.PopCount((uint)stages);
        return new Weighing(groups.Values.Sum() + (Math.Max(0, reached - 1) * StageBonus), reached, beyondNovelty, [.. detections]);
    }

    /// <summary>Adds the functions of the part that one of its suspects created or changed within reach, in the life they are in now. That one is gone
    /// by then is for the responder to find: the news of a deletion may come late and must not take a verdict back.</summary>
    private void Condemn(Part part, DateTimeOffset now)
    {
        foreach (var function in part.Functions)
        {
            if (facts.Of(function).Function is not { } history) continue;
            var life = history.LifeAt(now);
            if (part.Targets.ContainsKey((function, life))) continue;
            var change = history.Events.FirstOrDefault(e => e.Time >= life && e.Time <= now && e.Time > now.AddDays(-settings.EstablishDays)
                && e.Kind is FunctionEventKind.Created or FunctionEventKind.CodeChanged or FunctionEventKind.ConfigurationChanged && (part.Suspects.Contains(e.By) || IsOfActing(part, function, e)));
            if (change is null) continue;
            part.Targets.Add((function, life), new ContainmentTarget(function, life, now, change.Time));
        }
    }

    // Whoever changed a function that does something of the incident itself is behind it, unless announced.
    private bool IsOfActing(Part part, string function, FunctionEvent change)
    {
        if (!part.Nodes.Exists(n => n.Signal is { Stage: Stage.Data } signal && signal.Function == function) || settings.IsDeployer(change.By, change.Time)) return false;
        return change.Role is { } role && part.Suspects.Contains(role);
    }

    /// <summary>Marks the days of the signals that have come to an alerting part since this was last done.</summary>
    private static void Mark(Part part, DateTimeOffset now)
    {
        foreach (var signal in part.Unmarked)
        {
            if (signal.Last <= now - MarkReach) continue;
            foreach (var subject in signal.Subjects) part.Marks.Add((subject, DaySet.DayOf(signal.Time)));
        }
        part.Unmarked.Clear();
    }

    private static JudgedIncident Close(Part part)
    {
        var signals = part.Nodes.Where(n => n.Signal is not null).Select(n => n.Signal!).OrderBy(s => s.Time).ThenBy(s => s.Id, StringComparer.Ordinal).ToList();
        var lead = signals.Where(s => s.Suspect is not null).GroupBy(s => s.Suspect!, StringComparer.Ordinal)
            .OrderByDescending(g => g.Sum(s => s.Weight)).ThenBy(g => g.Key, StringComparer.Ordinal).FirstOrDefault()?.First();
        var contained = part.ContainTime is not null;
        return new JudgedIncident(new Incident
        {
            Id = part.Id,
            Supersedes = [.. part.Names.Where(n => n != part.Id)],
            Verdict = contained ? Verdict.Contain : Verdict.Alert,
            Time = part.ContainTime ?? part.AlertTime!.Value,
            AlertTime = part.AlertTime!.Value,
            Score = part.Reached.Score,
            Detections = part.Reached.Detections,
            Principal = lead?.Principal,
            Session = lead?.Session,
            Functions = [.. part.Functions.Order(StringComparer.Ordinal)],
            Roles = [.. part.Roles.Order(StringComparer.Ordinal)],
            Signals = signals,
            Targets = contained ? [.. part.Targets.Values.OrderBy(t => t.Since).ThenBy(t => t.Function, StringComparer.Ordinal)] : [],
        }, part.Marks);
    }

    private readonly record struct Tip(Part Part, DateTimeOffset Last);

    private readonly record struct Weighing(int Score, int Stages, bool BeyondNovelty, IReadOnlyList<string> Detections);

    /// <summary>What has grown together up to a moment.</summary>
    private sealed class Part
    {
        private Part? _into;

        public Part(Node node)
        {
            Nodes.Add(node);
            if (node.Signal is { } signal)
            {
                FirstSignal = node;
                Unmarked.Add(signal);
                if (signal.Suspect is { } suspect) Suspects.Add(suspect);
            }
            foreach (var subject in node.Subjects)
            {
                if (subject.Contains(":function:", StringComparison.Ordinal)) Functions.Add(subject);
                if (subject.Contains(":role/", StringComparison.Ordinal) && node.Signal is not null) Roles.Add(subject);
            }
        }

        public List<Node> Nodes { get; } = [];
        public Node? FirstSignal { get; private set; }
        public string Id => Signal.Hash("incident", FirstSignal!.Signal!.Id);
        public HashSet<string> Suspects { get; } = new(StringComparer.Ordinal);
        public HashSet<string> Functions { get; } = new(StringComparer.Ordinal);
        public HashSet<string> Roles { get; } = new(StringComparer.Ordinal);
        /// <summary>Those under which any of it stood alerting at the end of a second.</summary>
        public SortedSet<string> Names { get; } = new(StringComparer.Ordinal);
        public List<Signal> Unmarked { get; } = [];
        public HashSet<(string Subject, int Day)> Marks { get; } = [];
        public Dictionary<(string Function, DateTimeOffset Life), ContainmentTarget> Targets { get; } = [];
        public DateTimeOffset? AlertTime { get; private set; }
        public DateTimeOffset? ContainTime { get; private set; }
        public Weighing Reached { get; private set; }

        public Part Root()
        {
            var root = this;
            while (root._into is not null) root = root._into;
            return root;
        }

        public void Alert(DateTimeOffset now, Weighing weight) => (AlertTime, Reached) = (now, weight);

        public void Contain(DateTimeOffset now, Weighing weight) => (ContainTime, Reached) = (now, weight);

        public void Absorb(Part other)
        {
            other._into = this;
            if (IsEarlierVerdict(other)) Reached = other.Reached;
            Nodes.AddRange(other.Nodes);
            if (other.FirstSignal is not null && (FirstSignal is null || Node.Order(other.FirstSignal, FirstSignal) < 0)) FirstSignal = other.FirstSignal;
            Suspects.UnionWith(other.Suspects);
            Functions.UnionWith(other.Functions);
            Roles.UnionWith(other.Roles);
            Names.UnionWith(other.Names);
            Marks.UnionWith(other.Marks);
            Unmarked.AddRange(other.Unmarked);
            foreach (var (key, target) in other.Targets)
            {
                if (!Targets.TryGetValue(key, out var mine) || target.Since < mine.Since) Targets[key] = target;
            }
            AlertTime = Earlier(AlertTime, other.AlertTime);
            ContainTime = Earlier(ContainTime, other.ContainTime);
        }

        // Of two that came to the same verdict at the same time, the one that began first speaks.
        private bool IsEarlierVerdict(Part other)
        {
            if (ContainTime is null != other.ContainTime is null) return ContainTime is null;
            var (mine, theirs) = ContainTime is null ? (AlertTime, other.AlertTime) : (ContainTime, other.ContainTime);
            if (mine is null || theirs is null) return mine is null && theirs is not null;
            return theirs < mine || (theirs == mine && Node.Order(other.FirstSignal!, FirstSignal!) < 0);
        }

        private static DateTimeOffset? Earlier(DateTimeOffset? a, DateTimeOffset? b) => a is null ? b : b is null || a <= b ? a : b;
    }
}

/// <summary>An incident and the (subject, UTC day) pairs that it keeps from teaching habits.</summary>
internal sealed record JudgedIncident(Incident Incident, IReadOnlySet<(string Subject, int Day)> Marks);
