namespace Sentinel.Handlers.Tests.Sweep;

/// <summary>What befalls a call.</summary>
public enum Mishap
{
    None,

    /// <summary>It is throttled, the next attempt is not.</summary>
    ThrottledOnce,

    /// <summary>It is throttled for as long as the invocation goes on trying; so are the four below.</summary>
    Throttled,
    ServerError,
    Denied,

    /// <summary>It has its effect, and no attempt hears of it.</summary>
    NoAnswer,

    /// <summary>The caller dies before it has any effect.</summary>
    DeathBefore,

    /// <summary>The caller dies when it has had its effect, before the answer.</summary>
    DeathAfter,
}

/// <summary>One of the calls of a run, as it is found again in another one.</summary>
/// <param name="Time">Which of those that are equal, from 0.</param>
internal sealed record WorldCall(string Key, int Time);

/// <summary>Lets one mishap befall one call of a run, across all processes that have a part in it, and notes the calls.</summary>
internal sealed class Disturbance(WorldCall? at, Mishap mishap)
{
    private readonly Dictionary<string, int> _times = new(StringComparer.Ordinal);
    private bool _lasts, _isOver;

    /// <summary>In order, until it was over.</summary>
    public List<WorldCall> Calls { get; } = [];

    public bool HasStruck { get; private set; }

    /// <summary>What was called and does not exist here.</summary>
    public List<string> Unknown { get; } = [];

    public Mishap Befalls(WorldRequest asked)
    {
        if (_isOver) return Mishap.None;
        var time = _times.GetValueOrDefault(asked.Key);
        _times[asked.Key] = time + 1;
        var call = new WorldCall(asked.Key, time);
        Calls.Add(call);
        if (_lasts && at!.Key == asked.Key) return mishap;
        if (HasStruck || call != at) return Mishap.None;
        HasStruck = true;
        _lasts = mishap is Mishap.Throttled or Mishap.ServerError or Mishap.Denied or Mishap.NoAnswer;
        return mishap;
    }

    /// <summary>What troubled it is gone when it is tried again.</summary>
    public void InvocationEnded() => _lasts = false;

    /// <summary>Nothing more is noted, and nothing more happens.</summary>
    public void End() => _isOver = true;
}
