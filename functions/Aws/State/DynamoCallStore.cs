using System.Buffers.Binary;
using System.Globalization;
using Amazon.DynamoDBv2;
using Amazon.DynamoDBv2.Model;
using Sentinel.Core.Knowledge;

namespace Sentinel.Aws.State;

/// <summary>
/// Counted invocations in DynamoDB, shared by any number of Detectors at once: for each function, caller and minute a set of 8-byte hashes, once under the
/// function and once under the caller. The sets of five minutes stand in one item, so that a batch writes once for a function and once for a caller, however many
/// minutes and others it spans, and reads a hundred items at once. A set that is full is not written to any more (of two who fill it at once the later may pass the
/// cap by its batch). For one caller at a time.
/// </summary>
public sealed class DynamoCallStore(StateTable table, StateOptions options) : ICallStore
{
    private const string Hashes = "c", Other = "w"; // with the minute and the other's digits behind; alone where a set stands apart
    private const string Apart = "o"; // "1": further sets stand in items of their own; always written, so that turning it costs no room
    private const string UnderFunction = "M#", UnderCaller = "N#";
    private const string NumberForm = "D9"; // so that keys sort as numbers do
    private const int Minutes = 5; // of one item
    private const int MostSets = 40; // of one request: an expression may hold 4 KB
    private const int MostBytes = 200_000; // of one item; DynamoDB takes 400 KB, and others write at the same time
    private static readonly TimeSpan KeptInMemory = TimeSpan.FromMinutes(90); // an event may come 60 minutes late
    private static readonly TimeSpan Kept = TimeSpan.FromDays(1);

    private readonly Dictionary<ItemKey, Bucket> _known = [];
    private readonly Dictionary<CallSpan, IReadOnlyList<MinuteCalls>> _spans = [];

    /// <summary>Adds calls, with one request for each function and five minutes, and one for each caller; none where everything is known to be stored or the
    /// set to be full. Throws when something could not be stored; may be repeated.</summary>
    public async ValueTask AddAsync(IReadOnlyList<MinuteCalls> calls, CancellationToken cancellationToken)
    {
        Forget();
        _spans.Clear();
        var changes = new Dictionary<ItemKey, List<Part>>();
        foreach (var set in calls)
        {
            Of(changes, KeyOf(set.Function, UnderFunction, set.Minute)).Add(new Part(set.Minute, set.Caller, set.Calls));
            Of(changes, KeyOf(set.Caller, UnderCaller, set.Minute)).Add(new Part(set.Minute, set.Function, set.Calls));
        }
        foreach (var key in changes.Keys) BucketOf(key);
        await StateTable.ForEachAsync(changes, options.MostRequests, async (change, cancelled) =>
        {
            foreach (var some in change.Value.Chunk(MostSets)) await AddAsync(change.Key, _known[change.Key], some, cancelled);
        }, cancellationToken);
    }

    /// <summary>Reads spans, a hundred items a request; they are readable until calls are added.</summary>
    public async ValueTask FetchAsync(IReadOnlyCollection<CallSpan> spans, CancellationToken cancellationToken)
    {
        var keys = spans.SelectMany(KeysOf).ToHashSet();
        var items = await table.GetAsync([.. keys.Select(k => (k.Partition, k.Sort))], cancellationToken);
        foreach (var (key, item) in items) BucketOf(new ItemKey(key.Partition, key.Sort)).Merge(item);
        await StateTable.ForEachAsync(keys.Where(k => _known.GetValueOrDefault(k) is { IsApart: true }), options.MostRequests, async (key, cancelled) =>
        {
            foreach (var item in await table.QueryAsync(key.Partition, key.Sort + "#", key.Sort + "#~", cancelled)) _known[key].MergeApart(item);
        }, cancellationToken);
        foreach (var span in spans) _spans[span] = [.. KeysOf(span).SelectMany(k => Within(k, span))];
    }

    public IReadOnlyList<MinuteCalls> Within(CallSpan span) => _spans.GetValueOrDefault(span, []);

    /// <summary>Reads a span of hours, by Query alone; nothing of it is remembered.</summary>
    public async Task<IReadOnlyList<MinuteCalls>> ReadAsync(CallSpan span, CancellationToken cancellationToken)
    {
        var prefix = span.ByCaller ? UnderCaller : UnderFunction;
        var all = new Bucket();
        foreach (var item in await table.QueryAsync(StateTable.PartitionOf(span.Subject), KeyOf(span.Subject, prefix, span.From).Sort, KeyOf(span.Subject, prefix, span.To).Sort + "#~", cancellationToken))
        {
            if (item.ContainsKey(Other)) all.MergeApart(item);
            else all.Merge(item);
        }
        return [.. Within(all, span)];
    }

    private IEnumerable<MinuteCalls> Within(ItemKey key, CallSpan span) => _known.TryGetValue(key, out var bucket) ? Within(bucket, span) : [];

    private static IEnumerable<MinuteCalls> Within(Bucket bucket, CallSpan span) => bucket.Sets
        .Where(s => s.Key.Minute >= span.From && s.Key.Minute <= span.To)
        .OrderBy(s => s.Key.Minute)
        .Select(s => new MinuteCalls(span.ByCaller ? s.Key.Other : span.Subject, span.ByCaller ? span.Subject : s.Key.Other, s.Key.Minute, s.Value.Copy()));

    /// <summary>Writes what is not known to be stored, of a set that is nearly full as many as still fit.</summary>
    private async Task AddAsync(ItemKey key, Bucket bucket, IReadOnlyCollection<Part> parts, CancellationToken cancellationToken)
    {
        // Every refusal has shown one more set to be full.
        while (bucket.MissingOf(parts) is { Count: > 0 } missing)
        {
            if (bucket.IsApart || bucket.Bytes > MostBytes)
            {
                await AddApartAsync(key, bucket, missing, cancellationToken);
                return;
            }
            try
            {
                await table.Dynamo.UpdateItemAsync(Request(key, [.. missing.Select(m => new SetAttributes(NamesOf(m), m))], apart: false), cancellationToken);
                bucket.Stored(missing);
            }
            catch (ConditionalCheckFailedException full) // others have filled one: it has said enough
            {
                bucket.Merge(full.Item is { Count: > 0 } item ? item : await ItemAsync(key, cancellationToken));
            }
            catch (AmazonDynamoDBException e) when (StateTable.IsTooLarge(e))
            {
                bucket.Merge(await ItemAsync(key, cancellationToken));
                await AddApartAsync(key, bucket, missing, cancellationToken);
                return;
            }
        }
    }

    private async Task AddApartAsync(ItemKey key, Bucket bucket, IReadOnlyList<Missing> missing, CancellationToken cancellationToken)
    {
        if (!bucket.IsApart) await table.Dynamo.UpdateItemAsync(Request(key, [], apart: true), cancellationToken);
        bucket.IsApart = true;
        foreach (var set in missing)
        {
            var apart = key with { Sort = $"{key.Sort}#{DigitsOf(set.Minute, set.Other)}" };
            try
            {
                await table.Dynamo.UpdateItemAsync(Request(apart, [new SetAttributes((Hashes, Other), set)], apart: false), cancellationToken);
                bucket.Stored([set]);
            }
            catch (ConditionalCheckFailedException full)
            {
                bucket.MergeApart(full.Item is { Count: > 0 } item ? item : await ItemAsync(apart, cancellationToken));
            }
        }
    }

    private UpdateItemRequest Request(ItemKey key, SetAttributes[] sets, bool apart)
    {
        var request = new UpdateItemRequest
        {
            TableName = table.Name,
            Key = StateTable.Key(key.Partition, key.Sort),
            ExpressionAttributeNames = new(StringComparer.Ordinal) { ["#t"] = StateTable.Expiry, ["#o"] = Apart },
            ExpressionAttributeValues = new(StringComparer.Ordinal)
            {
                [":t"] = StateTable.Number((TimeOf((key.Number + 1) * Minutes) + Kept).ToUnixTimeSeconds()),
                [":o"] = new(apart ? "1" : "0"),
            },
            ReturnValuesOnConditionCheckFailure = ReturnValuesOnConditionCheckFailure.ALL_OLD,
        };
        List<string> sizes = [], others = ["#t = :t", apart ? "#o = :o" : "#o = if_not_exists(#o, :o)"], additions = [];
        for (var i = 0; i < sets.Length; i++)
        {
            var (n, (hashes, other)) = (i.ToString(CultureInfo.InvariantCulture), sets[i].Names);
            request.ExpressionAttributeNames.Add("#c" + n, hashes);
            request.ExpressionAttributeNames.Add("#w" + n, other);
            request.ExpressionAttributeValues.Add(":c" + n, new AttributeValue { BS = sets[i].Set.Calls.ConvertAll(Pack) });
            request.ExpressionAttributeValues.Add(":w" + n, new AttributeValue(TextOf(sets[i].Set.Minute, sets[i].Set.Other)));
            sizes.Add($"(attribute_not_exists(#c{n}) OR size(#c{n}) < :cap)");
            others.Add($"#w{n} = :w{n}");
            additions.Add($"#c{n} :c{n}");
        }
        request.UpdateExpression = "SET " + string.Join(", ", others);
        if (sets.Length == 0) return request;
        request.UpdateExpression += " ADD " + string.Join(", ", additions);
        request.ConditionExpression = string.Join(" AND ", sizes);
        request.ExpressionAttributeValues.Add(":cap", StateTable.Number(CallSet.Cap));
        return request;
    }

    private async Task<Dictionary<string, AttributeValue>> ItemAsync(ItemKey key, CancellationToken cancellationToken) =>
        (await table.Dynamo.GetItemAsync(new GetItemRequest { TableName = table.Name, Key = StateTable.Key(key.Partition, key.Sort), ConsistentRead = true }, cancellationToken)).Item ?? [];

    private Bucket BucketOf(ItemKey key)
    {
        if (!_known.TryGetValue(key, out var bucket)) _known.Add(key, bucket = new Bucket());
        return bucket;
    }

    private void Forget()
    {
        var oldest = (table.Clock.GetUtcNow() - KeptInMemory - DateTimeOffset.UnixEpoch).TotalMinutes / Minutes;
        foreach (var key in _known.Keys)
        {
            if (key.Number < oldest) _known.Remove(key); // allowed while enumerating
        }
    }

    private static List<Part> Of(Dictionary<ItemKey, List<Part>> changes, ItemKey key)
    {
        if (!changes.TryGetValue(key, out var parts)) changes.Add(key, parts = []);
        return parts;
    }

    private static IEnumerable<ItemKey> KeysOf(CallSpan span)
    {
        for (var number = span.From / Minutes; number <= span.To / Minutes; number++) yield return KeyOf(span.Subject, span.ByCaller ? UnderCaller : UnderFunction, number * Minutes);
    }

    private static ItemKey KeyOf(string subject, string prefix, int minute) =>
        new(StateTable.PartitionOf(subject), prefix + (minute / Minutes).ToString(NumberForm, CultureInfo.InvariantCulture));

    private static (string Hashes, string Other) NamesOf(Missing set) => DigitsOf(set.Minute, set.Other) is var digits ? (Hashes + digits, Other + digits) : default;

    private static string DigitsOf(int minute, string other) =>
        string.Create(CultureInfo.InvariantCulture, $"{minute % Minutes}{Packed.HashOf(System.Text.Encoding.UTF8.GetBytes(other)).ToString("x32", CultureInfo.InvariantCulture).AsSpan(0, 16)}");

    private static string TextOf(int minute, string other) => string.Create(CultureInfo.InvariantCulture, $"{minute} {other}");

    private static MemoryStream Pack(ulong value)
    {
        var bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return new MemoryStream(bytes);
    }

    private static DateTimeOffset TimeOf(int minute) => DateTimeOffset.UnixEpoch.AddMinutes(minute);

    private readonly record struct ItemKey(string Partition, string Sort)
    {
        /// <summary>Minutes since 1970-01-01 UTC, by five.</summary>
        public int Number => int.Parse(Sort.AsSpan(UnderFunction.Length, 9), CultureInfo.InvariantCulture);
    }

    private readonly record struct Part(int Minute, string Other, CallSet Calls);

    private readonly record struct Missing(int Minute, string Other, List<ulong> Calls);

    private readonly record struct SetAttributes((string Hashes, string Other) Names, Missing Set);

    /// <summary>The sets of one item, and of those that stand apart from it, as far as they are known to be stored. Another is touched at the same time, never this one.</summary>
    private sealed class Bucket
    {
        public Dictionary<(int Minute, string Other), CallSet> Sets { get; } = [];

        /// <summary>Of the item itself, as last read, with what was written since.</summary>
        public long Bytes { get; private set; }

        public bool IsApart { get; set; }

        public List<Missing> MissingOf(IReadOnlyCollection<Part> parts)
        {
            var missing = new List<Missing>();
            foreach (var (minute, other, calls) in parts)
            {
                var stored = Sets.GetValueOrDefault((minute, other))?.Values.ToHashSet() ?? [];
                var some = calls.Values.Where(v => !stored.Contains(v)).Order().Take(CallSet.Cap - stored.Count).ToList();
                if (some.Count > 0) missing.Add(new Missing(minute, other, some));
            }
            return missing;
        }

        public void Stored(IReadOnlyList<Missing> sets)
        {
            foreach (var (minute, other, calls) in sets)
            {
                Bytes += (calls.Count * sizeof(ulong)) + other.Length;
                foreach (var call in calls) SetOf(minute, other).Add(call);
            }
        }

        public void Merge(Dictionary<string, AttributeValue> item)
        {
            Bytes = 0;
            IsApart |= item.GetValueOrDefault(Apart)?.S is "1";
            foreach (var (name, text) in item)
            {
                if (!name.StartsWith(Other, StringComparison.Ordinal) || item.GetValueOrDefault(Hashes + name[Other.Length..])?.BS is not { } hashes) continue;
                Bytes += (hashes.Count * sizeof(ulong)) + text.S.Length;
                Merge(text.S, hashes);
            }
        }

        public void MergeApart(Dictionary<string, AttributeValue> item) => Merge(item[Other].S, item[Hashes].BS);

        private void Merge(string text, List<MemoryStream> hashes)
        {
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            var set = SetOf(int.Parse(text.AsSpan(0, space), CultureInfo.InvariantCulture), text[(space + 1)..]);
            foreach (var hash in hashes) set.Add(BinaryPrimitives.ReadUInt64BigEndian(hash.ToArray()));
        }

        private CallSet SetOf(int minute, string other)
        {
            if (!Sets.TryGetValue((minute, other), out var set)) Sets.Add((minute, other), set = new CallSet());
            return set;
        }
    }
}
