namespace Sentinel.Core.Knowledge;

/// <summary>Watches the five-minute sums of one function or one caller and tells when they reach the threshold.</summary>
internal sealed class FloodWatch(SubjectFacts facts)
{
    /// <summary>No habit lifts the threshold of a function above this, however slowly it grew: at so many, all five minutes of one caller stand at the cap of
    /// their sets, and no flood can be told from another. 25,000.</summary>
    public const int FunctionCeiling = SlidingSums.Window * CallSet.Cap;

    /// <summary>The same for a caller, who may work with several functions: four at their cap. A busy workload of one function then has one flood about it, that
    /// of its function, and not two, which would alert. 100,000.</summary>
    public const int PrincipalCeiling = 4 * FunctionCeiling;

    private readonly int _ceiling = facts.Subject.Contains(":function:", StringComparison.Ordinal) ? FunctionCeiling : PrincipalCeiling;
    private readonly SlidingSums _calls = new();
    private SlidingSums? _executions;
    private readonly SortedDictionary<int, (int First, int Last)> _hours = []; // few: one entry an hour that saw a flood
    private int _lastHour = int.MinValue;
    private (int First, int Last) _lastFlood;
    private int _peakDay = int.MinValue;
    private int _peak;
    private int _thresholdDay = int.MinValue;
    private int _threshold;

    public SubjectFacts Facts => facts;

    /// <summary>Counts a call that its set had not seen before.</summary>
    /// <param name="minute">Minutes since 1970-01-01 UTC.</param>
    /// <param name="execution">An <c>InvokeExecution</c>: AWS logs it beside the <c>Invoke</c> of the same request, so it has sums of its own and
    /// the larger counts.</param>
    /// <param name="floor">The threshold from the settings.</param>
    /// <returns>The UTC hours (as hours since 1970) in which a flood began, grew in its first minute or went on; default when none.</returns>
    public HourSpan Count(int minute, bool execution, int floor, int factor, int establishDays)
    {
        var sums = execution ? _executions ??= new SlidingSums() : _calls;
        if (!sums.Add(minute)) return default;
        HourSpan changed = default;
        for (var end = minute; end < minute + SlidingSums.Window; end++)
        {
            var sum = Sum(end);
            Peak(end / 1440, sum);
            if (sum < floor || sum < ThresholdOn(end / 1440, floor, factor, establishDays)) continue;
            if (Reached(end)) changed = changed.With(end / 60);
        }
        return changed;
    }

    /// <summary>The flood of an hour: its first and last minute, and the sum at the first.</summary>
    public (int First, int Last, int Sum) FloodIn(int hour) =>
        _hours.TryGetValue(hour, out var flood) ? (flood.First, flood.Last, Sum(flood.First)) : default;

    public int ThresholdOn(int day, int floor, int factor, int establishDays)
    {
        if (day != _thresholdDay) (_thresholdDay, _threshold) = (day, Math.Max(floor, (int)Math.Min(_ceiling, (long)factor * EstablishedPeak(day, establishDays))));
        return _threshold;
    }

    private int Sum(int end) => _executions is null ? _calls[end] : Math.Max(_calls[end], _executions[end]);

    private bool Reached(int end)
    {
        var hour = end / 60;
        if (hour == _lastHour && end > _lastFlood.First && end <= _lastFlood.Last) return false;
        if (!_hours.TryGetValue(hour, out var flood))
        {
            if (_hours.Count > 48) _hours.Remove(_hours.Keys.First());
            _hours.Add(hour, (end, end));
            (_lastHour, _lastFlood) = (hour, (end, end));
            return true;
        }
        var wider = (Math.Min(flood.First, end), Math.Max(flood.Last, end));
        _hours[hour] = wider;
        (_lastHour, _lastFlood) = (hour, wider);
        return end <= flood.First || wider != flood;
    }

    private void Peak(int day, int sum)
    {
        if (day == _peakDay && sum <= _peak) return;
        if (day != _peakDay && day < _peakDay)
        {
            facts.Peak(day, sum);
            return;
        }
        (_peakDay, _peak) = (day, sum);
        facts.Peak(day, sum);
    }

    /// <summary>The highest sum on days that count as established; 0 when fewer than two or none old enough.</summary>
    private int EstablishedPeak(int today, int establishDays)
    {
        int highest = 0, seen = 0, first = int.MaxValue;
        foreach (var (day, peak) in facts.Peaks)
        {
            if (day > today - 2) break;
            first = Math.Min(first, day);
            seen++;
            highest = Math.Max(highest, peak);
        }
        return seen >= 2 && first <= today - establishDays ? highest : 0;
    }
}

/// <summary>A few consecutive hours; default is none.</summary>
internal readonly record struct HourSpan(int First, int Last)
{
    public bool Any => Last != 0;

    public HourSpan With(int hour) => Any ? new(Math.Min(First, hour), Math.Max(Last, hour)) : new(hour, hour);
}
