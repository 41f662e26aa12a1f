using System.Runtime.InteropServices;

namespace Sentinel.Core.Knowledge;

/// <summary>
/// The values of one kind of habit with their days: at most <see cref="SubjectFacts.MostValues"/>, those smallest by (first day, value). Once there are so
/// many, the largest of them is the bound: what was seen later than it, by (day, value), is not kept, not even another day of a value that is. So what
/// is kept follows from what was seen alone, whatever the order, and however it was cut into parts that were merged: of a value that had to go and
/// comes back with an earlier day, nobody could know the days between. Not safe for concurrent use.
/// </summary>
/// <param name="most">Days that are kept of each value.</param>
internal sealed class HabitValues(int most)
{
    private readonly Dictionary<string, DaySet> _values = new(StringComparer.Ordinal);
    private int _boundDay = int.MaxValue; // while there is room
    private string _boundValue = "";

    /// <summary>As many values as are ever kept.</summary>
    public bool IsFull => _boundDay != int.MaxValue;

    public IEnumerable<KeyValuePair<string, DaySet>> All => _values;

    public DaySet? DaysOf(string value) => _values.GetValueOrDefault(value);

    /// <returns>Whether anything changed.</returns>
    public bool Learn(string value, int day)
    {
        if (day >= _boundDay && IsBeyond(value, day)) return false;
        ref var days = ref CollectionsMarshal.GetValueRefOrAddDefault(_values, value, out var exists);
        if (exists)
        {
            var first = days!.Days[0];
            if (!days.Add(day)) return false;
            if (IsFull && day < first) Narrow();
            return true;
        }
        days = new DaySet(most);
        days.Add(day);
        if (_values.Count >= SubjectFacts.MostValues) Narrow();
        return true;
    }

    /// <summary>Some value is established, or there are more values than can be kept and the first of them is old enough: whoever shows so many
    /// has a habit of many.</summary>
    public bool AnyEstablished(int firstBy, int lastDay, DaySet not)
    {
        foreach (var days in _values.Values)
        {
            if (days.Established(firstBy, lastDay, not) || (IsFull && days.HasAnyBy(Math.Min(firstBy, lastDay), not))) return true;
        }
        return false;
    }

    public HabitValues Copy()
    {
        var copy = new HabitValues(most) { _boundDay = _boundDay, _boundValue = _boundValue };
        copy._values.EnsureCapacity(_values.Count);
        foreach (var (value, days) in _values) copy._values.Add(value, days.Copy());
        return copy;
    }

    private bool IsBeyond(string value, int day) => day != _boundDay || string.CompareOrdinal(value, _boundValue) > 0;

    /// <summary>Drops the values that are too many, and what lies beyond the largest of the others.</summary>
    private void Narrow()
    {
        SetBound();
        if (_values.Count > SubjectFacts.MostValues)
        {
            _values.Remove(_boundValue);
            SetBound();
        }
        foreach (var (value, days) in _values) days.CutAfter(string.CompareOrdinal(value, _boundValue) > 0 ? _boundDay - 1 : _boundDay);
    }

    private void SetBound()
    {
        (_boundDay, _boundValue) = (int.MinValue, "");
        foreach (var (value, days) in _values)
        {
            var first = days.Days[0];
            if (first > _boundDay || (first == _boundDay && string.CompareOrdinal(value, _boundValue) > 0)) (_boundDay, _boundValue) = (first, value);
        }
    }
}
