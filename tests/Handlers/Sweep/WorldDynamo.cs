using System.Net;
using System.Text.Json.Nodes;

namespace Sentinel.Handlers.Tests.Sweep;

/// <summary>One table of DynamoDB, keys <c>pk</c> and <c>sk</c>. Reads are consistent, nothing expires, every answer is one page.</summary>
internal sealed class WorldDynamo
{
    private readonly Dictionary<(string Partition, string Sort), JsonObject> _items;

    public WorldDynamo() => _items = [];

    // An item is never changed, but replaced.
    private WorldDynamo(WorldDynamo other) => _items = new(other._items);

    public WorldDynamo Copy() => new(this);

    /// <summary>The items in order, without the time at which they expire.</summary>
    public IEnumerable<string> Describe() => _items.OrderBy(i => i.Key.Partition, StringComparer.Ordinal).ThenBy(i => i.Key.Sort, StringComparer.Ordinal).Select(i =>
        new JsonObject(i.Value.Where(a => a.Key != "ttl").OrderBy(a => a.Key, StringComparer.Ordinal).Select(a => KeyValuePair.Create(a.Key, a.Value?.DeepClone()))).ToJsonString());

    public HttpResponseMessage Answer(WorldRequest request)
    {
        var asked = JsonNode.Parse(request.Body)!.AsObject();
        return request.Operation switch
        {
            "PutItem" => Put(asked),
            "UpdateItem" => Update(asked),
            "DeleteItem" => Delete(asked),
            "GetItem" => Answers.Json(_items.TryGetValue(KeyOf(asked["Key"]!), out var found) ? new() { ["Item"] = found.DeepClone() } : []),
            "BatchGetItem" => BatchGet(asked),
            "Query" => Query(asked),
            _ => throw new InvalidOperationException($"DynamoDB: {request.Operation} is not known here"),
        };
    }

    private HttpResponseMessage Put(JsonObject asked)
    {
        var item = asked["Item"]!.DeepClone().AsObject();
        return Guarded(asked, KeyOf(item), _ =>
        {
            _items[KeyOf(item)] = item;
            return [];
        });
    }

    private HttpResponseMessage Delete(JsonObject asked) => Guarded(asked, KeyOf(asked["Key"]!), _ =>
    {
        _items.Remove(KeyOf(asked["Key"]!));
        return [];
    });

    private HttpResponseMessage Update(JsonObject asked) => Guarded(asked, KeyOf(asked["Key"]!), before =>
    {
        var item = (before ?? asked["Key"]!).DeepClone().AsObject();
        var touched = Expression(asked, "UpdateExpression").Update(item);
        _items[KeyOf(item)] = item;
        return (string?)asked["ReturnValues"] switch
        {
            "ALL_NEW" => new() { ["Attributes"] = item.DeepClone() },
            "ALL_OLD" => new() { ["Attributes"] = before?.DeepClone() },
            "UPDATED_NEW" => new() { ["Attributes"] = Only(item, touched) },
            "UPDATED_OLD" => new() { ["Attributes"] = Only(before, touched) },
            _ => [],
        };
    });

    private HttpResponseMessage Guarded(JsonObject asked, (string, string) key, Func<JsonObject?, JsonObject> act)
    {
        var before = _items.GetValueOrDefault(key);
        if (asked["ConditionExpression"] is null || Expression(asked, "ConditionExpression").Holds(before ?? [])) return Answers.Json(act(before));
        var refusal = new JsonObject { ["__type"] = "com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException", ["message"] = "The conditional request failed" };
        if ((string?)asked["ReturnValuesOnConditionCheckFailure"] == "ALL_OLD" && before is not null) refusal["Item"] = before.DeepClone();
        return Answers.Json(refusal, HttpStatusCode.BadRequest);
    }

    private HttpResponseMessage BatchGet(JsonObject asked)
    {
        var (table, wanted) = asked["RequestItems"]!.AsObject().Single();
        var found = wanted!["Keys"]!.AsArray().Select(k => _items.GetValueOrDefault(KeyOf(k!))).OfType<JsonObject>().Select(i => i.DeepClone());
        return Answers.Json(new() { ["Responses"] = new JsonObject { [table] = new JsonArray([.. found]) }, ["UnprocessedKeys"] = new JsonObject() });
    }

    private HttpResponseMessage Query(JsonObject asked)
    {
        var condition = Expression(asked, "KeyConditionExpression");
        // The partition is one of the values; the rest need not be looked at.
        var named = asked["ExpressionAttributeValues"]!.AsObject().Select(v => (string?)v.Value!["S"]).ToHashSet();
        var found = _items.Where(i => named.Contains(i.Key.Partition) && condition.Holds(i.Value)).OrderBy(i => i.Key.Sort, StringComparer.Ordinal).Select(i => i.Value.DeepClone()).ToArray();
        return Answers.Json(new() { ["Items"] = new JsonArray(found), ["Count"] = found.Length, ["ScannedCount"] = found.Length });
    }

    private static JsonObject Only(JsonObject? item, IEnumerable<string> names) =>
        new(names.Where(n => item?.ContainsKey(n) == true).Select(n => KeyValuePair.Create(n, item![n]?.DeepClone())));

    private static DynamoExpression Expression(JsonObject asked, string which) =>
        new((string)asked[which]!, asked["ExpressionAttributeNames"]?.AsObject(), asked["ExpressionAttributeValues"]?.AsObject());

    private static (string, string) KeyOf(JsonNode item) => ((string)item["pk"]!["S"]!, (string)item["sk"]!["S"]!);
}
