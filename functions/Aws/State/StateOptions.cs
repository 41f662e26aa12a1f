using Sentinel.Core;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.State;

/// <summary>How long the state is kept, and how much of it stays in memory.</summary>
public sealed record StateOptions
{
    /// <summary>What was read so long ago or less is not read again. What others stored meanwhile is seen only afterwards, or when it is asked for anew.</summary>
    public TimeSpan WarmFor { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Facts that were read longer ago are read again when they are asked for. Of habits none counts before its day is over by a day; what happens to a
    /// function is read again by whoever has something to say about it.</summary>
    public TimeSpan FactsWarmFor { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Subjects kept in memory by each store; more only while they wait to be stored, or are asked for at once.</summary>
    public int MostSubjects { get; init; } = 2_000;

    /// <summary>Requests under way at one time.</summary>
    public int MostRequests { get; init; } = 8;

    /// <summary>Life of facts that nobody adds to; those in use are renewed when half of it is over. Longer than the longest <c>detect/establish-days</c>.</summary>
    public TimeSpan FactsLast { get; init; } = TimeSpan.FromDays(400);

    /// <summary>How far back records and signals are read, counted from now or from <c>ReachBackTo</c>: at least the window and the lateness.</summary>
    public TimeSpan Reach { get; init; } = TimeSpan.FromHours(6);

    /// <summary>Life of signals and links, counted from their hour.</summary>
    public TimeSpan SignalsLast { get; init; } = TimeSpan.FromDays(8);

    /// <summary>As long as these settings can look back.</summary>
    public static StateOptions For(SentinelSettings settings) => new() { Reach = Known.Reach(settings) + Pipeline.Lateness };
}
