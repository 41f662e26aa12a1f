using Sentinel.Aws.State;
using Sentinel.Core.Coverage;

namespace Sentinel.Aws.Coverage;

/// <summary>What the last coverage checks found missing, for a reader.</summary>
public sealed class CoverageGaps(StateTable table)
{
    /// <returns>A sentence each, worst first; null when no account has been asked for yet. Holds names that others chose.</returns>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">DynamoDB refused, or kept failing.</exception>
    public async Task<IReadOnlyList<string>?> ReadAsync(CancellationToken cancellationToken)
    {
        if ((await new Roster(table).ListAsync(cancellationToken)).Count == 0) return null;
        return Told(await OpenAsync(cancellationToken));
    }

    /// <summary>The same of some accounts, as a whole and in some of their regions; none where nothing is missing, or nobody has asked yet.</summary>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">DynamoDB refused, or kept failing.</exception>
    public async Task<IReadOnlyList<string>> ReadAsync(IReadOnlySet<string> accounts, IReadOnlySet<string> regions, CancellationToken cancellationToken) =>
        Told((await OpenAsync(cancellationToken)).Where(g => accounts.Contains(g.Account) && (g.Region.Length == 0 || regions.Contains(g.Region))));

    private async Task<IEnumerable<Gap>> OpenAsync(CancellationToken cancellationToken) => (await new GapBook(table).ListAsync(cancellationToken)).Where(e => !e.Ended).Select(e => e.Open.Gap);

    private static IReadOnlyList<string> Told(IEnumerable<Gap> gaps) =>
        [.. gaps.OrderByDescending(g => g.Sight).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => $"{g.Account}{(g.Region.Length == 0 ? "" : " " + g.Region)}: {g.What}")];
}
