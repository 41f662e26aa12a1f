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
    public bool IsExecution => ReferenceEquals(caller, FunctionCalls.ExecutionCaller);
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
    private readonly SortedDictionary<int, (long Calls, long Executions)> _foldedByHour = [];
    private readonly Dictionary<(int Minute, string Caller), CallsOfMinute> _live = [];
    // The sets of the callers that took turns lately: a flood by a few need not look up the same four in the dictionary.
    private readonly CallsOfMinute?[] _recent = new CallsOfMinute?[4];
    private int _next;
    private Tally _foldedCalls;
    private Tally _foldedExecutions;

    public string Function => function;
    public FloodWatch? Watch { get; set; }

    /// <summary>The set of a caller and minute, made if missing.</summary>
    public CallsOfMinute SetOf(CallLog log, string caller, int minute)
    {
        foreach (var recent in _recent)
        {
            if (recent is not null && recent.Minute == minute && ReferenceEquals(recent.Caller, caller)) return recent;
        }
        ref var set = ref CollectionsMarshal.GetValueRefOrAddDefault(_live, (minute, caller), out var exists);
        if (!exists)
        {
            set = new CallsOfMinute(this, caller, minute);
            log.Keep(set);
        }
        return _recent[_next++ & (_recent.Length - 1)] = set!;
    }

    /// <summary>The function was stopped or freed at this time.</summary>
    public void Turn(DateTimeOffset time, bool contained) =>
        _turns.Add((_turns.Count > 0 && _turns[^1].Time > time ? _turns[^1].Time : time, contained));

    /// <summary>Calls that ran from <paramref name="since"/> on, and calls that were prevented: as <c>Invoke</c> tells them or as <c>InvokeExecution</c>
    /// does, whichever tells of more. Calls older than 70 minutes when the function was first contained are counted by the whole hour.</summary>
    public Tally Count(DateTimeOffset since)
    {
        var (calls, executions) = (_foldedCalls, _foldedExecutions);
        foreach (var (hour, folded) in _foldedByHour)
        {
            if (DateTimeOffset.UnixEpoch.AddHours(hour + 1) <= since) continue;
            calls += new Tally(folded.Calls, 0);
            executions += new Tally(folded.Executions, 0);
        }
        foreach (var set in _live.Values)
        {
            if (set.IsExecution) executions += Split(set, since);
            else calls += Split(set, since);
        }
        return calls.Total >= executions.Total ? calls : executions;
    }

    /// <summary>The caller under which <c>InvokeExecution</c> is counted; it repeats calls that <c>Invoke</c> tells.</summary>
    public const string ExecutionCaller = "lambda.amazonaws.com";

    internal void Fold(CallsOfMinute set)
    {
        _live.Remove((set.Minute, set.Caller));
        if (Array.IndexOf(_recent, set) is var at and >= 0) _recent[at] = null;
        if (_turns.Count == 0)
        {
            FoldByHour(set);
            return;
        }
        if (set.IsExecution) _foldedExecutions += Split(set, DateTimeOffset.MinValue);
        else _foldedCalls += Split(set, DateTimeOffset.MinValue);
    }

    private void FoldByHour(CallsOfMinute set)
    {
        var hour = set.Minute / 60;
        var (calls, executions) = _foldedByHour.GetValueOrDefault(hour);
        _foldedByHour[hour] = set.IsExecution ? (calls, executions + set.Calls.Count) : (calls + set.Calls.Count, executions);
        if (_foldedByHour.Count > 24) _foldedByHour.Remove(_foldedByHour.Keys.First());
    }

    private Tally Split(CallsOfMinute set, DateTimeOffset since)
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
        return contained ? new Tally(ran, prevented + rest) : new Tally(ran + rest, prevented);
    }
}

/// <summary>Calls that ran, and calls that a quarantine prevented.</summary>
internal readonly record struct Tally(long Ran, long Prevented)
{
    public long Total => Ran + Prevented;

    public static Tally operator +(Tally a, Tally b) => new(a.Ran + b.Ran, a.Prevented + b.Prevented);
}
