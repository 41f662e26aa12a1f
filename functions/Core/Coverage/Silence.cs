namespace Sentinel.Core.Coverage;

/// <summary>Which accounts and regions are not heard any more.</summary>
public static class Silence
{
    /// <summary>Of the members' rules (cdk/Constructs/MemberRules.cs).</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMinutes(5);

    /// <summary>Two beats missed, and what the last one may take to arrive and be written down.</summary>
    public static readonly TimeSpan SilentAfter = (2 * Beat) + TimeSpan.FromMinutes(2);

    /// <summary>How long a new account may take until its rules are there: StackSets bring them to a new member within minutes, and to thousands in an hour.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromHours(1);

    /// <summary>A gap for each place that is silent.</summary>
    /// <param name="regions">Where rules stand.</param>
    /// <param name="accounts">Those that are expected, and since when.</param>
    /// <param name="heard">When each was last heard, by the clock of its own beats.</param>
    public static IReadOnlyList<Gap> Of(IReadOnlyDictionary<string, DateTimeOffset> accounts, IReadOnlyList<string> regions, IReadOnlyDictionary<(string Account, string Region), DateTimeOffset> heard, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        ArgumentNullException.ThrowIfNull(regions);
        ArgumentNullException.ThrowIfNull(heard);
        var gaps = new List<Gap>();
        foreach (var (account, since) in accounts.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            foreach (var region in regions)
            {
                if (heard.TryGetValue((account, region), out var last))
                {
                    if (now - last > SilentAfter) gaps.Add(new Gap(account, region, Sensor.Heartbeat, Sight.Blind, $"not heard since {last.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z"));
                }
                else if (now - since > Grace)
                {
                    gaps.Add(new Gap(account, region, Sensor.Heartbeat, Sight.Blind, "never heard"));
                }
            }
        }
        return gaps;
    }
}
