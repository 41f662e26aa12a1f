using Amazon.DynamoDBv2;
using Sentinel.Core.Batches;
using Sentinel.Core.Knowledge;

namespace Sentinel.Aws.State;

/// <summary>
/// Facts in DynamoDB, one item a subject, shared by any number of Detectors at once. Between a fetch and a flush everything is in memory; a flush adds what is
/// new and writes nothing for subjects that taught nothing. For one caller at a time. Facts that <see cref="Of"/> handed out are good until the
/// <see cref="FetchAsync"/> after a flush: what is changed in them later may be lost.
/// </summary>
public sealed class DynamoFactStore(StateTable table, StateOptions options) : IFactStore, IPartialStore
{
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private readonly SubjectCache _cache = new(options, table.Clock);

    /// <summary>Subjects that were asked for without having been fetched: what was judged by them was judged in the dark. Fetch them
    /// and judge again.</summary>
    public IReadOnlyCollection<string> Missing => _cache.Missing;

    public IReadOnlyCollection<string> TakeMissing() => [.. Missing];

    /// <summary>Reads those of the subjects that are not warm; 100 a request.</summary>
    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => ReadAsync(subjects, all: false, cancellationToken);

    /// <summary>Reads all of the subjects, warm or not.</summary>
    public async ValueTask<bool> RefreshAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken)
    {
        var before = subjects.Sum(s => Of(s).Changes);
        await ReadAsync(subjects, all: true, cancellationToken);
        return subjects.Sum(s => Of(s).Changes) != before;
    }

    public SubjectFacts Of(string subject)
    {
        if (!_entries.TryGetValue(subject, out var entry)) _entries.Add(subject, entry = new Entry(subject));
        if (!entry.Asked)
        {
            entry.Asked = true;
            _cache.Asked(subject, options.FactsWarmFor);
        }
        return entry.Live;
    }

    public async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var changes = new List<(string Subject, Entry Entry, SubjectFacts Now, long At, ItemChange Change)>();
        foreach (var (subject, entry) in _entries)
        {
            if (!entry.IsChanged && entry.Surplus is null && !IsDue(entry)) continue;
            var now = entry.Live.Copy();
            var change = FactItem.Difference(now, entry.Stored, entry.Condemned);
            if (change.Adds || IsDue(entry)) change.Expiry = Expiry();
            if (change.IsEmpty && entry.Surplus is null) entry.Clean = entry.Live.Changes;
            else changes.Add((subject, entry, now, entry.Live.Changes, change));
        }
        await StateTable.ForEachAsync(changes, options.MostRequests, async (one, cancelled) =>
        {
            if (await StoreAsync(one.Subject, one.Entry, one.Change, cancelled)) one.Entry.WasStored(one.Now, one.At, one.Change.Expiry);
            else await MakeRoomAsync(one.Subject, one.Entry, cancelled);
        }, cancellationToken);
        foreach (var entry in _entries.Values) entry.Asked = false;
    }

    private async ValueTask ReadAsync(IReadOnlyCollection<string> subjects, bool all, CancellationToken cancellationToken)
    {
        var cold = _cache.Cold(subjects, DateTimeOffset.MinValue, all);
        if (cold.Count > 0)
        {
            var items = await table.GetAsync([.. cold.Select(StateTable.PartitionOf)], FactItem.SortKey, cancellationToken);
            foreach (var subject in cold)
            {
                var read = FactItem.Read(subject, items.GetValueOrDefault(StateTable.PartitionOf(subject)));
                if (!_entries.TryGetValue(subject, out var entry)) _entries.Add(subject, entry = new Entry(subject));
                entry.WasRead(read);
                _cache.WasRead(subject, DateTimeOffset.MinValue);
            }
        }
        foreach (var subject in _cache.Evict(subjects, s => !_entries[s].IsChanged)) _entries.Remove(subject);
    }

    private async Task<bool> StoreAsync(string subject, Entry entry, ItemChange change, CancellationToken cancellationToken)
    {
        var partition = StateTable.PartitionOf(subject);
        if (entry.Surplus is { } surplus) await table.UpdateAsync(partition, FactItem.SortKey, surplus, cancellationToken);
        entry.Surplus = null;
        try
        {
            await table.UpdateAsync(partition, FactItem.SortKey, change, cancellationToken);
            return true;
        }
        catch (AmazonDynamoDBException e) when (StateTable.IsTooLarge(e))
        {
            return false;
        }
    }

    /// <summary>What an attacker makes grow must not stop the rest: a full item is brought to what is in bounds of what it held and what is new.</summary>
    private async Task MakeRoomAsync(string subject, Entry entry, CancellationToken cancellationToken)
    {
        var partition = StateTable.PartitionOf(subject);
        var item = (await table.GetAsync([partition], FactItem.SortKey, cancellationToken)).GetValueOrDefault(partition);
        entry.WasRead(FactItem.Read(subject, item));
        if (item is not null && FactItem.Beyond(item, entry.Live) is { } beyond) await table.UpdateAsync(partition, FactItem.SortKey, beyond, cancellationToken);
        var (now, at) = (entry.Live.Copy(), entry.Live.Changes);
        var change = FactItem.Difference(now, entry.Stored, entry.Condemned);
        change.Expiry = Expiry();
        await table.UpdateAsync(partition, FactItem.SortKey, change, cancellationToken);
        entry.WasStored(now, at, change.Expiry);
    }

    private long Expiry() => (table.Clock.GetUtcNow() + options.FactsLast).ToUnixTimeSeconds();

    /// <summary>In use, and half of its life is over.</summary>
    private bool IsDue(Entry entry) => entry is { Asked: true, Expiry: > 0 } && entry.Expiry - table.Clock.GetUtcNow().ToUnixTimeSeconds() < options.FactsLast.TotalSeconds / 2;

    /// <summary>The facts of a subject as they are in memory, and as they are known to be stored.</summary>
    private sealed class Entry(string subject)
    {
        public SubjectFacts Live { get; set; } = new(subject);
        public SubjectFacts Stored { get; private set; } = new(subject);
        public HashSet<long> Condemned { get; private set; } = [];
        public long Expiry { get; private set; }
        public ItemChange? Surplus { get; set; }
        /// <summary><see cref="SubjectFacts.Changes"/> at which everything was stored.</summary>
        public long Clean { get; set; }
        public bool Asked { get; set; }
        public bool IsChanged => Live.Changes != Clean;

        public void WasRead(FactItem.Stored read)
        {
            var changed = IsChanged;
            (Stored, Condemned, Expiry, Surplus) = (read.Facts, read.Condemned, read.Expiry, read.Surplus);
            FactItem.Merge(Live, Stored, Condemned);
            Clean = changed ? long.MinValue : Live.Changes;
        }

        public void WasStored(SubjectFacts now, long changes, long? expiry)
        {
            Stored = now;
            foreach (var since in now.Function?.Condemned ?? []) Condemned.Add(since.UtcTicks);
            Expiry = expiry ?? Expiry;
            Clean = changes;
        }
    }
}
