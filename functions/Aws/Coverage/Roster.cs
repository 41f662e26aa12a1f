using System.Globalization;
using Amazon.DynamoDBv2.Model;
using Sentinel.Aws.State;

namespace Sentinel.Aws.Coverage;

/// <summary>An account that is expected to be heard.</summary>
/// <param name="Since">When it was first expected.</param>
/// <param name="CheckedAt">When all of it was last asked; null: never.</param>
public sealed record Expectation(string Account, DateTimeOffset Since, DateTimeOffset? CheckedAt);

/// <summary>The accounts that are expected, each one item, so that a check too long for one invocation goes on where the last one ended.</summary>
public sealed class Roster(StateTable table)
{
    private const string Partition = "COVERAGE";

    // Accounts that left the organisation.
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    /// <summary>The entries of exactly these accounts; those that are new are added.</summary>
    public async Task<IReadOnlyList<Expectation>> ExpectAsync(IReadOnlyCollection<string> accounts, CancellationToken cancellationToken)
    {
        var known = (await ListAsync(cancellationToken)).ToDictionary(e => e.Account, StringComparer.Ordinal);
        var now = table.Clock.GetUtcNow();
        foreach (var account in accounts.Where(a => !known.ContainsKey(a)))
        {
            known[account] = new Expectation(account, now, null);
            await SetAsync(account, "since = if_not_exists(since, :now)", now, cancellationToken);
        }
        return [.. accounts.Order(StringComparer.Ordinal).Select(a => known[a])];
    }

    /// <summary>All that were ever expected and are not forgotten.</summary>
    public async Task<IReadOnlyList<Expectation>> ListAsync(CancellationToken cancellationToken) => [.. (await table.QueryAsync(Partition, cancellationToken)).Where(i => i.ContainsKey("since"))
        .Select(i => new Expectation(i[StateTable.Sort].S, TimeOf(i["since"]), i.TryGetValue("checked", out var at) ? TimeOf(at) : null))];

    public Task CheckedAsync(string account, CancellationToken cancellationToken) => SetAsync(account, "checked = :now", table.Clock.GetUtcNow(), cancellationToken);

    private Task<UpdateItemResponse> SetAsync(string account, string what, DateTimeOffset now, CancellationToken cancellationToken) => table.Dynamo.UpdateItemAsync(new UpdateItemRequest
    {
        TableName = table.Name,
        Key = StateTable.Key(Partition, account),
        UpdateExpression = $"SET {what}, #t = :ttl",
        ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#t"] = StateTable.Expiry },
        ExpressionAttributeValues = new(StringComparer.Ordinal) { [":now"] = StateTable.Number(now.ToUnixTimeSeconds()), [":ttl"] = StateTable.Number((now + Kept).ToUnixTimeSeconds()) },
    }, cancellationToken);

    private static DateTimeOffset TimeOf(AttributeValue value) => DateTimeOffset.FromUnixTimeSeconds(long.Parse(value.N, CultureInfo.InvariantCulture));
}
