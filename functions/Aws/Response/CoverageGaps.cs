using Sentinel.Aws.State;

namespace Sentinel.Aws.Response;

/// <summary>What the last coverage check found missing, as items of the state table: partition <c>COVERAGE</c>, account and region as sort key, what is missing in
/// <c>gap</c>; an item without it is covered.</summary>
public sealed class CoverageGaps(StateTable table)
{
    private const string Partition = "COVERAGE", Gap = "gap";

    /// <returns>A sentence each, as stored; null when no check has left word.</returns>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">DynamoDB refused, or kept failing.</exception>
    public async Task<IReadOnlyList<string>?> ReadAsync(CancellationToken cancellationToken)
    {
        var items = await table.QueryAsync(Partition, cancellationToken);
        if (items.Count == 0) return null;
        return [.. items.Where(i => i.ContainsKey(Gap)).Select(i => $"{i[StateTable.Sort].S}: {i[Gap].S}")];
    }
}
