using System.Runtime.InteropServices;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Knowledge;

/// <summary>Counts invocations by function, caller and minute (and, in the same way, items of tables by table, <see cref="DataActor"/> and minute) for as long as an event may still arrive (70 minutes of event time), and what of them
/// ran or was prevented. Memory grows with functions, callers and that span, not with calls: each set is capped.</summary>
internal sealed class CallLog
{
    private const int KeptMinutes = 70; // an event may come 60 minutes late

    private readonly Dictionary<string, FunctionCalls> _functions = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<CallsOfMinute>> _minutes = [];
    private int _forgottenBefore = int.MinValue;

    public IEnumerable<CallsOfMinute> Live => _minutes.Values.SelectMany(sets => sets);

    /// <summary>Functions of which some invocation was seen and none that tells of an interface in a VPC.</summary>
    public int Outside => _functions.Values.Count(f => f is { HasRun: true, HasInterface: false });

    /// <summary>The sets of one caller in a span of minutes, both ends included.</summary>
    public IEnumerable<CallsOfMinute> By(string caller, int from, int to)
    {
        for (var minute = from; minute <= to; minute++)
        {
            foreach (var set in _minutes.GetValueOrDefault(minute, []))
            {
                if (string.Equals(set.Caller, caller, StringComparison.Ordinal)) yield return set;
            }
        }
    }

    public FunctionCalls Of(string function)
    {
        ref var calls = ref CollectionsMarshal.GetValueRefOrAddDefault(_functions, function, out _);
        return calls ??= new FunctionCalls(this, function);
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
    private SourceAddress? _ranFrom;
    private string? _ranOn;
    private DateTimeOffset _ranAt;

    public FloodWatch? CallerWatch { get; set; }

    /// <summary>No call of the set from the same source and on the same interface was noted that is no later.</summary>
    public bool IsFirstOn(string networkInterface, SourceAddress source, DateTimeOffset time)
    {
        if (ReferenceEquals(source, _ranFrom) && time >= _ranAt && string.Equals(networkInterface, _ranOn, StringComparison.Ordinal)) return false;
        (_ranFrom, _ranOn, _ranAt) = (source, networkInterface, time);
        return true;
    }

    /// <summary>A call from the same source that is no later (time, id) was judged: what is new about this one was said.</summary>
    public bool IsJudged(DateTimeOffset time, ReadOnlySpan<byte> eventId, SourceAddress source) =>
        ReferenceEquals(_judgedSource, source) && (time > _judgedFrom || (time == _judgedFrom && CompareIds(eventId, _judgedId) >= 0));

    public void Judged(DateTimeOffset time, string eventId, SourceAddress source) => (_judgedSource, _judgedFrom, _judgedId) = (source, time, eventId);

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
internal sealed class FunctionCalls(CallLog log, string function)
{
    private readonly List<(DateTimeOffset Time, bool Contained)> _turns = [];
    private readonly Dictionary<(int Minute, string Caller), CallsOfMinute> _live = [];
    // The sets of the callers that took turns lately: a flood by a few need not look up the same four in the dictionary.
    private readonly CallsOfMinute?[] _recent = new CallsOfMinute?[4];
    private int _next;
    private byte[]? _additional;
    private string? _interface;
    private readonly FoldedCalls _foldedCalls = new();
    private readonly FoldedCalls _foldedExecutions = new();

    public CallLog Log => log;
    public string Function => function;
    public FloodWatch? Watch { get; set; }

    /// <summary>An invocation was seen.</summary>
    public bool HasRun { get; private set; }

    /// <summary>An invocation was seen that ran on an interface of a VPC.</summary>
    public bool HasInterface { get; private set; }

    /// <summary>The set of a caller and minute, made if missing.</summary>
    public CallsOfMinute SetOf(string caller, int minute)
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

    /// <summary>The interface that the <c>additionalEventData</c> of an invocation names, of which most are the same; null for none.</summary>
    public string? InterfaceIn(ReadOnlySpan<byte> additional)
    {
        HasRun = true;
        if (additional.IsEmpty) return null;
        if (additional.SequenceEqual(_additional)) return _interface;
        (_additional, _interface) = (additional.ToArray(), JsonText.Filled(additional, "customerEniId"u8));
        HasInterface |= _interface is not null;
        return _interface;
    }

    /// <summary>The function was stopped or freed at this time.</summary>
    public void Turn(DateTimeOffset time, bool contained) =>
        _turns.Add((_turns.Count > 0 && _turns[^1].Time > time ? _turns[^1].Time : time, contained));

    /// <summary>Calls that ran from <paramref name="since"/> on, and calls that were prevented: as <c>Invoke</c> tells them or as <c>InvokeExecution</c>
    /// does, whichever tells of more. Calls older than 70 minutes when the function was first contained are counted by the whole hour.</summary>
    public (long Ran, long Prevented) Tally(DateTimeOffset since)
    {
        var (calls, executions) = (_foldedCalls.Tally(since), _foldedExecutions.Tally(since));
        foreach (var set in _live.Values)
        {
            var (ran, prevented) = Split(set, since);
            if (set.IsExecution) executions = (executions.Ran + ran, executions.Prevented + prevented);
            else calls = (calls.Ran + ran, calls.Prevented + prevented);
        }
        return calls.Ran + calls.Prevented >= executions.Ran + executions.Prevented ? calls : executions;
    }

    /// <summary>The caller under which <c>InvokeExecution</c> is counted; it repeats calls that <c>Invoke</c> tells.</summary>
    public const string ExecutionCaller = "lambda.amazonaws.com";

    internal void Fold(CallsOfMinute set)
    {
        _live.Remove((set.Minute, set.Caller));
        if (Array.IndexOf(_recent, set) is var at and >= 0) _recent[at] = null;
        var folded = set.IsExecution ? _foldedExecutions : _foldedCalls;
        if (_turns.Count == 0)
        {
            folded.AddHour(set.Minute / 60, set.Calls.Count);
            return;
        }
        var start = DateTimeOffset.UnixEpoch.AddMinutes(set.Minute);
        folded.Prevented += Split(set, start).Prevented;
        for (var second = 0; second < 60; second++)
        {
            folded.AddSecond((set.Minute * 60L) + second, Split(set, start.AddSeconds(second)).Ran - Split(set, start.AddSeconds(second + 1)).Ran);
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

/// <summary>Calls that are too old to be told apart: by the hour while their function was never contained (the last 24 that saw any), else by the second.</summary>
internal sealed class FoldedCalls
{
    private readonly SortedDictionary<int, long> _byHour = [];
    private readonly Dictionary<long, long> _ranBySecond = []; // the suspect's first change may lie after some of them

    public long Prevented { get; set; }

    public void AddHour(int hour, long calls)
    {
        _byHour[hour] = _byHour.GetValueOrDefault(hour) + calls;
        if (_byHour.Count > 24) _byHour.Remove(_byHour.Keys.First());
    }

    public void AddSecond(long second, long ran)
    {
        if (ran > 0) _ranBySecond[second] = _ranBySecond.GetValueOrDefault(second) + ran;
    }

    public (long Ran, long Prevented) Tally(DateTimeOffset since)
    {
        var ran = _ranBySecond.Where(s => DateTimeOffset.UnixEpoch.AddSeconds(s.Key) >= since).Sum(s => s.Value);
        return (ran + _byHour.Where(h => DateTimeOffset.UnixEpoch.AddHours(h.Key + 1) > since).Sum(h => h.Value), Prevented);
    }
}
