using Amazon.DynamoDBv2.Model;
using Sentinel.Core.Batches;
using Sentinel.Core.Incidents;

namespace Sentinel.Aws.State;

/// <summary>
/// Signals and links in DynamoDB, under each of their subjects, shared by any number of Detectors at once. All that has not expired is read.
/// For one caller at a time.
/// </summary>
public sealed class DynamoSignalStore(StateTable table, StateOptions options) : ISignalStore, IPartialStore
{
    private readonly Dictionary<string, SubjectState> _subjects = new(StringComparer.Ordinal);
    private readonly SubjectCache _cache = new(options, table.Clock);

    /// <summary>Subjects that were asked for without having been fetched: what was judged by them was judged in the dark. Fetch them
    /// and judge again.</summary>
    public IReadOnlyCollection<string> Missing => _cache.Missing;

    public IReadOnlyCollection<string> TakeMissing() => _cache.Take();

    /// <summary>Reads those of the subjects that are not warm, one request each.</summary>
    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => ReadAsync(subjects, all: false, cancellationToken);

    /// <summary>Reads all of the subjects, warm or not.</summary>
    public async ValueTask<bool> RefreshAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        var before = Picture(subjects);
        await ReadAsync(subjects, all: true, cancellationToken);
        return Picture(subjects) != before;
    }

    public SubjectSignals Under(string subject)
    {
        _cache.Asked(subject);
        return _subjects.TryGetValue(subject, out var state) ? state.Live.InOrder() : SubjectSignals.None;
    }

    public void Add(Signal signal)
    {
        foreach (var subject in signal.Subjects) StateOf(subject).Add(signal);
    }

    public void Add(SubjectLink link)
    {
        foreach (var subject in link.Subjects) StateOf(subject).Add(link);
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var writes = _subjects.Where(s => s.Value.IsChanged).SelectMany(s => s.Value.Pending().Select(write => (Subject: s.Key, State: s.Value, Write: write))).ToList();
        await StateTable.ForEachAsync(writes, options.MostRequests, async (one, cancelled) =>
        {
            var partition = StateTable.PartitionOf(one.Subject);
            var expiry = SignalItem.EndOf(one.Write.Time) + options.SignalsLast;
            await SpreadSet.AddAsync(table, partition, one.Write.Sort, one.Write.Elements, one.Write.Stored, expiry.ToUnixTimeSeconds(), cancelled);
            lock (_subjects) one.State.WasStored(one.Write);
        }, cancellationToken);
        foreach (var (subject, state) in _subjects.Where(s => s.Value.Surplus is not null))
        {
            foreach (var (sort, surplus) in state.Surplus!) await table.UpdateAsync(StateTable.PartitionOf(subject), sort, surplus, cancellationToken);
            state.Surplus = null;
        }
    }

    private int Picture(IReadOnlyCollection<string> subjects)
    {
        var hash = new HashCode();
        foreach (var subject in subjects)
        {
            var (signals, links) = Under(subject);
            foreach (var s in signals) hash.Add(HashCode.Combine(s.Id, s.Time, s.Last, s.Weight, s.EventId, s.Count, s.Summary));
            foreach (var link in links) hash.Add(link.EventId, StringComparer.Ordinal);
        }
        return hash.ToHashCode();
    }

    private async ValueTask ReadAsync(IReadOnlyCollection<string> subjects, bool all, CancellationToken cancellationToken)
    {
        var cold = _cache.Cold(subjects, DateTimeOffset.MinValue, all);
        if (cold.Count > 0)
        {
            await StateTable.ForEachAsync(cold, options.MostRequests, async (subject, cancelled) =>
            {
                var items = await table.QueryAsync(StateTable.PartitionOf(subject), SignalItem.First, SignalItem.Last, cancelled);
                lock (_subjects)
                {
                    StateOf(subject).WasRead(items);
                    _cache.WasRead(subject, DateTimeOffset.MinValue);
                }
            }, cancellationToken);
        }
        foreach (var subject in _cache.Evict(subjects, s => _subjects.GetValueOrDefault(s) is not { IsChanged: true })) _subjects.Remove(subject);
    }

    private SubjectState StateOf(string subject)
    {
        ref var state = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(_subjects, subject, out _);
        return state ??= new SubjectState();
    }

    /// <summary>Elements to add under one sort key, and what will be known to be stored once they are.</summary>
    private sealed record Write(string Sort, DateTimeOffset Time, List<Element> Elements, long Stored, List<(string Id, Version Version)> Signals, List<SubjectLink> Links);

    /// <summary>How a signal is stored: the words that reading gives, the highest number among them, the latest time.</summary>
    private readonly record struct Version(UInt128 Words, int Revision, DateTimeOffset Last);

    private sealed class SubjectState
    {
        private const int MostElements = 64; // of one signal in one item, before those that no longer count are taken out

        private readonly Dictionary<string, Version> _stored = new(StringComparer.Ordinal);
        private readonly Dictionary<string, long> _sizes = new(StringComparer.Ordinal);
        private readonly HashSet<string> _signals = new(StringComparer.Ordinal); // to be stored, perhaps
        private readonly List<SubjectLink> _links = []; // to be stored

        public MemorySignalStore.Line Live { get; } = new();

        public bool IsChanged => _signals.Count > 0 || _links.Count > 0;

        /// <summary>What no longer counts, by sort key, once it is a lot.</summary>
        public List<(string Sort, ItemChange Change)>? Surplus { get; set; }

        public void Add(Signal signal)
        {
            Live.Add(signal);
            _signals.Add(signal.Id);
        }

        public void Add(SubjectLink link)
        {
            if (!Live.Add(link)) return;
            if (link.IsHourly) _links.RemoveAll(l => l.Name == link.Name);
            _links.Add(link);
        }

        public List<Write> Pending()
        {
            var writes = new Dictionary<string, Write>(StringComparer.Ordinal);
            foreach (var id in _signals.ToList())
            {
                var signal = Live.Find(id)!;
                var known = _stored.TryGetValue(id, out var stored);
                var words = Packed.HashOf(SignalItem.Pack(signal, 0));
                var version = new Version(words, known && stored.Words == words ? stored.Revision : known ? stored.Revision + 1 : 1, signal.Last);
                if (known && version == stored)
                {
                    _signals.Remove(id);
                    continue;
                }
                var write = WriteAt(writes, signal.Time);
                if (!known || version.Words != stored.Words) write.Elements.Add(new Element(SignalItem.Words, SignalItem.Pack(signal, version.Revision)));
                if (signal.Last > (known ? stored.Last : signal.Time)) write.Elements.Add(new Element(SignalItem.Lasts, SignalItem.PackLast(id, signal.Last)));
                write.Signals.Add((id, version));
            }
            foreach (var link in _links)
            {
                var write = WriteAt(writes, link.Time);
                write.Elements.Add(new Element(SignalItem.Links, SignalItem.Pack(link)));
                write.Links.Add(link);
            }
            return [.. writes.Values];
        }

        public void WasStored(Write write)
        {
            foreach (var (id, version) in write.Signals)
            {
                _stored[id] = version;
                _signals.Remove(id);
            }
            foreach (var link in write.Links) _links.Remove(link);
            _sizes[write.Sort] = write.Stored + write.Elements.Sum(e => e.Bytes.Length);
        }

        public void WasRead(List<Dictionary<string, AttributeValue>> items)
        {
            _sizes.Clear();
            var words = new List<(string Sort, byte[] Bytes, Signal Signal, int Revision)>();
            var lasts = new List<(string Sort, byte[] Bytes, ulong Id, DateTimeOffset Last)>();
            foreach (var item in items)
            {
                var sort = item[StateTable.Sort].S;
                foreach (var element in item.GetValueOrDefault(SignalItem.Words)?.BS ?? [])
                {
                    var (signal, revision) = SignalItem.Unpack(element);
                    words.Add((sort, element.ToArray(), signal, revision));
                }
                foreach (var element in item.GetValueOrDefault(SignalItem.Lasts)?.BS ?? [])
                {
                    var (id, last) = SignalItem.UnpackLast(element.ToArray());
                    lasts.Add((sort, element.ToArray(), id, last));
                }
                foreach (var element in item.GetValueOrDefault(SignalItem.Links)?.BS ?? []) Live.Add(SignalItem.UnpackLink(element));
                var size = item.Values.Sum(a => a.BS?.Sum(b => b.Length) ?? 0);
                _sizes[sort[..SignalItem.KeyLength]] = _sizes.GetValueOrDefault(sort[..SignalItem.KeyLength]) + size;
            }
            Fold(words, lasts);
        }

        // Those that know more come later; of two that know as much, the bytes decide, so that all readers agree.
        private void Fold(List<(string Sort, byte[] Bytes, Signal Signal, int Revision)> words, List<(string Sort, byte[] Bytes, ulong Id, DateTimeOffset Last)> lasts)
        {
            var lastOf = lasts.GroupBy(l => l.Id).ToDictionary(l => l.Key, l => l.Max(e => e.Last));
            var surplus = new Dictionary<string, ItemChange>(StringComparer.Ordinal);
            foreach (var versions in words.GroupBy(w => w.Signal.Id, StringComparer.Ordinal))
            {
                var ordered = versions.OrderBy(v => v.Revision).ThenBy(v => v.Bytes, ByBytes).ToList();
                var signal = ordered.Select(v => v.Signal).Aggregate((a, b) => a.Merge(b));
                if (lastOf.GetValueOrDefault(Core.Incidents.Signal.NumberOf(versions.Key)) is var last && last > signal.Last) signal = signal with { Last = last };
                var merged = Packed.HashOf(SignalItem.Pack(signal, 0));
                _stored[versions.Key] = new Version(merged, ordered[^1].Revision, signal.Last);
                // Words that are the result are enough by themselves.
                if (ordered.Count > MostElements && ordered.Exists(v => Says(v.Signal, merged)))
                {
                    foreach (var version in ordered.Where(v => !Says(v.Signal, merged))) Of(surplus, version.Sort).Take(SignalItem.Words, version.Bytes);
                }
                var pending = _signals.Contains(versions.Key) ? Live.Find(versions.Key) : null;
                Live.Add(signal);
                if (pending is not null) Live.Add(pending); // it was put into words last
            }
            foreach (var many in lasts.GroupBy(l => l.Id).Where(l => l.Count() > MostElements))
            {
                foreach (var last in many.Where(l => l.Last != lastOf[many.Key])) Of(surplus, last.Sort).Take(SignalItem.Lasts, last.Bytes);
            }
            Surplus = surplus.Count > 0 ? [.. surplus.Select(s => (s.Key, s.Value))] : null;
        }

        private static bool Says(Signal version, UInt128 merged) => Packed.HashOf(SignalItem.Pack(version, 0)) == merged;

        private static readonly Comparer<byte[]> ByBytes = Comparer<byte[]>.Create(static (a, b) => a.AsSpan().SequenceCompareTo(b));

        private static ItemChange Of(Dictionary<string, ItemChange> changes, string sort)
        {
            if (!changes.TryGetValue(sort, out var change)) changes.Add(sort, change = new ItemChange());
            return change;
        }

        private Write WriteAt(Dictionary<string, Write> writes, DateTimeOffset time)
        {
            var sort = SignalItem.KeyOf(time);
            if (!writes.TryGetValue(sort, out var write)) writes.Add(sort, write = new Write(sort, time, [], _sizes.GetValueOrDefault(sort), [], []));
            return write;
        }
    }
}
