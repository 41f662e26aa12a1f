using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Incidents;

/// <summary>What ties subjects together without weighing anything: a creation, a change, a role assumed.</summary>
/// <param name="Time">Event time; of what counts once in a UTC hour, that of the first event.</param>
/// <param name="Last">Until when it ties: <paramref name="Time"/> for a single event, the end of the hour for what counts once in it.</param>
/// <param name="EventId">The event; of those at the first time the smallest.</param>
/// <param name="Subjects">Sorted, at least two.</param>
public sealed record SubjectLink(DateTimeOffset Time, DateTimeOffset Last, string EventId, string[] Subjects)
{
    /// <summary>Made by one event.</summary>
    public SubjectLink(DateTimeOffset time, string eventId, string[] subjects) : this(time, time, eventId, subjects)
    {
    }

    /// <summary>Counts once in its UTC hour, whatever repeats it there.</summary>
    internal bool IsHourly => Last != Time;

    /// <summary>What it is known by: a single event by itself, what counts once an hour by the hour; and by what it ties.</summary>
    internal LinkName Name => new(Last, IsHourly ? "" : EventId, Subjects);

    /// <summary>Of two of one name, this one counts.</summary>
    internal bool Precedes(SubjectLink other) => CloudTrailRecord.Compare(Time, EventId, other.Time, other.EventId) < 0;
}

/// <summary>Tells links apart.</summary>
internal readonly record struct LinkName(DateTimeOffset Last, string EventId, string[] Subjects)
{
    public bool Equals(LinkName other) => Last == other.Last && string.Equals(EventId, other.EventId, StringComparison.Ordinal) && Subjects.AsSpan().SequenceEqual(other.Subjects);

    public override int GetHashCode() => HashCode.Combine(Last, EventId, Subjects[0], Subjects[^1]);
}

/// <summary>The signals and links of one subject, each with all its subjects, in the order of (time, event id).</summary>
public sealed record SubjectSignals(IReadOnlyList<Signal> Signals, IReadOnlyList<SubjectLink> Links)
{
    public static SubjectSignals None { get; } = new([], []);
}

/// <summary>Live signals and links by subject, for those who judge a batch at a time and share the rest. Everything merges: order and repetition do not matter.</summary>
public interface ISignalStore
{
    /// <summary>Makes the signals of these subjects readable through <see cref="Under"/>. Throws when they cannot be had: then nothing may be judged.</summary>
    ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken);

    /// <summary>What is known under a subject, each signal and each link once.</summary>
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
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);

    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public SubjectSignals Under(string subject) => _lines.TryGetValue(subject, out var line) ? line.InOrder() : SubjectSignals.None;

    public void Add(Signal signal)
    {
        foreach (var subject in signal.Subjects) LineOf(subject).Add(signal);
    }

    public void Add(SubjectLink link)
    {
        foreach (var subject in link.Subjects) LineOf(subject).Add(link);
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    private Line LineOf(string subject)
    {
        ref var line = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_lines, subject, out _);
        return line ??= new Line();
    }

    /// <summary>What is known under one subject.</summary>
    internal sealed class Line
    {
        private readonly Dictionary<string, Signal> _signals = new(StringComparer.Ordinal);
        private readonly Dictionary<LinkName, SubjectLink> _links = [];

        public Signal? Find(string id) => _signals.GetValueOrDefault(id);

        public void Add(Signal signal) => _signals[signal.Id] = _signals.TryGetValue(signal.Id, out var known) ? known.Merge(signal) : signal;

        /// <returns>False: it was there already, or one of its name that counts before it.</returns>
        public bool Add(SubjectLink link)
        {
            ref var known = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_links, link.Name, out var exists);
            if (exists && !link.Precedes(known!)) return false;
            known = link;
            return true;
        }

        public SubjectSignals InOrder() => new(
            [.. _signals.Values.Order(Comparer<Signal>.Create(static (a, b) => Order(a.Time, a.EventId ?? "", a.Id, b.Time, b.EventId ?? "", b.Id)))],
            [.. _links.Values.OrderBy(l => l.Time).ThenBy(l => l.EventId, StringComparer.Ordinal).ThenBy(l => string.Join('\n', l.Subjects), StringComparer.Ordinal)]);

        private static int Order(DateTimeOffset time, string eventId, string id, DateTimeOffset otherTime, string otherEventId, string otherId) =>
            CloudTrailRecord.Compare(time, eventId, otherTime, otherEventId) is var order and not 0 ? order : string.CompareOrdinal(id, otherId);
    }
}
