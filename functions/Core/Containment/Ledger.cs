namespace Sentinel.Core.Containment;

/// <summary>What was there before a function was contained, and what was done since, for one life of the function.</summary>
public sealed class LedgerEntry
{
    public required string Function { get; init; }
    /// <summary>Creation time of the life; <see cref="DateTimeOffset.MinValue"/> when its creation was never seen.</summary>
    public required DateTimeOffset Life { get; set; }
    /// <summary>Event time from which the function stood condemned.</summary>
    public required DateTimeOffset Since { get; set; }
    /// <summary>Clock of the containment.</summary>
    public required DateTimeOffset ActedAt { get; init; }
    /// <summary>Reserved concurrency before; null for no reservation.</summary>
    public required int? Prior { get; set; }
    /// <summary>Steps done, with their targets, in order.</summary>
    public IList<(string Step, string Target)> Done { get; } = [];
    /// <summary>Signals of lifts that were answered.</summary>
    public ISet<string> Lifts { get; } = new HashSet<string>(StringComparer.Ordinal);
}

/// <summary>The ledger of containments. Written before anything is done.</summary>
public interface ILedger
{
    /// <summary>Makes the entries of these functions readable. Throws when they cannot be had: then nothing may be done.</summary>
    ValueTask FetchAsync(IReadOnlyCollection<string> functions, CancellationToken cancellationToken);

    /// <summary>The entries of a function, oldest life first.</summary>
    IReadOnlyList<LedgerEntry> Of(string function);

    /// <summary>Files an entry unless its life has one: the first writer wins, and losing is an answer, not an error.</summary>
    /// <returns>The entry in force.</returns>
    LedgerEntry File(LedgerEntry entry);

    /// <summary>Takes back an entry that turned out to speak of a life which an earlier one speaks of.</summary>
    void Withdraw(LedgerEntry entry);
}

/// <summary>A ledger in memory. Never throws.</summary>
public sealed class MemoryLedger : ILedger
{
    private readonly Dictionary<string, List<LedgerEntry>> _entries = new(StringComparer.Ordinal);

    /// <summary>All entries, by function and life.</summary>
    public IEnumerable<LedgerEntry> All => _entries.OrderBy(e => e.Key, StringComparer.Ordinal).SelectMany(e => e.Value);

    public ValueTask FetchAsync(IReadOnlyCollection<string> functions, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    public IReadOnlyList<LedgerEntry> Of(string function) => _entries.TryGetValue(function, out var entries) ? entries : [];

    public LedgerEntry File(LedgerEntry entry)
    {
        if (!_entries.TryGetValue(entry.Function, out var entries)) _entries.Add(entry.Function, entries = []);
        if (entries.Find(e => e.Life == entry.Life) is { } first) return first;
        entries.Add(entry);
        entries.Sort((a, b) => a.Life.CompareTo(b.Life));
        return entry;
    }

    public void Withdraw(LedgerEntry entry)
    {
        if (_entries.TryGetValue(entry.Function, out var entries)) entries.Remove(entry);
    }
}
