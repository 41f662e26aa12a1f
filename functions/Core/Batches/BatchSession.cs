using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Batches;

/// <summary>What a pipeline that lives for one batch takes from the others and leaves for them.</summary>
internal sealed class BatchSession(IFactStore facts, ISignalStore signals, ICallStore? calls)
{
    private readonly Dictionary<CallsOfMinute, CallSet> _called = new(ReferenceEqualityComparer.Instance);
    private readonly List<CallSpan> _spans = [];
    private readonly HashSet<Node> _nodes = new(ReferenceEqualityComparer.Instance);

    public List<SubjectLink> Links { get; } = [];

    /// <summary>Incidents that the batch had a part in, the last word of each.</summary>
    public Dictionary<string, Incident> Incidents { get; } = new(StringComparer.Ordinal);

    public List<ContainmentRequest> Requests { get; } = [];

    /// <summary>Something has come up that nobody had stored: a signal or link, a change of a function, a condemnation. Without news nobody needs to be asked.</summary>
    public bool HasNews { get; set; }

    /// <summary>The signals that are new, or not as they were found.</summary>
    public IEnumerable<Signal> Signals => _nodes.Select(n => n.Signal!);

    /// <summary>The calls of the batch.</summary>
    public IReadOnlyList<MinuteCalls> Calls => [.. _called.Select(c => new MinuteCalls(c.Key.Function.Function, c.Key.Caller, c.Key.Minute, c.Value))];

    /// <summary>The spans of minutes that were asked for and may still change something.</summary>
    public IReadOnlyCollection<CallSpan> Spans => _spans;

    /// <summary>Leaves out the spans in which nothing is left to decide.</summary>
    public void LeaveOut(Predicate<CallSpan> decided) => _spans.RemoveAll(decided);

    public bool HasCalls => _called.Count > 0;

    public void Called(CallsOfMinute set, ulong call)
    {
        if (!_called.TryGetValue(set, out var own)) _called.Add(set, own = new CallSet());
        own.Add(call);
    }

    public IReadOnlyList<MinuteCalls> Within(CallSpan span)
    {
        if (calls is null) return [];
        _spans.Add(span);
        return calls.Within(span);
    }

    /// <summary>This change of a function was stored before the batch.</summary>
    public bool IsStored(string function, string eventId) => facts.Of(function).Function is { } history && history.Events.Any(e => string.Equals(e.EventId, eventId, StringComparison.Ordinal));

    public SubjectSignals Under(string subject) => signals.Under(subject);

    public void Said(Node node) => _nodes.Add(node);
}
