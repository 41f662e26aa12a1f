namespace Sentinel.Core.Knowledge;

/// <summary>The events of the last hours, so that one delivered twice is counted once. About 16 bytes an event, for between two and three hours of event time.</summary>
internal sealed class SeenEvents
{
    private const int Hours = 3;

    private readonly Dictionary<long, HashTable> _hours = [];
    private long _newest = long.MinValue;
    private long _currentHour = long.MinValue;
    private HashTable _current = new(0);

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
        _current = new HashTable(_hours.Count == 0 ? 0 : _hours.Values.Max(h => h.Count));
        if (hour > _newest - Hours) _hours.Add(hour, _current);
    }

    /// <summary>A set of hashes in one array, at most three quarters full. They are well mixed already, so the low bits say where to look.</summary>
    private sealed class HashTable(int expected)
    {
        private ulong[] _slots = new ulong[Math.Max(64, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)(expected + (expected / 2))))];

        public int Count { get; private set; }

        public bool Add(ulong hash)
        {
            if (hash == 0) hash = 1; // zero marks an empty slot
            var slots = _slots;
            var at = (int)hash & (slots.Length - 1);
            for (; slots[at] != 0; at = (at + 1) & (slots.Length - 1))
            {
                if (slots[at] == hash) return false;
            }
            slots[at] = hash;
            if (++Count * 4L > slots.Length * 3L) Grow();
            return true;
        }

        private void Grow()
        {
            var old = _slots;
            var slots = _slots = new ulong[old.Length * 2];
            foreach (var hash in old)
            {
                if (hash == 0) continue;
                var at = (int)hash & (slots.Length - 1);
                while (slots[at] != 0) at = (at + 1) & (slots.Length - 1);
                slots[at] = hash;
            }
        }
    }
}
