using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Knowledge;

/// <summary>The wanted records of the last hours under each subject they name, so that one that arrives late can be judged in its place.</summary>
public interface IRecordStore
{
    /// <summary>Makes the records of these subjects readable through <see cref="Under"/>. Throws when they cannot be had.</summary>
    ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken);

    /// <summary>The records under a subject in the order of (time, event id).</summary>
    IReadOnlyList<KeptRecord> Under(string subject);

    /// <summary>Keeps a record under its subjects. False: it was there already.</summary>
    bool Add(KeptRecord record);

    /// <summary>Forgets records of before <paramref name="time"/>. A store that expires items by itself may do nothing.</summary>
    void ForgetBefore(DateTimeOffset time);
}

/// <summary>A record and the subjects under which it is kept.</summary>
/// <param name="Learned">Part of the history: it is known but never judged.</param>
public sealed record KeptRecord(CloudTrailRecord Record, IReadOnlyList<string> Subjects, bool Learned);

/// <summary>Records in memory. Never throws.</summary>
public sealed class MemoryRecordStore : IRecordStore
{
    private readonly Dictionary<string, List<KeptRecord>> _records = new(StringComparer.Ordinal);
    private DateTimeOffset _forgotten = DateTimeOffset.MinValue;

    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public IReadOnlyList<KeptRecord> Under(string subject) => _records.TryGetValue(subject, out var kept) ? kept : [];

    public bool Add(KeptRecord record)
    {
        var added = false;
        foreach (var subject in record.Subjects)
        {
            if (!_records.TryGetValue(subject, out var kept)) _records.Add(subject, kept = []);
            var at = kept.Count;
            while (at > 0 && Order(kept[at - 1], record) > 0) at--;
            if (at > 0 && Order(kept[at - 1], record) == 0) continue;
            kept.Insert(at, record);
            added = true;
        }
        return added;
    }

    public void ForgetBefore(DateTimeOffset time)
    {
        // A sweep costs as much as there are subjects: once in ten minutes of event time is often enough.
        if (_forgotten != DateTimeOffset.MinValue && time - _forgotten < TimeSpan.FromMinutes(10)) return;
        _forgotten = time;
        List<string>? empty = null;
        foreach (var (subject, kept) in _records)
        {
            var old = 0;
            while (old < kept.Count && kept[old].Record.Time < time) old++;
            if (old == kept.Count) (empty ??= []).Add(subject);
            else if (old > 0) kept.RemoveRange(0, old);
        }
        foreach (var subject in empty ?? []) _records.Remove(subject);
    }

    private static int Order(KeptRecord a, KeptRecord b) => CloudTrailRecord.Compare(a.Record.Time, a.Record.EventId, b.Record.Time, b.Record.EventId);
}
