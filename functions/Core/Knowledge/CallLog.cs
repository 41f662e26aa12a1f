using System.Runtime.InteropServices;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Knowledge;

/// <summary>Counts invocations by function, caller and minute for as long as an event may still arrive (70 minutes of event time), and what of them
/// ran or was prevented. Memory grows with functions, callers and that span, not with calls: each set is capped.</summary>
internal sealed class CallLog
{
    private const int KeptMinutes = 70; // an event may come 60 minutes late

    private readonly Dictionary<(FunctionCalls Function, string Caller, int Minute), CallsOfMinute> _sets = [];
    private readonly Dictionary<string, FunctionCalls> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<CallsOfMinute>> _minutes = [];
    private int _forgottenBefore = int.MinValue;

    public IEnumerable<CallsOfMinute> Live => _sets.Values;

    public FunctionCalls Of(string function)
    {
        ref var calls = ref CollectionsMarshal.GetValueRefOrAddDefault(_functions, function, out _);
        return calls ??= new FunctionCalls(function);
    }

    /// <summary>The set of a function, caller and minute, made if missing.</summary>
    public CallsOfMinute SetOf(FunctionCalls function, string caller, int minute)
    {
        ref var set = ref CollectionsMarshal.GetValueRefOrAddDefault(_sets, (function, caller, minute), out var exists);
        if (exists) return set!;
        set = new CallsOfMinute(function, caller, minute);
        if (!_minutes.TryGetValue(minute, out var sets)) _minutes.Add(minute, sets = []);
        sets.Add(set);
        function.Live.Add(set);
        return set;
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
                _sets.Remove((set.Function, set.Caller, set.Minute));
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

    /// <summary>Since which call (time, id) from <see cref="JudgedSource"/> the novelty of this caller, function and minute has been judged.</summary>
    public DateTimeOffset JudgedFrom { get; set; } = DateTimeOffset.MaxValue;
    public string JudgedId { get; set; } = "";
    public SourceAddress? JudgedSource { get; set; }
}

/// <summary>The calls of one function and, once it was contained, which of them ran.</summary>
internal sealed class FunctionCalls(string function)
{
    private readonly List<(DateTimeOffset Time, bool Contained)> _turns = [];
    private readonly SortedDictionary<int, long> _foldedByHour = [];
    private long _foldedRan;
    private long _foldedPrevented;

    public string Function => function;
    public List<CallsOfMinute> Live { get; } = [];
    public FloodWatch? Watch { get; set; }

    /// <summary>The function was stopped or freed at this time.</summary>
    public void Turn(DateTimeOffset time, bool contained) => _turns.Add((time, contained));

    /// <summary>Calls that ran from <paramref name="since"/> on, and calls that were prevented. Calls older than 70 minutes when the function was
    /// first contained are counted by the whole hour.</summary>
    public (long Ran, long Prevented) Tally(DateTimeOffset since)
    {
        var (ran, prevented) = (_foldedRan, _foldedPrevented);
        foreach (var (hour, calls) in _foldedByHour)
        {
            if (DateTimeOffset.UnixEpoch.AddHours(hour + 1) > since) ran += calls;
        }
        foreach (var set in Live)
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
        Live.Remove(set);
        if (set.Caller == ExecutionCaller) return;
        if (_turns.Count == 0)
        {
            var hour = set.Minute / 60;
            _foldedByHour[hour] = _foldedByHour.GetValueOrDefault(hour) + set.Calls.Count;
            if (_foldedByHour.Count > 24) _foldedByHour.Remove(_foldedByHour.Keys.First());
            return;
        }
        var (ran, prevented) = Split(set, DateTimeOffset.MinValue);
        _foldedRan += ran;
        _foldedPrevented += prevented;
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
