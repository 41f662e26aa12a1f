using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Knowledge;

/// <summary>The wanted records of the last hours under each subject they name, so that one that arrives late can be judged in its place.</summary>
public interface IRecordStore
{
    /// <summary>Makes the records of these subjects readable through <see cref="Under"/>. Throws when they cannot be had.</summary>
    ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken);

    /// <summary>The records under a subject in the order of (time, event id).</summary>
    IReadOnlyList<KeptRecord> Under(string subject);

    /// <summary>Those of them that came from an address, not through a service.</summary>
    IReadOnlyList<KeptRecord> AddressedUnder(string subject) => [.. Under(subject).Where(k => k.Record.Source.Kind == SourceKind.Address)];

    /// <summary>The functions that the records under a subject name, each once; may be more than there are, never fewer.</summary>
    IReadOnlyList<string> FunctionsUnder(string subject) => [.. Under(subject).Select(k => k.Record.Function).OfType<string>().Distinct(StringComparer.Ordinal)];

    /// <summary>Keeps a record under its subjects. False: it was there already.</summary>
    bool Add(KeptRecord record);

    /// <summary>Stores what was added. Throws when it could not be stored; may be called again.</summary>
    ValueTask FlushAsync(CancellationToken cancellationToken);

    /// <summary>Forgets records of before <paramref name="time"/>. A store that expires items by itself may do nothing.</summary>
    void ForgetBefore(DateTimeOffset time);
}

/// <summary>A record and the subjects under which it is kept.</summary>
/// <param name="Learned">Part of the history: it is known but never judged.</param>
public sealed record KeptRecord(CloudTrailRecord Record, string[] Subjects, bool Learned);

/// <summary>Records in memory. Never throws.</summary>
public sealed class MemoryRecordStore : IRecordStore
{
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);
    private DateTimeOffset _forgotten = DateTimeOffset.MinValue;
    private RecentLookups<Line> _recent = new();
    private DateTimeOffset _oldest = DateTimeOffset.MaxValue; // no record is older

    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public IReadOnlyList<KeptRecord> Under(string subject) => LineOf(subject) ?? (IReadOnlyList<KeptRecord>)[];

    public IReadOnlyList<KeptRecord> AddressedUnder(string subject) => LineOf(subject)?.Addressed() ?? (IReadOnlyList<KeptRecord>)[];

    public IReadOnlyList<string> FunctionsUnder(string subject) => LineOf(subject)?.Functions() ?? (IReadOnlyList<string>)[];

    public bool Add(KeptRecord record)
    {
        var added = false;
        foreach (var subject in record.Subjects) added |= AddUnder(subject, record);
        return added;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Keeps a record under one of its subjects.</summary>
    /// <returns>False: it was there already.</returns>
    internal bool AddUnder(string subject, KeptRecord record)
    {
        if (record.Record.Time < _oldest) _oldest = record.Record.Time;
        var line = LineOf(subject);
        if (line is null) _lines.Add(subject, line = _recent.Note(subject, new Line()));
        return line.Add(record);
    }

    /// <summary>Forgets the records under one subject; those under others stay.</summary>
    internal void Drop(string subject)
    {
        if (_lines.Remove(subject)) _recent.Clear();
    }

    public void ForgetBefore(DateTimeOffset time)
    {
        // A sweep costs as much as there are subjects: once in ten minutes of event time is often enough.
        if (_forgotten != DateTimeOffset.MinValue && time - _forgotten < TimeSpan.FromMinutes(10)) return;
        _forgotten = time;
        if (_oldest >= time) return;
        _oldest = time;
        List<string>? empty = null;
        foreach (var (subject, line) in _lines)
        {
            line.ForgetBefore(time);
            if (line.Count == 0) (empty ??= []).Add(subject);
        }
        foreach (var subject in empty ?? []) _lines.Remove(subject);
        _recent.Clear();
    }

    private Line? LineOf(string subject) => _recent.Find(subject) ?? (_lines.TryGetValue(subject, out var line) ? _recent.Note(subject, line) : null);

    /// <summary>The records under one subject. Most subjects have one (the hash of a code), a few have thousands (a pipeline's role).</summary>
    private sealed class Line : IReadOnlyList<KeptRecord>
    {
        private KeptRecord[] _records = new KeptRecord[1];
        private (List<string> InOrder, HashSet<string> All)? _functions; // once somebody asked
        private Line? _addressed; // once somebody asked

        public int Count { get; private set; }

        public KeptRecord this[int index] => index < Count ? _records[index] : throw new ArgumentOutOfRangeException(nameof(index));

        public List<string> Functions()
        {
            if (_functions is { } known) return known.InOrder;
            _functions = ([], new HashSet<string>(StringComparer.Ordinal));
            for (var i = 0; i < Count; i++) Note(_records[i]);
            return _functions.Value.InOrder;
        }

        public Line Addressed()
        {
            if (_addressed is not null) return _addressed;
            _addressed = new Line();
            foreach (var record in this.Where(HasAddress)) _addressed.Add(record);
            return _addressed;
        }

        public bool Add(KeptRecord record)
        {
            var at = Count;
            while (at > 0 && Order(_records[at - 1], record) > 0) at--;
            if (at > 0 && Order(_records[at - 1], record) == 0) return false;
            if (Count == _records.Length) Array.Resize(ref _records, Count * 2);
            Array.Copy(_records, at, _records, at + 1, Count - at);
            _records[at] = record;
            Count++;
            Note(record);
            if (_addressed is not null && HasAddress(record)) _addressed.Add(record);
            return true;
        }

        public void ForgetBefore(DateTimeOffset time)
        {
            var old = 0;
            while (old < Count && _records[old].Record.Time < time) old++;
            if (old == 0) return;
            Count -= old;
            _records = Count == 0 ? new KeptRecord[1] : _records[old..(old + Count)];
            _functions = null;
            _addressed?.ForgetBefore(time);
        }

        public IEnumerator<KeptRecord> GetEnumerator() => _records.Take(Count).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

        private void Note(KeptRecord record)
        {
            if (_functions is var (inOrder, all) && record.Record.Function is { } function && all.Add(function)) inOrder.Add(function);
        }

        private static bool HasAddress(KeptRecord record) => record.Record.Source.Kind == SourceKind.Address;

        private static int Order(KeptRecord a, KeptRecord b) => CloudTrailRecord.Compare(a.Record.Time, a.Record.EventId, b.Record.Time, b.Record.EventId);
    }
}
