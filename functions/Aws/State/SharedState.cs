using Sentinel.Core.Batches;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Aws.State;

/// <summary>Facts of which a part is at hand, for a <see cref="BatchDetector"/>.</summary>
public sealed class SharedFacts(DynamoFactStore store) : IFactStore, IPartialStore
{
    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => store.FetchAsync(subjects, cancellationToken);

    public SubjectFacts Of(string subject) => store.Of(subject);

    public ValueTask FlushAsync(CancellationToken cancellationToken) => store.FlushAsync(cancellationToken);

    public IReadOnlyCollection<string> TakeMissing() => [.. store.Missing];

    public async ValueTask<bool> RefreshAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        var before = subjects.Sum(s => store.Of(s).Changes);
        await store.RefreshAsync(subjects, cancellationToken);
        return subjects.Sum(s => store.Of(s).Changes) != before;
    }
}

/// <summary>Records of which a part is at hand, for a <see cref="BatchDetector"/>.</summary>
public sealed class SharedRecords(DynamoRecordStore store) : IRecordStore, IPartialStore
{
    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => store.FetchAsync(subjects, cancellationToken);

    public IReadOnlyList<KeptRecord> Under(string subject) => store.Under(subject);

    public IReadOnlyList<KeptRecord> AddressedUnder(string subject) => store.AddressedUnder(subject);

    public IReadOnlyCollection<string> FunctionsUnder(string subject) => store.FunctionsUnder(subject);

    public bool Add(KeptRecord record) => store.Add(record);

    public ValueTask FlushAsync(CancellationToken cancellationToken) => store.FlushAsync(cancellationToken);

    public void ForgetBefore(DateTimeOffset time) => store.ForgetBefore(time);

    public void ReachBackTo(DateTimeOffset earliest) => store.ReachBackTo(earliest);

    public IReadOnlyCollection<string> TakeMissing() => [.. store.Missing];

    public async ValueTask<bool> RefreshAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        var before = subjects.Sum(s => store.Under(s).Count);
        await store.RefreshAsync(subjects, cancellationToken);
        return subjects.Sum(s => store.Under(s).Count) != before; // they are only added to
    }
}

/// <summary>Signals of which a part is at hand, for a <see cref="BatchDetector"/>.</summary>
public sealed class SharedSignals(DynamoSignalStore store) : ISignalStore, IPartialStore
{
    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => store.FetchAsync(subjects, cancellationToken);

    public SubjectSignals Under(string subject) => store.Under(subject);

    public void Add(Signal signal) => store.Add(signal);

    public void Add(SubjectLink link) => store.Add(link);

    public ValueTask FlushAsync(CancellationToken cancellationToken) => store.FlushAsync(cancellationToken);

    public IReadOnlyCollection<string> TakeMissing() => [.. store.Missing];

    public async ValueTask<bool> RefreshAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        var before = Picture(subjects);
        await store.RefreshAsync(subjects, cancellationToken);
        return Picture(subjects) != before;
    }

    private int Picture(IReadOnlyCollection<string> subjects)
    {
        var hash = new HashCode();
        foreach (var subject in subjects)
        {
            var (signals, links) = store.Under(subject);
            foreach (var s in signals) hash.Add(HashCode.Combine(s.Id, s.Time, s.Last, s.Weight, s.EventId, s.Count, s.Summary));
            foreach (var link in links) hash.Add(link.EventId, StringComparer.Ordinal);
        }
        return hash.ToHashCode();
    }
}

/// <summary>Calls for a <see cref="BatchDetector"/>: what was fetched of a span is read from memory.</summary>
public sealed class SharedCalls(DynamoCallStore store) : ICallStore
{
    private readonly Dictionary<CallSpan, IReadOnlyList<Core.Knowledge.MinuteCalls>> _spans = [];

    public async ValueTask AddAsync(IReadOnlyList<Core.Knowledge.MinuteCalls> calls, CancellationToken cancellationToken)
    {
        _spans.Clear(); // those of the batch before
        await store.AddAsync([.. calls.Select(c => new MinuteCalls(c.Function, c.Caller, c.Minute, SetOf(c.Calls)))], cancellationToken);
    }

    public async ValueTask FetchAsync(IReadOnlyCollection<CallSpan> spans, CancellationToken cancellationToken)
    {
        foreach (var span in spans)
        {
            var sets = span.ByCaller ? await store.OfCallerAsync(span.Subject, span.From, span.To, cancellationToken) : await store.OfFunctionAsync(span.Subject, span.From, span.To, cancellationToken);
            _spans[span] = [.. sets.Select(s => new Core.Knowledge.MinuteCalls(s.Function, s.Caller, s.Minute, [.. s.Calls.Values]))];
        }
    }

    public IReadOnlyList<Core.Knowledge.MinuteCalls> Within(CallSpan span) => _spans.GetValueOrDefault(span, []);

    private static CallSet SetOf(IReadOnlyCollection<ulong> calls)
    {
        var set = new CallSet();
        foreach (var call in calls) set.Add(call);
        return set;
    }
}
