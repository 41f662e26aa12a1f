using System.Globalization;
using Amazon.DynamoDBv2.Model;

namespace Sentinel.Aws.State;

/// <summary>Elements to add to the sets of one item, and some to take out.</summary>
internal sealed class ItemChange
{
    // An expression may hold 300 operators and 4 KB.
    private const int MostAttributes = 100;

    private readonly Dictionary<string, AttributeValue> _added = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AttributeValue> _taken = new(StringComparer.Ordinal);

    /// <summary>Seconds since 1970 to which the life of the item is set; null leaves it.</summary>
    public long? Expiry { get; set; }

    public bool IsEmpty => _added.Count == 0 && _taken.Count == 0 && Expiry is null;

    public bool Adds => _added.Count > 0;

    public bool Takes => _taken.Count > 0;

    public void Add(string attribute, long number) => Numbers(_added, attribute).Add(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>Adds a text unless it is being added.</summary>
    public void AddOnce(string attribute, string text) => Once(_added, attribute, text);

    public void Add(string attribute, byte[] bytes) => (Of(_added, attribute).BS ??= []).Add(new MemoryStream(bytes));

    public void Take(string attribute, long number) => Numbers(_taken, attribute).Add(number.ToString(CultureInfo.InvariantCulture));

    public void TakeOnce(string attribute, string text) => Once(_taken, attribute, text);

    public void Take(string attribute, byte[] bytes) => (Of(_taken, attribute).BS ??= []).Add(new MemoryStream(bytes));

    /// <summary>The requests that do it, one but for very many attributes or where something is taken out; table and key are left open.</summary>
    public IEnumerable<UpdateItemRequest> Requests()
    {
        var expiry = Expiry;
        foreach (var some in _added.Chunk(MostAttributes))
        {
            yield return Request("ADD", some, expiry);
            expiry = null;
        }
        if (expiry is not null) yield return Request("ADD", [], expiry);
        foreach (var some in _taken.Chunk(MostAttributes)) yield return Request("DELETE", some, null);
    }

    private static UpdateItemRequest Request(string verb, KeyValuePair<string, AttributeValue>[] sets, long? expiry)
    {
        var request = new UpdateItemRequest { ExpressionAttributeNames = new(StringComparer.Ordinal), ExpressionAttributeValues = new(StringComparer.Ordinal) };
        var clauses = new List<string>();
        if (expiry is { } seconds)
        {
            clauses.Add("SET #t = :t");
            request.ExpressionAttributeNames.Add("#t", StateTable.Expiry);
            request.ExpressionAttributeValues.Add(":t", new AttributeValue { N = seconds.ToString(CultureInfo.InvariantCulture) });
        }
        if (sets.Length > 0) clauses.Add($"{verb} {string.Join(", ", sets.Select((_, i) => string.Create(CultureInfo.InvariantCulture, $"#a{i} :a{i}")))}");
        for (var i = 0; i < sets.Length; i++)
        {
            request.ExpressionAttributeNames.Add(string.Create(CultureInfo.InvariantCulture, $"#a{i}"), sets[i].Key);
            request.ExpressionAttributeValues.Add(string.Create(CultureInfo.InvariantCulture, $":a{i}"), sets[i].Value);
        }
        request.UpdateExpression = string.Join(' ', clauses);
        return request;
    }

    private static void Once(Dictionary<string, AttributeValue> sets, string attribute, string text)
    {
        var texts = Of(sets, attribute).SS ??= [];
        if (!texts.Contains(text, StringComparer.Ordinal)) texts.Add(text);
    }

    private static List<string> Numbers(Dictionary<string, AttributeValue> sets, string attribute) => Of(sets, attribute).NS ??= [];

    private static AttributeValue Of(Dictionary<string, AttributeValue> sets, string attribute)
    {
        if (!sets.TryGetValue(attribute, out var set)) sets.Add(attribute, set = new AttributeValue());
        return set;
    }
}
