namespace Sentinel.Core.Knowledge;

/// <summary>What is known of one subject: a principal, a function, a role or an account. Everything in it merges by union, minimum or maximum,
/// so that neither order nor repetition of events matters. Not safe for concurrent use.</summary>
public sealed class SubjectFacts(string subject)
{
    /// <summary>Values kept per kind of habit, those first seen first, so that a flood of invented values cannot push out what is usual.</summary>
    public const int MostValues = 256;

    /// <summary>Days inside alerting incidents that are kept: as many as facts live for (400), so that none comes to count before what it spoiled is gone.</summary>
    public const int MostAlertDays = 400;

    /// <summary>Days of which a peak is kept, the latest: the longest <c>detect/establish-days</c>.</summary>
    public const int MostPeaks = 90;

    private readonly HabitValues?[] _habits = new HabitValues?[Kinds.Length];
    private static readonly Habit[] Kinds = Enum.GetValues<Habit>();

    private readonly SortedDictionary<int, int> _peaks = [];
    private int _changes;

    public string Subject { get; } = subject;

    /// <summary>Differs after every change.</summary>
    internal long Changes => (long)_changes + AlertDays.Changes + (Function?.Changes ?? 0);

    /// <summary>Event time of the first event seen of an account or a function; null for other subjects.</summary>
    public DateTimeOffset? FirstSeen { get; private set; }

    /// <summary>Days on which the subject stood in an alerting incident: they teach nothing.</summary>
    public DaySet AlertDays { get; } = new(MostAlertDays);

    /// <summary>Notes such a day. What had its peak on it is forgotten.</summary>
    public void Alerted(int day)
    {
        AlertDays.Add(day);
        if (_peaks.Remove(day)) _changes++;
    }

    public FunctionHistory? Function { get; private set; }

    public IEnumerable<(Habit Kind, string Value, DaySet Days)> Habits =>
        Kinds.SelectMany(kind => _habits[(int)kind]?.All.Select(h => (kind, h.Key, h.Value)) ?? []);

    /// <summary>Highest five-minute sum of invocations by UTC day, at most <see cref="MostPeaks"/>, none of them in <see cref="AlertDays"/>.</summary>
    public IReadOnlyDictionary<int, int> Peaks => _peaks;

    /// <summary>Nothing is known of it.</summary>
    public bool IsEmpty => FirstSeen is null && AlertDays.Count == 0 && Function is null && _peaks.Count == 0 && !Habits.Any();

    // Roles are assumed by everybody every day: a habit is told from its first days, and after those it costs no write.
    private static int DaysOf(Habit kind) => kind == Habit.Assumes ? 8 : DaySet.Most;

    /// <returns>Whether anything changed.</returns>
    public bool Learn(Habit kind, string value, int day)
    {
        if (!(_habits[(int)kind] ??= new HabitValues(DaysOf(kind))).Learn(value, day)) return false;
        _changes++;
        return true;
    }

    public DaySet? DaysOf(Habit kind, string value) => _habits[(int)kind]?.DaysOf(value);

    /// <summary>As many values of this kind are known as are kept: of others nothing is learned, and of these no further day.</summary>
    public bool IsFull(Habit kind) => _habits[(int)kind]?.IsFull ?? false;

    /// <summary>Any value of this kind is established; see <see cref="DaySet.Established"/>.</summary>
    internal bool HasEstablished(Habit kind, int firstBy, int lastDay) => _habits[(int)kind]?.AnyEstablished(firstBy, lastDay, AlertDays) ?? false;

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
        if (_peaks.Count > MostPeaks) _peaks.Remove(_peaks.Keys.First());
    }

    public FunctionHistory FunctionHistory() => Function ??= new FunctionHistory();

    /// <summary>Takes over what another learned of the same subject.</summary>
    /// <returns>Whether anything was new.</returns>
    public bool Absorb(SubjectFacts other)
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
            copy._habits[(int)kind] = _habits[(int)kind]?.Copy();
        }
        foreach (var (day, sum) in _peaks) copy._peaks.Add(day, sum);
        return copy;
    }
}
