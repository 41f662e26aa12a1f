using Sentinel.Core;
using Sentinel.Core.Batches;
using Sentinel.Core.Knowledge;

namespace Sentinel.Aws.State;

/// <summary>
/// Wanted records in DynamoDB, under each of their subjects, shared by any number of Detectors at once. They expire a day after they are out of reach.
/// For one caller at a time.
/// </summary>
public sealed class DynamoRecordStore(StateTable table, StateOptions options) : IRecordStore, IPartialStore
{
    private readonly MemoryRecordStore _memory = new();
    private readonly SubjectCache _cache = new(options, table.Clock);
    private readonly Dictionary<string, Dictionary<string, long>> _sizes = new(StringComparer.Ordinal); // bytes stored, by subject and sort key
    private readonly Dictionary<(string Subject, string Sort), List<KeptRecord>> _pending = [];
    private DateTimeOffset? _earliest;
    private DateTimeOffset _forgotten = DateTimeOffset.UnixEpoch;

    /// <summary>Subjects that were asked for without having been fetched: what was judged by them was judged in the dark. Fetch them
    /// and judge again.</summary>
    public IReadOnlyCollection<string> Missing => _cache.Missing;

    public IReadOnlyCollection<string> TakeMissing() => _cache.Take();

    /// <summary>From now on records are read as far back as judging an event of this time can ask. Without it, of this moment. For batches that waited long.</summary>
    public void ReachBackTo(DateTimeOffset earliest) => _earliest = earliest;

    /// <summary>Reads those of the subjects that are not warm, one request each.</summary>
    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => ReadAsync(subjects, all: false, cancellationToken);

    /// <summary>Reads all of the subjects, warm or not.</summary>
    public async ValueTask<bool> RefreshAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        var before = subjects.Sum(s => _memory.Under(s).Count);
        await ReadAsync(subjects, all: true, cancellationToken);
        return subjects.Sum(s => _memory.Under(s).Count) != before; // they are only added to
    }

    public IReadOnlyList<KeptRecord> Under(string subject)
    {
        _cache.Asked(subject);
        return _memory.Under(subject);
    }

    public IReadOnlyList<KeptRecord> AddressedUnder(string subject)
    {
        _cache.Asked(subject);
        return _memory.AddressedUnder(subject);
    }

    public IReadOnlyList<string> FunctionsUnder(string subject)
    {
        _cache.Asked(subject);
        return _memory.FunctionsUnder(subject);
    }

    public bool Add(KeptRecord record)
    {
        var added = false;
        foreach (var subject in record.Subjects)
        {
            if (!_memory.AddUnder(subject, record)) continue;
            added = true;
            var key = (subject, RecordItem.KeyOf(record.Record.Time));
            if (!_pending.TryGetValue(key, out var records)) _pending.Add(key, records = []);
            records.Add(record);
        }
        return added;
    }

    /// <summary>Frees memory; what is still within reach stays.</summary>
    public void ForgetBefore(DateTimeOffset time)
    {
        var since = Since();
        if (since < time) time = since;
        if (time - _forgotten < RecordItem.Span) return; // a sweep costs as much as there are subjects
        _forgotten = time;
        _memory.ForgetBefore(time);
        _cache.Shorten(time);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        if (_pending.Count == 0) return;
        var packed = _pending.Values.SelectMany(r => r).Distinct(ReferenceEqualityComparer.Instance).Cast<KeptRecord>()
            .ToDictionary(r => r, RecordItem.Pack, (IEqualityComparer<KeptRecord>)ReferenceEqualityComparer.Instance);
        await StateTable.ForEachAsync(_pending.ToList(), options.MostRequests, async (one, cancelled) =>
        {
            var ((subject, sort), records) = one;
            var elements = records.ConvertAll(r => new Element(RecordItem.Records, packed[r]));
            long stored;
            lock (_sizes) stored = _sizes.GetValueOrDefault(subject)?.GetValueOrDefault(sort) ?? 0;
            var expiry = RecordItem.StartOf(records[0].Record.Time) + RecordItem.Span + options.Reach + TimeSpan.FromDays(1);
            await SpreadSet.AddAsync(table, StateTable.PartitionOf(subject), sort, elements, stored, expiry.ToUnixTimeSeconds(), cancelled);
            lock (_sizes)
            {
                Grow(subject, sort, elements.Sum(e => e.Bytes.Length));
                _pending.Remove(one.Key);
            }
        }, cancellationToken);
    }

    private async ValueTask ReadAsync(IReadOnlyCollection<string> subjects, bool all, CancellationToken cancellationToken)
    {
        var since = Since();
        var cold = _cache.Cold(subjects, since, all);
        if (cold.Count > 0)
        {
            // Somewhat further, so that a batch with a slightly older record need not read again.
            var from = RecordItem.StartOf(since - Pipeline.Lateness);
            var known = new Dictionary<UInt128, KeptRecord>(); // one record comes under several subjects
            await StateTable.ForEachAsync(cold, options.MostRequests, async (subject, cancelled) =>
            {
                var items = await table.QueryAsync(StateTable.PartitionOf(subject), RecordItem.KeyOf(from), RecordItem.Last, cancelled);
                lock (_sizes)
                {
                    _sizes.Remove(subject);
                    foreach (var item in items) Take(subject, item[StateTable.Sort].S, item.GetValueOrDefault(RecordItem.Records)?.BS ?? [], known);
                    _cache.WasRead(subject, from);
                }
            }, cancellationToken);
        }
        var pending = _pending.Keys.Select(k => k.Subject).ToHashSet(StringComparer.Ordinal);
        foreach (var subject in _cache.Evict(subjects, s => !pending.Contains(s)))
        {
            _memory.Drop(subject);
            _sizes.Remove(subject);
        }
    }

    private void Take(string subject, string sort, List<MemoryStream> elements, Dictionary<UInt128, KeptRecord> known)
    {
        foreach (var element in elements)
        {
            var hash = Packed.HashOf(element.ToArray());
            if (!known.TryGetValue(hash, out var record)) known.Add(hash, record = RecordItem.Unpack(element));
            _memory.AddUnder(subject, record);
            Grow(subject, sort[..Math.Min(sort.Length, "R#yyyyMMddHHmm".Length)], element.Length);
        }
    }

    private void Grow(string subject, string sort, long bytes)
    {
        if (!_sizes.TryGetValue(subject, out var sizes)) _sizes.Add(subject, sizes = new(StringComparer.Ordinal));
        sizes[sort] = sizes.GetValueOrDefault(sort) + bytes;
    }

    private DateTimeOffset Since() => (_earliest ?? table.Clock.GetUtcNow()) - options.Reach;
}
