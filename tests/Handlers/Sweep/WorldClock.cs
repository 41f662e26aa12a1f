namespace Sentinel.Handlers.Tests.Sweep;

/// <summary>Stands still until it is moved. Who waits for a moment, to try again, waits no time at all.</summary>
internal sealed class WorldClock(DateTimeOffset now) : TimeProvider
{
    // Longer than any wait before another attempt.
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(30);

    private DateTimeOffset _now = now;

    public void Advance(TimeSpan time) => _now += time;

    public override DateTimeOffset GetUtcNow() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime <= Moment && dueTime >= TimeSpan.Zero ? TimeSpan.Zero : Timeout.InfiniteTimeSpan, period);
}
