namespace Sentinel.Core.Knowledge;

/// <summary>Facts by subject. A remote store fetches ahead and flushes behind; between the two everything is in memory.</summary>
public interface IFactStore
{
    /// <summary>Makes the facts of these subjects readable through <see cref="Of"/>. Throws when they cannot be had: then nothing may be judged.</summary>
    ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken);

    /// <summary>The facts of a subject, empty if none are known; the same instance until flushed. Changes made to it are kept.</summary>
    SubjectFacts Of(string subject);

    /// <summary>Stores what changed. Throws when it could not be stored; may be called again.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);
}

/// <summary>Facts in memory, for replay and tests. Never throws. Grows with subjects, not with events.</summary>
public sealed class MemoryFactStore : IFactStore
{
    private readonly Dictionary<string, SubjectFacts> _facts = new(StringComparer.Ordinal);
    private RecentLookups<SubjectFacts> _recent = new();

    /// <summary>Everything known, by subject in ordinal order.</summary>
    public IEnumerable<SubjectFacts> All => _facts.Values.OrderBy(f => f.Subject, StringComparer.Ordinal);

    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public SubjectFacts Of(string subject)
    {
        if (_recent.Find(subject) is { } recent) return recent;
        ref var facts = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_facts, subject, out _);
        return _recent.Note(subject, facts ??= new SubjectFacts(subject));
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>A store with the same facts and a life of its own: many days can be played upon one history.</summary>
    public MemoryFactStore Copy()
    {
        var copy = new MemoryFactStore();
        foreach (var (subject, facts) in _facts) copy._facts.Add(subject, facts.Copy());
        return copy;
    }
}
