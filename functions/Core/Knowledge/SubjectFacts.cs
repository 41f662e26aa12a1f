namespace Sentinel.Core.Knowledge;

/// <summary>What is known of one subject: a principal, a function, a role or an account. Everything in it merges by union, minimum or maximum,
/// so that neither order nor repetition of events matters. Not safe for concurrent use.</summary>
public sealed class SubjectFacts(string subject)
{
    /// <summary>Values kept per kind of habit; past it the value that was first seen last goes, so a flood of invented values cannot push
    /// out what is usual.</summary>
    public const int MostValues = 256;

    private readonly Dictionary<(Habit Kind, string Value), DaySet> _habits = [];
    private readonly Dictionary<Habit, int> _values = [];
    private readonly SortedDictionary<int, int> _peaks = [];

    public string Subject { get; } = subject;

    /// <summary>Event time of the first event seen of an account or a function; null for other subjects.</summary>
    public DateTimeOffset? FirstSeen { get; private set; }

    /// <summary>Days on which the subject stood in an alerting incident: they teach nothing.</summary>
    public DaySet AlertDays { get; } = new();

    public FunctionHistory? Function { get; private set; }

    public IEnumerable<(Habit Kind, string Value, DaySet Days)> Habits => _habits.Select(h => (h.Key.Kind, h.Key.Value, h.Value));

    /// <summary>Highest five-minute sum of invocations by UTC day, at most 90 days.</summary>
    public IReadOnlyDictionary<int, int> Peaks => _peaks;

    /// <returns>Whether anything changed.</returns>
    public bool Learn(Habit kind, string value, int day)
    {
        if (_habits.TryGetValue((kind, value), out var days)) return days.Add(day);
        days = new DaySet();
        days.Add(day);
        _habits.Add((kind, value), days);
        var count = _values[kind] = _values.GetValueOrDefault(kind) + 1;
        if (count > MostValues) ForgetNewest(kind);
        return true;
    }

    public DaySet? DaysOf(Habit kind, string value) => _habits.GetValueOrDefault((kind, value));

    /// <summary>Keeps the minimum.</summary>
    public void SeenAt(DateTimeOffset time)
    {
        if (FirstSeen is null || time < FirstSeen) FirstSeen = time;
    }

    /// <summary>Keeps the maximum of the day.</summary>
    public void Peak(int day, int sum)
    {
        if (_peaks.TryGetValue(day, out var known) && known >= sum) return;
        _peaks[day] = sum;
        if (_peaks.Count > DaySet.Most) _peaks.Remove(_peaks.Keys.First());
    }

    public FunctionHistory FunctionHistory() => Function ??= new FunctionHistory();

    internal SubjectFacts Copy()
    {
        var copy = new SubjectFacts(Subject) { FirstSeen = FirstSeen, Function = Function?.Copy() };
        foreach (var day in AlertDays.Days) copy.AlertDays.Add(day);
        foreach (var ((kind, value), days) in _habits) copy._habits.Add((kind, value), days.Copy());
        foreach (var (kind, count) in _values) copy._values.Add(kind, count);
        foreach (var (day, sum) in _peaks) copy._peaks.Add(day, sum);
        return copy;
    }

    private void ForgetNewest(Habit kind)
    {
        var newest = _habits.Where(h => h.Key.Kind == kind)
            .MaxBy(h => (h.Value.Days[0], h.Key.Value), Comparer<(int Day, string Value)>.Create((a, b) =>
                a.Day != b.Day ? a.Day.CompareTo(b.Day) : string.CompareOrdinal(a.Value, b.Value)));
        _habits.Remove(newest.Key);
        _values[kind]--;
    }
}
