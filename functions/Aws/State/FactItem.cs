using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2.Model;
using Sentinel.Core.Knowledge;

namespace Sentinel.Aws.State;

/// <summary>
/// The facts of one subject as one item. Days of a habit are a number set under the name of kind and value (<c>n:73.162.0.0/16</c>); a value of more than
/// 200 bytes goes by its hash (<c>n~…</c>), and its text stands in a set of its own. Everything else is a set too, and folded on reading.
/// </summary>
internal static class FactItem
{
    public const string SortKey = "F";

    private const string FirstSeen = "first", AlertDays = "alert", Peaks = "peak", Events = "event", Condemned = "condemned", LongValues = "long";
    private const long PeakUnit = 10_000_000_000; // a peak is day * this + sum
    private const int LongestName = 200;
    private const int LongestValue = 512; // longer ones are not kept: what cannot become usual is told, not missed
    private const int MostBytes = 200_000; // half of what an item may hold
    private const int Twice = 2;

    private static readonly Dictionary<Habit, char> Letters = new()
    {
        [Habit.Calls] = 'c',
        [Habit.Country] = 'o',
        [Habit.Network] = 'n',
        [Habit.Invokes] = 'i',
        [Habit.Mfa] = 'm',
        [Habit.ActiveRegion] = 'r',
        [Habit.LayerAccount] = 'l',
        [Habit.GrantedTo] = 'g',
        [Habit.Reads] = 't',
        [Habit.RunsFunction] = 'f',
        [Habit.Assumes] = 's',
        [Habit.SendsTo] = 'd',
    };

    private static readonly Dictionary<char, Habit> Kinds = Letters.ToDictionary(l => l.Value, l => l.Key);

    /// <summary>Facts as they are stored.</summary>
    /// <param name="Facts">Within the bounds of Core.</param>
    /// <param name="Condemned">All that is stored, in ticks; folded in <paramref name="Facts"/>.</param>
    /// <param name="Expiry">Seconds since 1970; 0 for an item that is not there.</param>
    /// <param name="Surplus">What is stored beyond the bounds, once it is a lot.</param>
    public sealed record Stored(SubjectFacts Facts, HashSet<long> Condemned, long Expiry, ItemChange? Surplus);

    public static Stored Read(string subject, Dictionary<string, AttributeValue>? item)
    {
        var facts = new SubjectFacts(subject);
        if (item is null) return new Stored(facts, [], 0, null);
        var habits = HabitsOf(item);
        foreach (var (kind, value, _, days) in habits)
        {
            foreach (var day in days) facts.Learn(kind, value, day);
        }
        foreach (var ticks in Numbers(item, FirstSeen)) facts.SeenAt(At(ticks));
        foreach (var day in Numbers(item, AlertDays)) facts.Alerted((int)day);
        foreach (var peak in Numbers(item, Peaks)) facts.Peak((int)(peak / PeakUnit), (int)(peak % PeakUnit));
        foreach (var element in item.GetValueOrDefault(Events)?.BS ?? []) facts.FunctionHistory().Add(EventOf(element));
        var condemned = Numbers(item, Condemned).ToHashSet();
        foreach (var ticks in condemned.Order()) facts.FunctionHistory().Condemn(At(ticks));
        var expiry = item.GetValueOrDefault(StateTable.Expiry) is { N: { } n } ? long.Parse(n, CultureInfo.InvariantCulture) : 0;
        return new Stored(facts, condemned, expiry, IsALot(item, habits) ? Beyond(item, facts) : null);
    }

    /// <summary>Adds what is stored to live facts.</summary>
    public static void Merge(SubjectFacts live, SubjectFacts stored, IEnumerable<long> condemned)
    {
        foreach (var (kind, value, days) in stored.Habits)
        {
            foreach (var day in days.Days) live.Learn(kind, value, day);
        }
        foreach (var day in stored.AlertDays.Days) live.Alerted(day);
        if (stored.FirstSeen is { } first) live.SeenAt(first);
        foreach (var (day, sum) in stored.Peaks) live.Peak(day, sum);
        foreach (var happened in stored.Function?.Events ?? []) live.FunctionHistory().Add(happened);
        foreach (var ticks in condemned.Order()) live.FunctionHistory().Condemn(At(ticks));
    }

    /// <summary>What live facts hold that is not stored yet.</summary>
    public static ItemChange Difference(SubjectFacts live, SubjectFacts stored, HashSet<long> condemned)
    {
        var change = new ItemChange();
        foreach (var (kind, value, days) in live.Habits)
        {
            var known = stored.DaysOf(kind, value);
            if (known is not null && known.Days.SequenceEqual(days.Days)) continue;
            var length = Encoding.UTF8.GetByteCount(value);
            if (length > LongestValue) continue;
            var name = length <= LongestName ? $"{Letters[kind]}:{value}" : $"{Letters[kind]}~{HashOf(value)}";
            foreach (var day in days.Days)
            {
                if (known is null || !known.Contains(day)) change.Add(name, day);
            }
            if (length > LongestName && known is null) change.AddOnce(LongValues, value);
        }
        if (live.FirstSeen is { } first && (stored.FirstSeen is null || first < stored.FirstSeen)) change.Add(FirstSeen, first.UtcTicks);
        foreach (var day in live.AlertDays.Days)
        {
            if (!stored.AlertDays.Contains(day)) change.Add(AlertDays, day);
        }
        foreach (var (day, sum) in live.Peaks)
        {
            if (!stored.Peaks.TryGetValue(day, out var known) || sum > known) change.Add(Peaks, (day * PeakUnit) + sum);
        }
        if (live.Function is not { } history) return change;
        var events = (stored.Function?.Events ?? []).Select(KeyOf).ToHashSet();
        foreach (var happened in history.Events)
        {
            if (!events.Contains(KeyOf(happened))) change.Add(Events, Packed.Pack(ToStored(happened), StateJson.Plain.StoredEvent));
        }
        foreach (var since in history.Condemned)
        {
            if (!condemned.Contains(since.UtcTicks)) change.Add(Condemned, since.UtcTicks);
        }
        return change;
    }

    /// <summary>What an item holds that is not among these facts: past their bounds, or outdone. Null when there is nothing.</summary>
    public static ItemChange? Beyond(Dictionary<string, AttributeValue> item, SubjectFacts facts)
    {
        var beyond = new ItemChange();
        foreach (var (kind, value, name, days) in HabitsOf(item))
        {
            var kept = facts.DaysOf(kind, value);
            foreach (var day in days.Where(d => kept is null || !kept.Contains(d))) beyond.Take(name, day);
        }
        foreach (var ticks in Numbers(item, FirstSeen).Where(t => t != facts.FirstSeen?.UtcTicks)) beyond.Take(FirstSeen, ticks);
        foreach (var day in Numbers(item, AlertDays).Where(d => !facts.AlertDays.Contains((int)d))) beyond.Take(AlertDays, day);
        foreach (var peak in Numbers(item, Peaks).Where(p => facts.Peaks.GetValueOrDefault((int)(p / PeakUnit), -1) != (int)(p % PeakUnit))) beyond.Take(Peaks, peak);
        foreach (var ticks in Numbers(item, Condemned).Where(t => facts.Function?.Condemned.Contains(At(t)) is not true)) beyond.Take(Condemned, ticks);
        var events = (facts.Function?.Events ?? []).Select(KeyOf).ToHashSet();
        foreach (var element in (item.GetValueOrDefault(Events)?.BS ?? []).Where(e => !events.Contains(KeyOf(EventOf(e))))) beyond.Take(Events, element.ToArray());
        // A text goes when no kind of habit has it any more.
        var texts = facts.Habits.Select(h => h.Value).ToHashSet(StringComparer.Ordinal);
        foreach (var text in (item.GetValueOrDefault(LongValues)?.SS ?? []).Where(t => !texts.Contains(t))) beyond.TakeOnce(LongValues, text);
        return beyond.Takes ? beyond : null;
    }

    private static bool IsALot(Dictionary<string, AttributeValue> item, List<(Habit Kind, string Value, string Name, List<int> Days)> habits) =>
        SizeOf(item) > MostBytes
        || habits.Any(h => h.Days.Count > Twice * DaySet.Most)
        || habits.CountBy(h => h.Kind).Any(k => k.Value > Twice * SubjectFacts.MostValues)
        || item.Any(a => a.Value.NS?.Count > Twice * (a.Key is AlertDays ? SubjectFacts.MostAlertDays : SubjectFacts.MostPeaks));

    private static List<(Habit Kind, string Value, string Name, List<int> Days)> HabitsOf(Dictionary<string, AttributeValue> item)
    {
        var texts = (item.GetValueOrDefault(LongValues)?.SS ?? []).ToDictionary(HashOf, StringComparer.Ordinal);
        var habits = new List<(Habit Kind, string Value, string Name, List<int> Days)>();
        foreach (var (name, set) in item)
        {
            if (name.Length < 2 || name[1] is not (':' or '~') || !Kinds.TryGetValue(name[0], out var kind) || set.NS is null) continue;
            if ((name[1] == ':' ? name[2..] : texts.GetValueOrDefault(name[2..])) is { } value) habits.Add((kind, value, name, [.. NumbersOf(set).Select(n => (int)n)]));
        }
        return habits;
    }

    private static int SizeOf(Dictionary<string, AttributeValue> item) => item.Sum(a => Encoding.UTF8.GetByteCount(a.Key)
        + (a.Value.NS?.Sum(n => (n.Length / 2) + 2) ?? 0) + (a.Value.BS?.Sum(b => (int)b.Length) ?? 0) + (a.Value.SS?.Sum(Encoding.UTF8.GetByteCount) ?? 0));

    private static IEnumerable<long> Numbers(Dictionary<string, AttributeValue> item, string name) => item.TryGetValue(name, out var set) ? NumbersOf(set) : [];

    private static IEnumerable<long> NumbersOf(AttributeValue set) => (set.NS ?? []).Select(n => long.Parse(n, CultureInfo.InvariantCulture));

    private static string HashOf(string value) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..32];

    private static DateTimeOffset At(long ticks) => new(ticks, TimeSpan.Zero);

    private static (DateTimeOffset Time, string EventId, FunctionEventKind Kind) KeyOf(FunctionEvent happened) => (happened.Time, happened.EventId, happened.Kind);

    private static StoredEvent ToStored(FunctionEvent e) =>
        new(e.Time.UtcTicks, e.EventId, e.Kind, e.By, e.Role, e.CodeSha256, e.CodeLocation, e.Concurrency, e.Mapping, e.EventSource, e.Source);

    private static FunctionEvent EventOf(MemoryStream element) => Packed.Unpack(element, StateJson.Plain.StoredEvent, static e => new FunctionEvent
    {
        Time = At(e.Ticks),
        EventId = e.Id,
        Kind = e.Kind,
        By = e.By,
        Role = e.Role,
        CodeSha256 = e.CodeSha256,
        CodeLocation = e.CodeLocation,
        Concurrency = e.Concurrency,
        Mapping = e.Mapping,
        EventSource = e.EventSource,
        Source = e.Source,
    });
}
