using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Sentinel.Aws.State;

namespace Sentinel.Aws.Coverage;

/// <summary>When each account and region was last heard. One item an account, so that the beats of its regions that come together are one write; what is older
/// never replaces what is newer. An account that is silent for a month is forgotten here; whoever expects it still misses it.</summary>
public sealed class HeartbeatBook(StateTable table)
{
    private const string Partition = "HEARTBEATS";
    private const string RegionPrefix = "r_";

    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>Stored, or it throws. May be called again, and in any order.</summary>
    public async Task NoteAsync(string account, IReadOnlyDictionary<string, DateTimeOffset> regions, CancellationToken cancellationToken)
    {
        if (await TryNoteAsync(account, regions, cancellationToken) || regions.Count == 1) return;
        // One of them is older than what is on file; which one it is is found out one by one.
        foreach (var (region, time) in regions) await TryNoteAsync(account, new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal) { [region] = time }, cancellationToken);
    }

    public async Task<IReadOnlyDictionary<(string Account, string Region), DateTimeOffset>> ListAsync(CancellationToken cancellationToken)
    {
        var heard = new Dictionary<(string, string), DateTimeOffset>();
        foreach (var item in await table.QueryAsync(Partition, cancellationToken))
        {
            foreach (var (name, value) in item)
            {
                if (name.StartsWith(RegionPrefix, StringComparison.Ordinal)) heard[(item[StateTable.Sort].S, name[RegionPrefix.Length..])] = DateTimeOffset.FromUnixTimeSeconds(long.Parse(value.N, CultureInfo.InvariantCulture));
            }
        }
        return heard;
    }

    private async Task<bool> TryNoteAsync(string account, IReadOnlyDictionary<string, DateTimeOffset> regions, CancellationToken cancellationToken)
    {
        var names = new Dictionary<string, string>(StringComparer.Ordinal) { ["#t"] = StateTable.Expiry };
        var values = new Dictionary<string, AttributeValue>(StringComparer.Ordinal) { [":t"] = StateTable.Number((table.Clock.GetUtcNow() + Kept).ToUnixTimeSeconds()) };
        var (sets, conditions) = (new List<string> { "#t = :t" }, new List<string>());
        foreach (var (i, (region, time)) in regions.OrderBy(r => r.Key, StringComparer.Ordinal).Index())
        {
            names[$"#{i}"] = RegionPrefix + region;
            values[$":{i}"] = StateTable.Number(time.ToUnixTimeSeconds());
            sets.Add($"#{i} = :{i}");
            conditions.Add($"(attribute_not_exists(#{i}) OR #{i} < :{i})");
        }
        try
        {
            await table.Dynamo.UpdateItemAsync(new UpdateItemRequest
            {
                TableName = table.Name,
                Key = StateTable.Key(Partition, account),
                UpdateExpression = "SET " + string.Join(", ", sets),
                ConditionExpression = string.Join(" AND ", conditions),
                ExpressionAttributeNames = names,
                ExpressionAttributeValues = values,
            }, cancellationToken);
            return true;
        }
        catch (ConditionalCheckFailedException) // it was heard later already
        {
            return false;
        }
    }
}
