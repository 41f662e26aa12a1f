using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Knowledge;

/// <summary>The wanted records of the last hours under each subject they name, so that one that arrives late can be judged in its place.</summary>
public interface IRecordStore
{
    /// <summary>Makes the records of these subjects readable through <see cref="Under"/>. Throws when they cannot be had.</summary>
    ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken);

    /// <summary>The records under a subject in the order of (time, event id).</summary>
    IReadOnlyList<KeptRecord> Under(string subject);

    /// <summary>The functions that the records under a subject name, each once; may be more than there are, never fewer.</summary>
    IEnumerable<string> FunctionsUnder(string subject) => Under(subject).Select(k => k.Record.Function).OfType<string>().Distinct(StringComparer.Ordinal);

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
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private DateTimeOffset _forgotten = DateTimeOffset.MinValue;

    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public IReadOnlyList<KeptRecord> Under(string subject) => _lines.TryGetValue(subject, out var line) ? line.Records : [];

    public IEnumerable<string> FunctionsUnder(string subject) => _lines.TryGetValue(subject, out var line) ? line.Functions() : [];

    public bool Add(KeptRecord record)
    {
        var added = false;
        foreach (var subject in record.Subjects)
        {
            ref var line = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_lines, subject, out _);
            added |= (line ??= new Line()).Add(record);
        }
        return added;
    }

    public void ForgetBefore(DateTimeOffset time)
    {
        // A sweep costs as much as there are subjects: once in ten minutes of event time is often enough.
        if (_forgotten != DateTimeOffset.MinValue && time - _forgotten < TimeSpan.FromMinutes(10)) return;
        _forgotten = time;
        List<string>? empty = null;
        foreach (var (subject, line) in _lines)
        {
            line.ForgetBefore(time);
            if (line.Records.Count == 0) (empty ??= []).Add(subject);
        }
        foreach (var subject in empty ?? []) _lines.Remove(subject);
    }

    /// <summary>The records under one subject.</summary>
    private sealed class Line
    {
        private HashSet<string>? _functions; // once somebody asked

        public List<KeptRecord> Records { get; } = [];

        public IEnumerable<string> Functions() => _functions ??= Records.Select(k => k.Record.Function).OfType<string>().ToHashSet(StringComparer.Ordinal);

        public bool Add(KeptRecord record)
        {
            var at = Records.Count;
            while (at > 0 && Order(Records[at - 1], record) > 0) at--;
            if (at > 0 && Order(Records[at - 1], record) == 0) return false;
            Records.Insert(at, record);
            if (record.Record.Function is { } function) _functions?.Add(function);
            return true;
        }

        public void ForgetBefore(DateTimeOffset time)
        {
            var old = 0;
            while (old < Records.Count && Records[old].Record.Time < time) old++;
            if (old == 0) return;
            Records.RemoveRange(0, old);
            _functions = null;
        }

        private static int Order(KeptRecord a, KeptRecord b) => CloudTrailRecord.Compare(a.Record.Time, a.Record.EventId, b.Record.Time, b.Record.EventId);
    }
}
