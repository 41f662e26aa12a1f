using Sentinel.Core.Batches;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Batches;

/// <summary>What several detectors share: in memory, each operation by itself atomic, like single items of a table.</summary>
internal sealed class Shared(MemoryFactStore facts)
{
    public Lock Gate { get; } = new();
    public MemoryFactStore Facts { get; } = facts;
    public MemoryRecordStore Records { get; } = new();
    public MemorySignalStore Signals { get; } = new();
    public MemoryCallStore Calls { get; } = new();
    public HashSet<string> Subjects { get; } = new(StringComparer.Ordinal);
}

/// <summary>What the doubles have in common: a part is at hand, the rest is missing.</summary>
internal abstract class SharedPart : IPartialStore
{
    private HashSet<string> _missing = new(StringComparer.Ordinal);

    /// <summary>Subjects that were read past the cache.</summary>
    public List<string> ReadAgain { get; } = [];

    /// <summary>The next reading past the cache fails.</summary>
    public bool FailsNext { get; set; }

    public async ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => await ReadAsync(subjects);

    public IReadOnlyCollection<string> TakeMissing()
    {
        var missing = _missing;
        _missing = new(StringComparer.Ordinal);
        return missing;
    }

    public async ValueTask<bool> RefreshAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        ReadAgain.AddRange(subjects);
        if (FailsNext)
        {
            FailsNext = false;
            throw new TimeoutException();
        }
        return await ReadAsync(subjects);
    }

    private async Task<bool> ReadAsync(IReadOnlyCollection<string> subjects)
    {
        await Task.Yield();
        return subjects.Select(Read).ToList().Contains(true);
    }

    protected void Miss(string subject) => _missing.Add(subject);

    /// <summary>Reads what is shared of a subject.</summary>
    /// <returns>Whether anything was news.</returns>
    protected abstract bool Read(string subject);
}

internal sealed class SharedFacts(Shared shared) : SharedPart, IFactStore
{
    private readonly Dictionary<string, SubjectFacts> _here = new(StringComparer.Ordinal);

    public SubjectFacts Of(string subject)
    {
        if (_here.TryGetValue(subject, out var facts)) return facts;
        Miss(subject);
        return new SubjectFacts(subject);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var facts in _here.Values)
        {
            await Task.Yield();
            lock (shared.Gate) shared.Facts.Of(facts.Subject).Absorb(facts);
        }
    }

    protected override bool Read(string subject)
    {
        lock (shared.Gate)
        {
            if (!_here.TryGetValue(subject, out var facts)) _here.Add(subject, facts = new SubjectFacts(subject));
            return facts.Absorb(shared.Facts.Of(subject));
        }
    }
}

internal sealed class SharedRecords(Shared shared) : SharedPart, IRecordStore
{
    private readonly Dictionary<string, IReadOnlyList<KeptRecord>> _here = new(StringComparer.Ordinal);
    private readonly List<KeptRecord> _added = [];

    public IReadOnlyList<KeptRecord> Under(string subject)
    {
        if (_here.TryGetValue(subject, out var line)) return line;
        Miss(subject);
        return [];
    }

    public bool Add(KeptRecord record)
    {
        _added.Add(record);
        return true;
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var record in _added)
        {
            await Task.Yield();
            lock (shared.Gate) shared.Records.Add(record);
        }
        // What this one wrote it knows.
        foreach (var subject in _added.SelectMany(r => r.Subjects).Where(_here.ContainsKey).ToHashSet(StringComparer.Ordinal))
        {
            _here[subject] = [.. _here[subject].Concat(_added.Where(r => r.Subjects.Contains(subject))).DistinctBy(r => r.Record.EventId)];
        }
        _added.Clear();
    }

    public void ForgetBefore(DateTimeOffset time)
    {
    }

    protected override bool Read(string subject)
    {
        lock (shared.Gate)
        {
            var before = _here.GetValueOrDefault(subject, []).Count;
            _here[subject] = [.. shared.Records.Under(subject)];
            return _here[subject].Count > before;
        }
    }
}

internal sealed class SharedSignals(Shared shared) : SharedPart, ISignalStore
{
    private readonly Dictionary<string, SubjectSignals> _here = new(StringComparer.Ordinal);
    private readonly List<Signal> _signals = [];
    private readonly List<SubjectLink> _links = [];

    public SubjectSignals Under(string subject)
    {
        if (_here.TryGetValue(subject, out var known)) return known;
        Miss(subject);
        return SubjectSignals.None;
    }

    public void Add(Signal signal) => _signals.Add(signal);

    public void Add(SubjectLink link) => _links.Add(link);

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        foreach (var signal in _signals)
        {
            await Task.Yield();
            lock (shared.Gate) shared.Signals.Add(signal);
            lock (shared.Gate) shared.Subjects.UnionWith(signal.Subjects);
        }
        foreach (var link in _links)
        {
            await Task.Yield();
            lock (shared.Gate) shared.Signals.Add(link);
            lock (shared.Gate) shared.Subjects.UnionWith(link.Subjects);
        }
        // What this one wrote it knows.
        foreach (var subject in _signals.SelectMany(s => s.Subjects).Concat(_links.SelectMany(l => l.Subjects)).Where(_here.ContainsKey).ToList()) Own(subject);
        _signals.Clear();
        _links.Clear();
    }

    private void Own(string subject)
    {
        var merged = new MemorySignalStore();
        foreach (var signal in _here[subject].Signals.Concat(_signals.Where(s => s.Subjects.Contains(subject)))) merged.Add(signal);
        foreach (var link in _here[subject].Links.Concat(_links.Where(l => l.Subjects.Contains(subject)))) merged.Add(link);
        _here[subject] = merged.Under(subject);
    }

    protected override bool Read(string subject)
    {
        SubjectSignals there;
        lock (shared.Gate) there = shared.Signals.Under(subject);
        var here = _here.GetValueOrDefault(subject, SubjectSignals.None);
        _here[subject] = there;
        return !Text(there).SetEquals(Text(here));
    }

    private static HashSet<string> Text(SubjectSignals known) =>
        [.. known.Signals.Select(s => $"{s.Id} {s.Time:O} {s.Last:O} {s.Weight} {s.EventId} {s.Count} {s.Summary}"), .. known.Links.Select(l => l.EventId)];
}

internal sealed class SharedCalls(Shared shared) : ICallStore
{
    private readonly Dictionary<CallSpan, IReadOnlyList<MinuteCalls>> _here = [];

    public async ValueTask AddAsync(IReadOnlyList<MinuteCalls> calls, CancellationToken cancellationToken)
    {
        // DynamoDB refuses a request that names one set twice.
        Assert.Equal(calls.Count, calls.DistinctBy(c => (c.Function, c.Caller, c.Minute)).Count());
        foreach (var set in calls)
        {
            await Task.Yield();
            lock (shared.Gate) shared.Calls.Add(set);
        }
    }

    public async ValueTask FetchAsync(IReadOnlyCollection<CallSpan> spans, CancellationToken cancellationToken)
    {
        await Task.Yield();
        foreach (var span in spans)
        {
            lock (shared.Gate) _here[span] = [.. shared.Calls.Within(span).Select(s => s with { Calls = s.Calls.Copy() })];
        }
    }

    public IReadOnlyList<MinuteCalls> Within(CallSpan span) => _here.GetValueOrDefault(span, []);
}
