using System.Text;
using System.Text.Json.Nodes;
using Sentinel.Cli.Simulation;

namespace Sentinel.EndToEnd.Tests.Hostile;

/// <summary>Damages records: bits, cuts and odd bytes in the text; missing, huge, deep, swapped and mistyped values in the tree.</summary>
internal sealed class Mutator
{
    private static readonly byte[] Odd = "{}[]:,\"\\\u0000\u001f0-.eEtfn %/*"u8.ToArray();

    private readonly Prng _random;
    private readonly List<string> _values = [];

    public Mutator(ulong seed, IReadOnlyList<JsonObject> templates)
    {
        _random = new Prng(seed, "hostile");
        foreach (var template in templates) Collect(template);
    }

    public byte[] Mutate(JsonObject template)
    {
        var tree = _random.Percent(70) ? Changed(template) : template;
        var bytes = Encoding.UTF8.GetBytes(tree.ToJsonString());
        if (_random.Percent(60)) return bytes;
        if (_random.Percent(15)) return bytes[.._random.Int(0, bytes.Length - 1)];
        for (var i = _random.Int(0, 2); i >= 0; i--)
        {
            var at = _random.Int(0, bytes.Length - 1);
            bytes[at] = _random.Percent(30) ? Odd[_random.Int(0, Odd.Length - 1)] : (byte)(bytes[at] ^ (1 << _random.Int(0, 7)));
        }
        return bytes;
    }

    private JsonObject Changed(JsonObject template)
    {
        var copy = template.DeepClone().AsObject();
        for (var i = _random.Int(0, 2); i >= 0; i--)
        {
            var holder = copy;
            var key = holder.ElementAt(_random.Int(0, holder.Count - 1)).Key;
            while (_random.Percent(70) && holder[key] is JsonObject { Count: > 0 } inner)
            {
                holder = inner;
                key = holder.ElementAt(_random.Int(0, holder.Count - 1)).Key;
            }
            // Without these three a record is refused at the door; most must get further.
            if (key is not ("eventName" or "eventSource" or "eventTime" or "detail") || _random.Percent(10)) Change(holder, key);
        }
        return copy;
    }

    private void Change(JsonObject holder, string key)
    {
        switch (_random.Int(0, 8))
        {
            case 0: if (holder.Count > 1) holder.Remove(key); break;
            case 1: holder[key] = null; break;
            case 2: holder[key] = _random.Int(-5, 100_000); break;
            case 3: holder[key] = new JsonArray("x", 1, null, new JsonObject { ["arn"] = 1 }); break;
            case 4: holder[key] = new JsonObject { [key] = new JsonObject { [key] = "x" } }; break;
            case 5: holder[key] = new string('\u202e', _random.Percent(3) ? 20_000 : _random.Int(0, 200)); break;
            case 6: holder[key] = Deep(_random.Int(0, 70)); break;
            case 7: holder[key] = _random.Percent(50) ? "arn:::::::/:function:role/" : "%zz%\ud83d\ude00\n"; break;
            default: holder[key] = _random.Pick(_values); break; // a value that belongs elsewhere
        }
    }

    private void Collect(JsonNode? node)
    {
        if (node is JsonObject members) foreach (var (_, value) in members) Collect(value);
        if (node is JsonArray items) foreach (var item in items) Collect(item);
        if (node is JsonValue && node.GetValueKind() is System.Text.Json.JsonValueKind.String) _values.Add(node.GetValue<string>());
    }

    private static JsonNode Deep(int levels)
    {
        JsonNode node = "x";
        for (var i = 0; i < levels; i++) node = i % 2 == 0 ? new JsonArray(node) : new JsonObject { ["arn"] = node };
        return node;
    }
}
