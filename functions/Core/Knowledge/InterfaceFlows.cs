using Sentinel.Core.FlowLogs;

namespace Sentinel.Core.Knowledge;

/// <summary>What is known of one network interface in the last hours: which functions ran on it, and what it sent where. Everything merges by union and minimum.</summary>
internal sealed class InterfaceFlows(string id)
{
    /// <summary>An invocation is noted once in so long, for each function, caller and address.</summary>
    public const int SlotMinutes = 10;

    // A function runs for 15 minutes at most, and a flow record ends at most 10 minutes after what it tells of; a slot more, since slots begin anywhere.
    private const int SlotsBack = 3;

    /// <summary>Addresses told apart in an hour; whoever sends to more is told by those.</summary>
    public const int MostDestinations = 512;

    private readonly Dictionary<string, FunctionRuns> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<int, Dictionary<FlowAddress, EgressSet>> _hours = [];

    public string Id => id;

    public IReadOnlyDictionary<string, FunctionRuns> Functions => _functions;

    /// <summary>Nothing of it is remembered.</summary>
    public bool IsEmpty => _functions.Count == 0 && _hours.Count == 0;

    /// <summary>Notes that a function was run.</summary>
    /// <returns>Whether that was news: no earlier run of its kind was known in these ten minutes.</returns>
    public bool Ran(in FunctionRun run)
    {
        if (!_functions.TryGetValue(run.Function, out var runs)) _functions.Add(run.Function, runs = new FunctionRuns());
        return runs.Add(run);
    }

    /// <summary>The set of an hour and address, made if missing; null when there are too many.</summary>
    public EgressSet? SetOf(int hour, FlowAddress address, EgressDestination destination)
    {
        if (!_hours.TryGetValue(hour, out var sets)) _hours.Add(hour, sets = []);
        if (sets.TryGetValue(address, out var set)) return set;
        if (sets.Count >= MostDestinations) return null;
        sets.Add(address, set = new EgressSet(this, hour, address, destination));
        return set;
    }

    /// <summary>What was sent from an hour on; to one address where one is given.</summary>
    public IEnumerable<EgressSet> SentFrom(int hour, FlowAddress? to = null)
    {
        foreach (var (at, sets) in _hours)
        {
            if (at < hour) continue;
            if (to is null)
            {
                foreach (var set in sets.Values) yield return set;
            }
            else if (sets.TryGetValue(to.Value, out var set)) yield return set;
        }
    }

    public void ForgetBefore(int hour, int slot)
    {
        foreach (var old in _hours.Keys)
        {
            if (old < hour) _hours.Remove(old); // allowed while enumerating
        }
        foreach (var (function, runs) in _functions)
        {
            if (!runs.ForgetBefore(slot)) _functions.Remove(function);
        }
    }

    public static int SlotOf(DateTimeOffset time) => (int)((time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / (TimeSpan.TicksPerMinute * SlotMinutes));

    /// <summary>The runs of one function on one interface.</summary>
    internal sealed class FunctionRuns
    {
        private readonly Dictionary<(string Caller, string Source, int Slot), DateTimeOffset> _runs = [];
        private readonly Dictionary<int, DateTimeOffset> _first = []; // of each slot, by anybody

        public bool Add(in FunctionRun run)
        {
            var slot = SlotOf(run.Time);
            if (!_first.TryGetValue(slot, out var first) || run.Time < first) _first[slot] = run.Time;
            var key = (run.Caller, run.Source, slot);
            if (_runs.TryGetValue(key, out var known) && known <= run.Time) return false;
            _runs[key] = run.Time;
            return true;
        }

        /// <summary>It may have sent what a flow record that ends in this minute tells of.</summary>
        /// <param name="end">End of the minute.</param>
        public bool RunningAt(DateTimeOffset end)
        {
            var slot = SlotOf(end);
            for (var i = 0; i <= SlotsBack; i++)
            {
                if (_first.TryGetValue(slot - i, out var first) && first <= end) return true;
            }
            return false;
        }

        /// <summary>Those who ran it from an address, each with when first in ten minutes.</summary>
        public IEnumerable<(string Caller, DateTimeOffset Time)> From(string source)
        {
            foreach (var (key, time) in _runs)
            {
                if (string.Equals(key.Source, source, StringComparison.Ordinal)) yield return (key.Caller, time);
            }
        }

        public bool ForgetBefore(int slot)
        {
            foreach (var key in _runs.Keys)
            {
                if (key.Slot < slot) _runs.Remove(key); // allowed while enumerating
            }
            foreach (var old in _first.Keys)
            {
                if (old < slot) _first.Remove(old);
            }
            return _runs.Count > 0;
        }
    }
}

/// <summary>A run of a function on an interface.</summary>
/// <param name="Caller">Habit subject; <c>unknown</c> where the interface's description alone tells.</param>
/// <param name="Source">The caller's address as text; empty for none.</param>
internal readonly record struct FunctionRun(string Function, string Caller, string Source, DateTimeOffset Time);
