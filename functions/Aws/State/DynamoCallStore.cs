using System.Buffers.Binary;
using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Sentinel.Core.Knowledge;

namespace Sentinel.Aws.State;

/// <summary>
/// Counted invocations in DynamoDB, shared by any number of Detectors at once: for each function, caller and minute a set of 8-byte hashes, once under the
/// function and once under the caller. A set that is full is not written to any more (of two who fill it at once the later may
/// pass the cap by its batch); one flood in one batch is one write for each of the two.
/// For one caller at a time.
/// </summary>
public sealed class DynamoCallStore(StateTable table, StateOptions options) : ICallStore
{
    private const string Hashes = "c", Other = "w"; // who else the item is about, by name
    private const string UnderFunction = "M#", UnderCaller = "N#";
    private const string MinuteForm = "D9"; // so that keys sort as numbers do
    private static readonly TimeSpan KeptInMemory = TimeSpan.FromMinutes(90); // an event may come 60 minutes late
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly Dictionary<(string Partition, string Sort), Known> _known = [];
    private readonly Dictionary<CallSpan, IReadOnlyList<MinuteCalls>> _spans = [];

    /// <summary>Adds calls, of each function, caller and minute once, and tells the sets as they are then with what others added. No more than two requests each; none
    /// where everything is known to be stored or the set to be full. Throws when something could not be stored; may be repeated.</summary>
    /// <returns>The merged sets, in the order given. Of a full set only the count is right.</returns>
    public async Task<IReadOnlyList<MinuteCalls>> AddAsync(IReadOnlyList<MinuteCalls> added, CancellationToken cancellationToken)
    {
        Forget();
        _spans.Clear();
        var merged = new CallSet[added.Count];
        await StateTable.ForEachAsync(Enumerable.Range(0, added.Count), options.MostRequests, async (i, cancelled) =>
        {
            var calls = added[i];
            merged[i] = await AddAsync(StateTable.PartitionOf(calls.Function), SortOf(UnderFunction, calls.Minute, calls.Caller), calls.Caller, calls, cancelled);
            await AddAsync(StateTable.PartitionOf(calls.Caller), SortOf(UnderCaller, calls.Minute, calls.Function), calls.Function, calls, cancelled);
        }, cancellationToken);
        return [.. added.Select((calls, i) => calls with { Calls = merged[i] })];
    }

    async ValueTask ICallStore.AddAsync(IReadOnlyList<MinuteCalls> calls, CancellationToken cancellationToken) => await AddAsync(calls, cancellationToken);

    /// <summary>Reads spans, one request each; they are readable until calls are added.</summary>
    public async ValueTask FetchAsync(IReadOnlyCollection<CallSpan> spans, CancellationToken cancellationToken)
    {
        foreach (var span in spans)
        {
            _spans[span] = span.ByCaller
                ? await OfCallerAsync(span.Subject, span.From, span.To, cancellationToken) : await OfFunctionAsync(span.Subject, span.From, span.To, cancellationToken);
        }
    }

    public IReadOnlyList<MinuteCalls> Within(CallSpan span) => _spans.GetValueOrDefault(span, []);

    /// <summary>All sets of a function in these minutes, both included.</summary>
    public async Task<IReadOnlyList<MinuteCalls>> OfFunctionAsync(string function, int from, int to, CancellationToken cancellationToken) =>
        await ReadAsync(function, UnderFunction, from, to, (caller, minute, calls) => new MinuteCalls(function, caller, minute, calls), cancellationToken);

    /// <summary>All sets of a caller in these minutes, both included.</summary>
    public async Task<IReadOnlyList<MinuteCalls>> OfCallerAsync(string caller, int from, int to, CancellationToken cancellationToken) =>
        await ReadAsync(caller, UnderCaller, from, to, (function, minute, calls) => new MinuteCalls(function, caller, minute, calls), cancellationToken);

    private async Task<CallSet> AddAsync(string partition, string sort, string other, MinuteCalls calls, CancellationToken cancellationToken)
    {
        Known known;
        lock (_known) known = _known.GetValueOrDefault((partition, sort)) ?? new Known(new CallSet(), calls.Minute);
        var stored = known.Calls.Values.ToHashSet();
        // Never past the cap: of a set that is nearly full as many are added as still fit.
        var missing = calls.Calls.Values.Where(v => !stored.Contains(v)).Order().Take(CallSet.Cap - stored.Count).ToList();
        if (missing.Count > 0)
        {
            Merge(known.Calls, await WriteAsync(partition, sort, other, calls.Minute, missing, cancellationToken));
            lock (_known) _known[(partition, sort)] = known;
        }
        return known.Calls.Copy();
    }

    private async Task<Dictionary<string, AttributeValue>> WriteAsync(string partition, string sort, string other, int minute, List<ulong> calls, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await table.Dynamo.UpdateItemAsync(new UpdateItemRequest
            {
                TableName = table.Name,
                Key = StateTable.Key(partition, sort),
                UpdateExpression = "SET #t = :t, #w = :w ADD #c :c",
                ConditionExpression = "attribute_not_exists(#c) OR size(#c) < :cap",
                ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#t"] = StateTable.Expiry, ["#w"] = Other, ["#c"] = Hashes },
                ExpressionAttributeValues = new(StringComparer.Ordinal)
                {
                    [":t"] = new AttributeValue { N = (TimeOf(minute) + Kept).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) },
                    [":w"] = new AttributeValue(other),
                    [":c"] = new AttributeValue { BS = calls.ConvertAll(Pack) },
                    [":cap"] = new AttributeValue { N = CallSet.Cap.ToString(CultureInfo.InvariantCulture) },
                },
                ReturnValues = ReturnValue.UPDATED_NEW,
                ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
            }, cancellationToken);
            return answer.Attributes;
        }
        catch (ConditionalCheckFailedException full) // others have filled it: it has said enough
        {
            return full.Item is { Count: > 0 } item
                ? item
                : (await table.Dynamo.GetItemAsync(new GetItemRequest { TableName = table.Name, Key = StateTable.Key(partition, sort), ConsistentRead = true }, cancellationToken)).Item;
        }
    }

    private async Task<IReadOnlyList<MinuteCalls>> ReadAsync(
        string subject, string prefix, int from, int to, Func<string, int, CallSet, MinuteCalls> make, CancellationToken cancellationToken)
    {
        var partition = StateTable.PartitionOf(subject);
        var items = await table.QueryAsync(partition, SortOf(prefix, from, null), SortOf(prefix, to, null) + "#~", cancellationToken);
        var found = new List<MinuteCalls>(items.Count);
        foreach (var item in items)
        {
            var sort = item[StateTable.Sort].S;
            var minute = int.Parse(sort.AsSpan(prefix.Length, 9), CultureInfo.InvariantCulture);
            lock (_known)
            {
                if (!_known.TryGetValue((partition, sort), out var known)) _known.Add((partition, sort), known = new Known(new CallSet(), minute));
                Merge(known.Calls, item);
                found.Add(make(item[Other].S, minute, known.Calls.Copy()));
            }
        }
        return found;
    }

    private void Forget()
    {
        var oldest = (table.Clock.GetUtcNow() - KeptInMemory - DateTimeOffset.UnixEpoch).TotalMinutes;
        foreach (var (key, known) in _known)
        {
            if (known.Minute < oldest) _known.Remove(key); // allowed while enumerating
        }
    }

    private static void Merge(CallSet calls, Dictionary<string, AttributeValue> item)
    {
        foreach (var hash in item.GetValueOrDefault(Hashes)?.BS ?? []) calls.Add(BinaryPrimitives.ReadUInt64BigEndian(hash.ToArray()));
    }

    private static MemoryStream Pack(ulong value)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return new MemoryStream(bytes);
    }

    private static string SortOf(string prefix, int minute, string? other)
    {
        var sort = prefix + minute.ToString(MinuteForm, CultureInfo.InvariantCulture);
        return other is null ? sort : $"{sort}#{Packed.HashOf(System.Text.Encoding.UTF8.GetBytes(other)).ToString("x32", CultureInfo.InvariantCulture)[..16]}";
    }

    private static DateTimeOffset TimeOf(int minute) => DateTimeOffset.UnixEpoch.AddMinutes(minute);

    /// <summary>A set as far as it is known to be stored.</summary>
    private sealed record Known(CallSet Calls, int Minute);
}
