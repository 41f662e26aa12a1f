namespace Sentinel.Core.Knowledge;

/// <summary>The events of the last hours, so that one delivered twice is counted once. 8 bytes an event, for between two and three hours of event time.</summary>
internal sealed class SeenEvents
{
    private const int Hours = 3;

    private readonly Dictionary<long, HashSet<ulong>> _hours = [];
    private long _newest = long.MinValue;
    private long _currentHour = long.MinValue;
    private HashSet<ulong> _current = [];

    /// <param name="id">Hash of the event id.</param>
    /// <returns>False when it was seen before.</returns>
    public bool Add(ulong id, DateTimeOffset time)
    {
        var hour = time.UtcTicks / TimeSpan.TicksPerHour;
        if (hour != _currentHour) Turn(hour);
        return _current.Add(id);
    }

    private void Turn(long hour)
    {
        if (hour > _newest)
        {
            _newest = hour;
            foreach (var old in _hours.Keys.Where(h => h <= hour - Hours).ToList()) _hours.Remove(old);
        }
        _currentHour = hour;
        if (_hours.TryGetValue(hour, out _current!)) return;
        // An hour far behind is not kept: what is that late is processed again, which changes nothing.
        _current = new HashSet<ulong>(_hours.Count == 0 ? 0 : _hours.Values.Max(h => h.Count));
        if (hour > _newest - Hours) _hours.Add(hour, _current);
    }
}
