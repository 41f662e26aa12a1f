using System.Security.Cryptography;

namespace Sentinel.Aws.Calls.Wire;

/// <summary>How often a call is tried and how long is waited in between: exponential backoff with full jitter.</summary>
public sealed record Retries
{
    /// <summary>Attempts in all, the first one included; at least 1.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>Longest wait after the first attempt that was throttled, failed in the service or never reached it; doubled after each further one.</summary>
    public TimeSpan Base { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>The same after a conflict: a function that is being updated takes seconds, not milliseconds.</summary>
    public TimeSpan ConflictBase { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>No wait is longer.</summary>
    public TimeSpan Cap { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>One attempt, from the first byte sent to the last one read.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Gives numbers from 0 up to, not including, 1. By default they cannot be foretold, so that many callers do not come back at once.</summary>
    public Func<double> Jitter { get; init; } = static () => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;

    /// <summary>The wait after the <paramref name="attempt"/>th attempt, counted from 1.</summary>
    public TimeSpan DelayAfter(int attempt, bool conflict)
    {
        var longest = (conflict ? ConflictBase : Base) * Math.Pow(2, Math.Min(attempt - 1, 30));
        return (longest < Cap ? longest : Cap) * Jitter();
    }
}
