namespace Sentinel.Core.Knowledge;

/// <summary>Calls of one function by one caller in one UTC minute.</summary>
/// <param name="Function">Full ARN without qualifier.</param>
/// <param name="Caller">Habit subject of the caller; <c>lambda.amazonaws.com</c> for <c>InvokeExecution</c>.</param>
/// <param name="Minute">Minutes since 1970-01-01 UTC.</param>
public sealed record MinuteCalls(string Function, string Caller, int Minute, CallSet Calls);

/// <summary>The sets of one function, or of one caller, in a span of minutes.</summary>
/// <param name="From">First minute since 1970-01-01 UTC, included.</param>
/// <param name="To">Last minute, included.</param>
public readonly record struct CallSpan(string Subject, bool ByCaller, int From, int To);

/// <summary>Invocations by function, caller and minute, for those who count a batch at a time. A union of sets: order and repetition do not matter.</summary>
public interface ICallStore
{
    /// <summary>Adds calls, each set under its function and its caller. Throws when they could not be stored; may be called again.</summary>
    ValueTask AddAsync(IReadOnlyList<MinuteCalls> calls, CancellationToken cancellationToken);

    /// <summary>Reads what is stored of these spans, past every cache. Throws when it cannot be had.</summary>
    ValueTask FetchAsync(IReadOnlyCollection<CallSpan> spans, CancellationToken cancellationToken);

    /// <summary>The sets of a span as last fetched; empty when it never was.</summary>
    IReadOnlyList<MinuteCalls> Within(CallSpan span);
}

/// <summary>Calls in memory, never forgotten. Never throws.</summary>
public sealed class MemoryCallStore : ICallStore
{
    private readonly Dictionary<(string Function, string Caller, int Minute), CallSet> _sets = [];

    public ValueTask AddAsync(IReadOnlyList<MinuteCalls> calls, CancellationToken cancellationToken)
    {
        foreach (var set in calls) Add(set);
        return ValueTask.CompletedTask;
    }

    internal void Add(MinuteCalls calls)
    {
        var key = (calls.Function, calls.Caller, calls.Minute);
        if (!_sets.TryGetValue(key, out var set)) _sets.Add(key, set = new CallSet());
        set.UnionWith(calls.Calls);
    }

    public ValueTask FetchAsync(IReadOnlyCollection<CallSpan> spans, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public IReadOnlyList<MinuteCalls> Within(CallSpan span) =>
    [
        .. _sets.Where(s => s.Key.Minute >= span.From && s.Key.Minute <= span.To && string.Equals(span.ByCaller ? s.Key.Caller : s.Key.Function, span.Subject, StringComparison.Ordinal))
            .Select(s => new MinuteCalls(s.Key.Function, s.Key.Caller, s.Key.Minute, s.Value)),
    ];
}
