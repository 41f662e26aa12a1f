namespace Sentinel.Core.Knowledge;

/// <summary>The events of the last three hours of event time, so that one delivered twice is counted once. About 16 bytes an event.</summary>
internal sealed class SeenEvents
{
    // Most events come near others of their time: a set of few minutes stays in the processor's cache where one of hours does not.
    private const long TicksPerSpan = 5 * TimeSpan.TicksPerMinute;
    private const int Spans = (int)(3 * TimeSpan.TicksPerHour / TicksPerSpan);

    private readonly Dictionary<long, HashTable> _spans = [];
    private long _newest = long.MinValue;
    private long _currentSpan = long.MinValue;
    private HashTable _current = new(0);

    /// <param name="id">Hash of the event id.</param>
    /// <returns>False when it was seen before.</returns>
    public bool Add(ulong id, DateTimeOffset time)
    {
        var span = time.UtcTicks / TicksPerSpan;
        if (span != _currentSpan) Turn(span);
        return _current.Add(id);
    }

    private void Turn(long span)
    {
        if (span > _newest)
        {
            _newest = span;
            foreach (var old in _spans.Keys)
            {
                if (old <= span - Spans) _spans.Remove(old); // allowed while enumerating
            }
        }
        _currentSpan = span;
        var before = _current.Count;
        if (_spans.TryGetValue(span, out _current!)) return;
        // What lies far behind is not kept: what is that late is processed again, which changes nothing.
        _current = new HashTable(before);
        if (span > _newest - Spans) _spans.Add(span, _current);
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
