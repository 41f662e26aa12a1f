namespace Sentinel.Core.Knowledge;

/// <summary>How often somebody touched a table.</summary>
/// <param name="Table">Full ARN.</param>
/// <param name="Reads">Calls that read, each of any number of items.</param>
/// <param name="DeletedItems">Items that calls deleted; at most 5,000 are told apart for each minute.</param>
/// <param name="First">Event time of the first call, UTC.</param>
/// <param name="FirstDelete">Event time of the first call that deleted; null when none did.</param>
public sealed record TableTouch(string Table, long Reads, long DeletedItems, DateTimeOffset First, DateTimeOffset? FirstDelete)
{
    internal TableTouch With(TableTouch other) => new(Table, Reads + other.Reads, DeletedItems + other.DeletedItems, First < other.First ? First : other.First,
        FirstDelete is null || other.FirstDelete < FirstDelete ? other.FirstDelete ?? FirstDelete : FirstDelete);
}

/// <summary>Touches of tables by actor, table and UTC hour, for as long as an incident may be told of. Memory grows with actors, tables and that span, not with calls.</summary>
internal sealed class TableTallies
{
    private static readonly TimeSpan Kept = TimeSpan.FromDays(2);

    private readonly Dictionary<(string Table, string Subject, string? Function, long Hour), TableTouch> _hours = [];

    /// <summary>Counts what was not counted before.</summary>
    /// <param name="deleted">Items; 0: a read.</param>
    public void Add(string table, string subject, string? function, DateTimeOffset time, int deleted)
    {
        var touch = new TableTouch(table, deleted == 0 ? 1 : 0, deleted, time, deleted == 0 ? null : time);
        var key = (table, subject, function, HourOf(time));
        _hours[key] = _hours.TryGetValue(key, out var known) ? known.With(touch) : touch;
    }

    /// <summary>What any of the subjects or functions touched from one hour to another, both included; by table.</summary>
    public IReadOnlyList<TableTouch> Of(IReadOnlySet<string> subjects, IReadOnlySet<string> functions, DateTimeOffset from, DateTimeOffset to) =>
    [
        .. _hours.Where(h => h.Key.Hour >= HourOf(from) && h.Key.Hour <= HourOf(to) && (subjects.Contains(h.Key.Subject) || (h.Key.Function is { } function && functions.Contains(function))))
            .GroupBy(h => h.Key.Table, h => h.Value, StringComparer.Ordinal)
            .Select(g => g.Aggregate((a, b) => a.With(b)))
            .OrderBy(t => t.First).ThenBy(t => t.Table, StringComparer.Ordinal),
    ];

    public void ForgetBefore(DateTimeOffset now)
    {
        var oldest = HourOf(now - Kept);
        foreach (var key in _hours.Keys)
        {
            if (key.Hour < oldest) _hours.Remove(key); // allowed while enumerating
        }
    }

    private static long HourOf(DateTimeOffset time) => time.UtcTicks / TimeSpan.TicksPerHour;
}
