using Sentinel.Aws.State;

namespace Sentinel.Aws.Coverage;

/// <summary>What the last coverage checks found missing, for a reader.</summary>
public sealed class CoverageGaps(StateTable table)
{
    /// <returns>A sentence each, worst first; null when no account has been asked for yet. Holds names that others chose.</returns>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">DynamoDB refused, or kept failing.</exception>
    public async Task<IReadOnlyList<string>?> ReadAsync(CancellationToken cancellationToken)
    {
        if ((await new Roster(table).ListAsync(cancellationToken)).Count == 0) return null;
        var open = (await new GapBook(table).ListAsync(cancellationToken)).Where(e => !e.Ended).Select(e => e.Open.Gap);
        return [.. open.OrderByDescending(g => g.Sight).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Account}{(g.Region.Length == 0 ? "" : " " + g.Region)}: {g.What}")];
    }
}
