namespace Sentinel.Core.Incidents;

/// <summary>What ties subjects together at a point in time without weighing anything: a creation, a change, a role assumed.</summary>
/// <param name="Subjects">Sorted, at least two.</param>
public sealed record SubjectLink(DateTimeOffset Time, string EventId, string[] Subjects);

/// <summary>The signals and links of one subject.</summary>
public sealed record SubjectSignals(IReadOnlyList<Signal> Signals, IReadOnlyList<SubjectLink> Links)
{
    public static SubjectSignals None { get; } = new([], []);
}

/// <summary>Live signals and links by subject, for those who judge a batch at a time and share the rest. Everything merges: order and repetition do not matter.</summary>
public interface ISignalStore
{
    /// <summary>Makes the signals of these subjects readable through <see cref="Under"/>. Throws when they cannot be had: then nothing may be judged.</summary>
    ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken);

    /// <summary>What is known under a subject, each signal once.</summary>
    SubjectSignals Under(string subject);

    /// <summary>Adds a signal, or merges it with what is known of it, under all its subjects.</summary>
    void Add(Signal signal);

    /// <summary>Adds a link under all its subjects.</summary>
    void Add(SubjectLink link);

    /// <summary>Stores what was added. Throws when it could not be stored; may be called again.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);
}

/// <summary>Signals and links in memory, never forgotten. Never throws.</summary>
public sealed class MemorySignalStore : ISignalStore
{
    private readonly Dictionary<string, (Dictionary<string, Signal> Signals, Dictionary<string, SubjectLink> Links)> _subjects = new(StringComparer.Ordinal);

    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public SubjectSignals Under(string subject) =>
        _subjects.TryGetValue(subject, out var known) ? new SubjectSignals([.. known.Signals.Values], [.. known.Links.Values]) : SubjectSignals.None;

    public void Add(Signal signal)
    {
        foreach (var subject in signal.Subjects)
        {
            var signals = Of(subject).Signals;
            signals[signal.Id] = signals.TryGetValue(signal.Id, out var known) ? known.Merge(signal) : signal;
        }
    }

    public void Add(SubjectLink link)
    {
        foreach (var subject in link.Subjects) Of(subject).Links[link.EventId] = link;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private (Dictionary<string, Signal> Signals, Dictionary<string, SubjectLink> Links) Of(string subject)
    {
        if (!_subjects.TryGetValue(subject, out var known)) _subjects.Add(subject, known = (new(StringComparer.Ordinal), new(StringComparer.Ordinal)));
        return known;
    }
}
