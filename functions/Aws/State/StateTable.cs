using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Sentinel.Aws.Calls.Wire;

namespace Sentinel.Aws.State;

/// <summary>
/// The table that holds the state of the Detector. What is written to it is added to sets, without a condition: twice is once, and order does not matter.
/// A call that is throttled is tried again as the SDK's standard mode does; past that, what it throws reaches the caller.
/// </summary>
public sealed class StateTable(IAmazonDynamoDB dynamo, string name, TimeProvider clock)
{
    /// <summary>Partition key, text: <c>S#</c> and a subject (one of more than 1,000 bytes: <c>H#</c> and its SHA-256).</summary>
    public const string Partition = "pk";

    /// <summary>Sort key, text: <c>F</c> facts, <c>R#</c> records of ten minutes, <c>G#</c> signals of an hour, <c>M#</c> and <c>N#</c> calls of five minutes.</summary>
    public const string Sort = "sk";

    /// <summary>Time to live, seconds since 1970.</summary>
    public const string Expiry = "ttl";

    private const int MostKeys = 100; // of one BatchGetItem
    private const int MostPartitionBytes = 1_000; // DynamoDB takes 2,048

    private static readonly Retries Waits = new() { Attempts = 8, Base = TimeSpan.FromMilliseconds(50), Cap = TimeSpan.FromSeconds(2) };

    internal IAmazonDynamoDB Dynamo => dynamo;

    internal string Name => name;

    internal TimeProvider Clock => clock;

    /// <summary>The table as it must be created, on demand; the time to live is switched on apart, on the attribute <see cref="Expiry"/>.</summary>
    public static CreateTableRequest Definition(string name) => new()
    {
        TableName = name,
        BillingMode = BillingMode.PAY_PER_REQUEST,
        AttributeDefinitions = [new AttributeDefinition(Partition, ScalarAttributeType.S), new AttributeDefinition(Sort, ScalarAttributeType.S)],
        KeySchema = [new KeySchemaElement(Partition, KeyType.HASH), new KeySchemaElement(Sort, KeyType.RANGE)],
    };

    /// <summary>The partition of a subject.</summary>
    internal static string PartitionOf(string subject)
    {
        var length = Encoding.UTF8.GetByteCount(subject);
        return length <= MostPartitionBytes ? "S#" + subject : "H#" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(subject)));
    }

    /// <summary>The subject of a partition; null when only its hash is known, or it is no subject's.</summary>
    internal static string? SubjectOf(string partition) => partition.StartsWith("S#", StringComparison.Ordinal) ? partition[2..] : null;

    internal static Dictionary<string, AttributeValue> Key(string partition, string sort) =>
        new(StringComparer.Ordinal) { [Partition] = new AttributeValue(partition), [Sort] = new AttributeValue(sort) };

    /// <summary>The items of these partitions under one sort key, by partition; those that are not there are left out. Strongly consistent.</summary>
    internal async Task<Dictionary<string, Dictionary<string, AttributeValue>>> GetAsync(IReadOnlyCollection<string> partitions, string sort, CancellationToken cancellationToken) =>
        (await GetAsync([.. partitions.Select(p => (p, sort))], cancellationToken)).ToDictionary(i => i.Key.Partition, i => i.Value, StringComparer.Ordinal);

    /// <summary>The items under these keys, a hundred a request; those that are not there are left out. Strongly consistent.</summary>
    internal async Task<Dictionary<(string Partition, string Sort), Dictionary<string, AttributeValue>>> GetAsync(IReadOnlyCollection<(string Partition, string Sort)> keys, CancellationToken cancellationToken)
    {
        var found = new Dictionary<(string, string), Dictionary<string, AttributeValue>>();
        foreach (var chunk in keys.Distinct().Chunk(MostKeys))
        {
            var left = new Dictionary<string, KeysAndAttributes>(StringComparer.Ordinal)
            {
                [name] = new KeysAndAttributes { ConsistentRead = true, Keys = [.. chunk.Select(k => Key(k.Partition, k.Sort))] },
            };
            for (var attempt = 1; left.Count > 0; attempt++)
            {
                if (attempt > Waits.Attempts) throw new ProvisionedThroughputExceededException($"{left[name].Keys.Count} keys of {name} were not read");
                if (attempt > 1) await Task.Delay(Waits.DelayAfter(attempt - 1, conflict: false), clock, cancellationToken);
                var answer = await dynamo.BatchGetItemAsync(new BatchGetItemRequest { RequestItems = left }, cancellationToken);
                foreach (var item in answer.Responses?.GetValueOrDefault(name) ?? []) found[(item[Partition].S, item[Sort].S)] = item;
                left = answer.UnprocessedKeys ?? [];
            }
        }
        return found;
    }

    internal static AttributeValue Number(long value) => new() { N = value.ToString(CultureInfo.InvariantCulture) };

    internal static AttributeValue Time(DateTimeOffset time) => new(time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));

    /// <summary>What <see cref="Time"/> wrote.</summary>
    internal static DateTimeOffset TimeOf(AttributeValue value) => DateTimeOffset.Parse(value.S, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    /// <summary>All items of a partition, in the order of their sort keys, which are printable ASCII. Strongly consistent.</summary>
    internal Task<List<Dictionary<string, AttributeValue>>> QueryAsync(string partition, CancellationToken cancellationToken) => QueryAsync(partition, " ", "~", cancellationToken);

    /// <summary>The items of a partition between two sort keys, both included, in their order. Strongly consistent.</summary>
    internal async Task<List<Dictionary<string, AttributeValue>>> QueryAsync(string partition, string from, string to, CancellationToken cancellationToken)
    {
        var found = new List<Dictionary<string, AttributeValue>>();
        Dictionary<string, AttributeValue>? next = null;
        do
        {
            var answer = await dynamo.QueryAsync(new QueryRequest
            {
                TableName = name,
                ConsistentRead = true,
                KeyConditionExpression = $"{Partition} = :p AND {Sort} BETWEEN :a AND :z",
                ExpressionAttributeValues = new(StringComparer.Ordinal) { [":p"] = new(partition), [":a"] = new(from), [":z"] = new(to) },
                ExclusiveStartKey = next,
            }, cancellationToken);
            found.AddRange(answer.Items ?? []);
            next = answer.LastEvaluatedKey is { Count: > 0 } last ? last : null;
        }
        while (next is not null);
        return found;
    }

    internal async Task UpdateAsync(string partition, string sort, ItemChange change, CancellationToken cancellationToken)
    {
        foreach (var request in change.Requests())
        {
            (request.TableName, request.Key) = (name, Key(partition, sort));
            await dynamo.UpdateItemAsync(request, cancellationToken);
        }
    }

    /// <summary>The item would pass 400 KB.</summary>
    internal static bool IsTooLarge(AmazonDynamoDBException e) => e.ErrorCode is "ValidationException" && e.Message.Contains("Item size", StringComparison.Ordinal);

    /// <summary>Does something for each, a few at a time. Throws what the first throws that fails; others may have been done.</summary>
    internal static Task ForEachAsync<T>(IEnumerable<T> all, int atOnce, Func<T, CancellationToken, Task> action, CancellationToken cancellationToken) =>
        Parallel.ForEachAsync(all, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken }, async (one, cancelled) => await action(one, cancelled));
}
