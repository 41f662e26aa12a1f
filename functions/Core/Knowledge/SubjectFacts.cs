namespace Sentinel.Core.Knowledge;

/// <summary>What is known of one subject: a principal, a function, a role or an account. Everything in it merges by union, minimum or maximum,
/// so that neither order nor repetition of events matters. Not safe for concurrent use.</summary>
public sealed class SubjectFacts(string subject)
{
    /// <summary>Values kept per kind of habit; past it the value that was first seen last goes, so a flood of invented values cannot push
    /// out what is usual.</summary>
    public const int MostValues = 256;

    private readonly Dictionary<string, DaySet>?[] _habits = new Dictionary<string, DaySet>?[Kinds.Length];
    private static readonly Habit[] Kinds = Enum.GetValues<Habit>();

    private readonly SortedDictionary<int, int> _peaks = [];
    private int _changes;

    public string Subject { get; } = subject;

    /// <summary>Differs after every change.</summary>
    internal long Changes => (long)_changes + AlertDays.Changes + (Function?.Changes ?? 0);

    /// <summary>Event time of the first event seen of an account or a function; null for other subjects.</summary>
    public DateTimeOffset? FirstSeen { get; private set; }

    /// <summary>Days on which the subject stood in an alerting incident: they teach nothing.</summary>
    public DaySet AlertDays { get; } = new();

    /// <summary>Notes such a day. What had its peak on it is forgotten.</summary>
    public void Alerted(int day)
    {
        AlertDays.Add(day);
        if (_peaks.Remove(day)) _changes++;
    }

    public FunctionHistory? Function { get; private set; }

    public IEnumerable<(Habit Kind, string Value, DaySet Days)> Habits =>
        Kinds.SelectMany(kind => _habits[(int)kind]?.Select(h => (kind, h.Key, h.Value)) ?? []);

    /// <summary>Highest five-minute sum of invocations by UTC day, at most 90 days, none of them in <see cref="AlertDays"/>.</summary>
    public IReadOnlyDictionary<int, int> Peaks => _peaks;

    /// <returns>Whether anything changed.</returns>
    public bool Learn(Habit kind, string value, int day)
    {
        var values = _habits[(int)kind] ??= new Dictionary<string, DaySet>(StringComparer.Ordinal);
        ref var days = ref System.Runtime.InteropServices.CollectionsMarshal.GetValueRefOrAddDefault(values, value, out var exists);
        if (exists && !days!.Add(day)) return false;
        _changes++;
        if (exists) return true;
        days = new DaySet();
        days.Add(day);
        if (values.Count > MostValues) ForgetNewest(values);
        return true;
    }

    public DaySet? DaysOf(Habit kind, string value) => _habits[(int)kind]?.GetValueOrDefault(value);

    /// <summary>Any value of this kind is established; see <see cref="DaySet.Established"/>.</summary>
    internal bool HasEstablished(Habit kind, int firstBy, int lastDay)
    {
        if (_habits[(int)kind] is not { } values) return false;
        foreach (var days in values.Values)
        {
            if (days.Established(firstBy, lastDay, AlertDays)) return true;
        }
        return false;
    }

    /// <summary>Keeps the minimum.</summary>
    public void SeenAt(DateTimeOffset time)
    {
        if (time >= FirstSeen) return;
        FirstSeen = time;
        _changes++;
    }

    /// <summary>Keeps the maximum of the day.</summary>
    public void Peak(int day, int sum)
    {
        if ((_peaks.TryGetValue(day, out var known) && known >= sum) || AlertDays.Contains(day)) return;
        _peaks[day] = sum;
        _changes++;
        if (_peaks.Count > DaySet.Most) _peaks.Remove(_peaks.Keys.First());
    }

    public FunctionHistory FunctionHistory() => Function ??= new FunctionHistory();

    /// <summary>Takes over what another learned of the same subject.</summary>
    /// <returns>Whether anything was new.</returns>
    internal bool Absorb(SubjectFacts other)
    {
        var before = Changes;
        foreach (var (kind, value, days) in other.Habits)
        {
            foreach (var day in days.Days) Learn(kind, value, day);
        }
        foreach (var day in other.AlertDays.Days) Alerted(day);
        if (other.FirstSeen is { } seen) SeenAt(seen);
        foreach (var (day, sum) in other.Peaks) Peak(day, sum);
        if (other.Function is { } function) FunctionHistory().Absorb(function);
        return Changes != before;
    }

    internal SubjectFacts Copy()
    {
        var copy = new SubjectFacts(Subject) { FirstSeen = FirstSeen, Function = Function?.Copy() };
        foreach (var day in AlertDays.Days) copy.AlertDays.Add(day);
        foreach (var kind in Kinds)
        {
            if (_habits[(int)kind] is not { } values) continue;
            var copies = copy._habits[(int)kind] = new Dictionary<string, DaySet>(values.Count, StringComparer.Ordinal);
            foreach (var (value, days) in values) copies.Add(value, days.Copy());
        }
        foreach (var (day, sum) in _peaks) copy._peaks.Add(day, sum);
        return copy;
    }

    private static void ForgetNewest(Dictionary<string, DaySet> values)
    {
        var newest = values.MaxBy(h => (h.Value.Days[0], h.Key), Comparer<(int Day, string Value)>.Create((a, b) =>
            a.Day != b.Day ? a.Day.CompareTo(b.Day) : string.CompareOrdinal(a.Value, b.Value)));
        values.Remove(newest.Key);
    }
}
