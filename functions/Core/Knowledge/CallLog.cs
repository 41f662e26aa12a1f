using System.Runtime.InteropServices;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Knowledge;

/// <summary>Counts invocations by function, caller and minute for as long as an event may still arrive (70 minutes of event time), and what of them
/// ran or was prevented. Memory grows with functions, callers and that span, not with calls: each set is capped.</summary>
internal sealed class CallLog
{
    private const int KeptMinutes = 70; // an event may come 60 minutes late

    private readonly Dictionary<string, FunctionCalls> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<CallsOfMinute>> _minutes = [];
    private int _forgottenBefore = int.MinValue;

    public IEnumerable<CallsOfMinute> Live => _minutes.Values.SelectMany(sets => sets);

    public FunctionCalls Of(string function)
    {
        ref var calls = ref CollectionsMarshal.GetValueRefOrAddDefault(_functions, function, out _);
        return calls ??= new FunctionCalls(function);
    }

    internal void Keep(CallsOfMinute set)
    {
        if (!_minutes.TryGetValue(set.Minute, out var sets)) _minutes.Add(set.Minute, sets = []);
        sets.Add(set);
    }

    /// <summary>Drops the sets of minutes that nothing can reach any more and adds them to the tallies of their functions.</summary>
    public void ForgetBefore(int newestMinute)
    {
        var oldest = newestMinute - KeptMinutes;
        if (oldest <= _forgottenBefore) return;
        _forgottenBefore = oldest;
        List<int>? gone = null;
        foreach (var minute in _minutes.Keys)
        {
            if (minute < oldest) (gone ??= []).Add(minute);
        }
        foreach (var minute in gone ?? [])
        {
            foreach (var set in _minutes[minute])
            {
                set.Function.Fold(set);
            }
            _minutes.Remove(minute);
        }
    }
}

/// <summary>The calls of one function by one caller in one minute.</summary>
internal sealed class CallsOfMinute(FunctionCalls function, string caller, int minute)
{
    public FunctionCalls Function => function;
    public string Caller => caller;
    public int Minute => minute;
    public CallSet Calls { get; } = new();
    private SourceAddress? _judgedSource;
    private DateTimeOffset _judgedFrom;
    private string _judgedId = "";

    public FloodWatch? CallerWatch { get; set; }

    /// <summary>A call from the same source that is no later (time, id) was judged: what is new about this one was said.</summary>
    public bool IsJudged(DateTimeOffset time, ReadOnlySpan<byte> eventId, SourceAddress source) =>
        ReferenceEquals(_judgedSource, source) && (time > _judgedFrom || (time == _judgedFrom && CompareIds(eventId, _judgedId) >= 0));

    public void Judged(in Invocation call) => (_judgedSource, _judgedFrom, _judgedId) = (call.Source, call.Time, call.EventId);

    private static int CompareIds(ReadOnlySpan<byte> id, string other)
    {
        for (var i = 0; i < id.Length && i < other.Length; i++)
        {
            if (id[i] != other[i]) return id[i].CompareTo((byte)Math.Min(other[i], '\u00ff'));
        }
        return id.Length.CompareTo(other.Length);
    }
}

/// <summary>The calls of one function and, once it was contained, which of them ran.</summary>
internal sealed class FunctionCalls(string function)
{
    private readonly List<(DateTimeOffset Time, bool Contained)> _turns = [];
    private readonly SortedDictionary<int, long> _foldedByHour = [];
    private readonly Dictionary<(int Minute, string Caller), CallsOfMinute> _live = [];
    private readonly Dictionary<long, long> _foldedRan = []; // by second: the suspect's first change may lie after some of them
    private CallsOfMinute? _last;
    private long _foldedPrevented;

    public string Function => function;
    public FloodWatch? Watch { get; set; }

    /// <summary>The set of a caller and minute, made if missing.</summary>
    public CallsOfMinute SetOf(CallLog log, string caller, int minute)
    {
        if (_last is { } last && last.Minute == minute && ReferenceEquals(last.Caller, caller)) return last;
        ref var set = ref CollectionsMarshal.GetValueRefOrAddDefault(_live, (minute, caller), out var exists);
        if (!exists)
        {
            set = new CallsOfMinute(this, caller, minute);
            log.Keep(set);
        }
        return _last = set!;
    }

    /// <summary>The function was stopped or freed at this time.</summary>
    public void Turn(DateTimeOffset time, bool contained) =>
        _turns.Add((_turns.Count > 0 && _turns[^1].Time > time ? _turns[^1].Time : time, contained));

    /// <summary>Calls that ran from <paramref name="since"/> on, and calls that were prevented. Calls older than 70 minutes when the function was
    /// first contained are counted by the whole hour.</summary>
    public (long Ran, long Prevented) Tally(DateTimeOffset since)
    {
        var (ran, prevented) = (0L, _foldedPrevented);
        foreach (var (second, calls) in _foldedRan)
        {
            if (DateTimeOffset.UnixEpoch.AddSeconds(second) >= since) ran += calls;
        }
        foreach (var (hour, calls) in _foldedByHour)
        {
            if (DateTimeOffset.UnixEpoch.AddHours(hour + 1) > since) ran += calls;
        }
        foreach (var set in _live.Values)
        {
            if (set.Caller == ExecutionCaller) continue;
            var (setRan, setPrevented) = Split(set, since);
            ran += setRan;
            prevented += setPrevented;
        }
        return (ran, prevented);
    }

    /// <summary>The caller under which <c>InvokeExecution</c> is counted; it repeats calls that <c>Invoke</c> tells.</summary>
    public const string ExecutionCaller = "lambda.amazonaws.com";

    internal void Fold(CallsOfMinute set)
    {
        _live.Remove((set.Minute, set.Caller));
        if (ReferenceEquals(_last, set)) _last = null;
        if (set.Caller == ExecutionCaller) return;
        if (_turns.Count == 0)
        {
            var hour = set.Minute / 60;
            _foldedByHour[hour] = _foldedByHour.GetValueOrDefault(hour) + set.Calls.Count;
            if (_foldedByHour.Count > 24) _foldedByHour.Remove(_foldedByHour.Keys.First());
            return;
        }
        var start = DateTimeOffset.UnixEpoch.AddMinutes(set.Minute);
        _foldedPrevented += Split(set, start).Prevented;
        for (var second = 0; second < 60; second++)
        {
            var ran = Split(set, start.AddSeconds(second)).Ran - Split(set, start.AddSeconds(second + 1)).Ran;
            if (ran > 0) _foldedRan[(set.Minute * 60L) + second] = _foldedRan.GetValueOrDefault((set.Minute * 60L) + second) + ran;
        }
    }

    private (long Ran, long Prevented) Split(CallsOfMinute set, DateTimeOffset since)
    {
        var start = DateTimeOffset.UnixEpoch.AddMinutes(set.Minute);
        var before = since < start ? 0 : set.Calls.CountUpTo((int)Math.Min(59, (since - start).TotalSeconds - 1));
        long ran = 0, prevented = 0;
        var counted = before;
        var contained = false;
        foreach (var (time, stops) in _turns)
        {
            var upTo = time < start ? -1 : (int)Math.Min(59, (time - start).TotalSeconds);
            var here = Math.Max(counted, upTo < 0 ? 0 : set.Calls.CountUpTo(upTo));
            if (contained) prevented += here - counted;
            else ran += here - counted;
            counted = here;
            contained = stops;
        }
        var rest = set.Calls.Count - counted;
        return contained ? (ran, prevented + rest) : (ran + rest, prevented);
    }
}
