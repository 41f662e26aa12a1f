using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Sentinel.Handlers.Tests.Sweep;

/// <summary>Conditions and updates of DynamoDB over top-level attributes.
/// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.html</summary>
internal sealed partial class DynamoExpression(string text, JsonObject? names, JsonObject? values)
{
    private static readonly string[] Sets = ["SS", "NS", "BS"];
    private static readonly string[] Clauses = ["SET", "ADD", "DELETE", "REMOVE"];

    private readonly string[] _tokens = [.. Token().Matches(text).Select(m => m.Value)];
    private int _at;

    private string? Next => _at < _tokens.Length ? _tokens[_at] : null;

    /// <summary>Whether the condition holds for an item; empty for one that is not there.</summary>
    public bool Holds(JsonObject item)
    {
        _at = 0;
        var holds = Any(item);
        return Next is null ? holds : throw new InvalidOperationException($"{Next} is not understood in {text}");
    }

    /// <summary>Changes an item, and tells the attributes that were touched.</summary>
    public IReadOnlyList<string> Update(JsonObject item)
    {
        _at = 0;
        var before = item.DeepClone().AsObject();
        var touched = new List<string>();
        while (Take() is { } clause)
        {
            if (!Clauses.Contains(clause)) throw new InvalidOperationException($"{clause} is not understood in {text}");
            do touched.Add(Change(clause, before, item));
            while (Taken(","));
        }
        return touched;
    }

    private string Change(string clause, JsonObject before, JsonObject item)
    {
        var name = Name(Take()!);
        switch (clause)
        {
            case "SET":
                Need("=");
                item[name] = Operand(before)?.DeepClone();
                break;
            case "REMOVE":
                item.Remove(name);
                break;
            case "ADD":
                item[name] = Sum(item[name]?.AsObject(), values![Take()!]!.AsObject(), added: true);
                break;
            default:
                if (item[name] is JsonObject set && Sum(set, values![Take()!]!.AsObject(), added: false) is { } left) item[name] = left;
                else item.Remove(name);
                break;
        }
        return name;
    }

    // Sets are kept in order, so that equal ones look equal. An empty one cannot be.
    private static JsonObject? Sum(JsonObject? first, JsonObject second, bool added)
    {
        var type = second.Single().Key;
        if (type == "N") return new JsonObject { ["N"] = (Number(first) + Number(second)).ToString(CultureInfo.InvariantCulture) };
        if (!Sets.Contains(type) || (first is not null && first.Single().Key != type)) throw new InvalidOperationException($"{type} cannot be added");
        var set = Elements(first).ToHashSet(StringComparer.Ordinal);
        if (added) set.UnionWith(Elements(second));
        else set.ExceptWith(Elements(second));
        return set.Count == 0 ? null : new JsonObject { [type] = new JsonArray([.. set.Order(StringComparer.Ordinal).Select(e => (JsonNode)e)]) };
    }

    private bool Any(JsonObject item)
    {
        var holds = All(item);
        while (Taken("OR")) holds |= All(item);
        return holds;
    }

    private bool All(JsonObject item)
    {
        var holds = One(item);
        while (Taken("AND")) holds &= One(item);
        return holds;
    }

    private bool One(JsonObject item)
    {
        if (Taken("NOT")) return !One(item);
        if (Taken("("))
        {
            var inner = Any(item);
            Need(")");
            return inner;
        }
        switch (Next)
        {
            case "attribute_exists" or "attribute_not_exists":
                var present = Take() == "attribute_exists";
                return Arguments(item) is [var found] && found is not null == present;
            case "contains":
                Take();
                return Arguments(item) is [JsonObject whole, JsonObject part] && (Elements(whole).Contains((string)part.Single().Value!)
                    || (whole["S"] is { } text && ((string)text!).Contains((string)part["S"]!, StringComparison.Ordinal)));
            case "begins_with":
                Take();
                return Arguments(item) is [JsonObject long_, JsonObject start] && ((string)long_["S"]!).StartsWith((string)start["S"]!, StringComparison.Ordinal);
        }
        var left = Operand(item);
        if (Taken("BETWEEN"))
        {
            var low = Operand(item);
            Need("AND");
            var high = Operand(item);
            return Compare(left, low) >= 0 && Compare(left, high) <= 0;
        }
        var verb = Take();
        var order = Compare(left, Operand(item));
        return verb switch
        {
            "=" => order == 0,
            "<>" => order != 0,
            "<" => order < 0,
            "<=" => order <= 0,
            ">" => order > 0,
            ">=" => order >= 0,
            _ => throw new InvalidOperationException($"{verb} is not understood in {text}"),
        };
    }

    private List<JsonNode?> Arguments(JsonObject item)
    {
        Need("(");
        var all = new List<JsonNode?>();
        do all.Add(Operand(item));
        while (Taken(","));
        Need(")");
        return all;
    }

    private JsonNode? Operand(JsonObject item)
    {
        var token = Take()!;
        if (token == "size") return Arguments(item) is [JsonObject of] ? new JsonObject { ["N"] = (of["S"] is { } text ? ((string)text!).Length : Elements(of).Count()).ToString(CultureInfo.InvariantCulture) } : null;
        if (token == "if_not_exists") return Arguments(item) is [var there, var otherwise] ? there ?? otherwise : null;
        return token[0] == ':' ? values![token] : item[Name(token)];
    }

    // What is missing, or of another type, is neither equal nor less nor more.
    private static int? Compare(JsonNode? left, JsonNode? right)
    {
        if (left is not JsonObject a || right is not JsonObject b || a.Single().Key != b.Single().Key) return null;
        if (a["N"] is not null) return Number(a).CompareTo(Number(b));
        return a["S"] is { } text ? string.CompareOrdinal((string)text!, (string)b["S"]!) : string.CompareOrdinal(a.ToJsonString(), b.ToJsonString());
    }

    private static decimal Number(JsonObject? value) => value is null ? 0 : decimal.Parse((string)value["N"]!, CultureInfo.InvariantCulture);

    private static IEnumerable<string> Elements(JsonObject? value) => value?.Single().Value is JsonArray all ? all.Select(e => (string)e!) : [];

    private string Name(string token) => token[0] == '#' ? (string)names![token]! : token;

    private string? Take() => _at < _tokens.Length ? _tokens[_at++] : null;

    private bool Taken(string token)
    {
        if (Next != token) return false;
        _at++;
        return true;
    }

    private void Need(string token)
    {
        if (Take() != token) throw new InvalidOperationException($"{token} is missing in {text}");
    }

    [GeneratedRegex(@"[A-Za-z_#:][A-Za-z0-9_]*|<=|>=|<>|[(),=<>]|\S", RegexOptions.None, 5000)]
    private static partial Regex Token();
}
