using System.Buffers;
using System.Text;

namespace Sentinel.Core.CloudTrail;

/// <summary>Reads single values out of JSON that <see cref="JsonSkip"/> has accepted. Never throws: a lone surrogate (AWS cuts
/// <c>userAgent</c> at 1 KB, wherever that falls) becomes U+FFFD.</summary>
internal static class JsonText
{
    /// <summary>The text of a string's content (without its quotes), cut to at most <paramref name="limit"/> bytes.</summary>
    public static string Decode(ReadOnlySpan<byte> content, int limit = int.MaxValue)
    {
        if (content.Length > limit) content = content[..Cut(content, limit)];
        if (content.IsEmpty) return "";
        return content.Contains((byte)'\\') ? Encoding.UTF8.GetString(Unescape(content)) : Encoding.UTF8.GetString(content);
    }

    /// <summary>The content of a string with its escapes replaced, as UTF-8.</summary>
    public static byte[] Unescape(ReadOnlySpan<byte> content)
    {
        var plain = new ArrayBufferWriter<byte>(content.Length);
        while (content.IndexOf((byte)'\\') is var at and >= 0)
        {
            plain.Write(content[..at]);
            content = content[at..];
            if (content.Length < 2) return plain.WrittenSpan.ToArray();
            if (content[1] != (byte)'u')
            {
                plain.GetSpan(1)[0] = Simple(content[1]);
                plain.Advance(1);
                content = content[2..];
                continue;
            }
            var rune = Escaped(content, out var used);
            plain.Advance(rune.EncodeToUtf8(plain.GetSpan(4)));
            content = content[used..];
        }
        plain.Write(content);
        return plain.WrittenSpan.ToArray();
    }

    /// <summary>A string's text, a number or boolean as written; null for null, objects, arrays and nothing.</summary>
    public static string? Scalar(ReadOnlySpan<byte> value, int limit = int.MaxValue)
    {
        if (value.IsEmpty) return null;
        return value[0] switch
        {
            (byte)'"' => Decode(value[1..^1], limit),
            (byte)'{' or (byte)'[' or (byte)'n' => null,
            _ => Encoding.ASCII.GetString(value[..Math.Min(value.Length, 64)]),
        };
    }

    /// <summary>The raw value of a member, empty when there is none. The last one wins, as elsewhere in .NET.</summary>
    public static ReadOnlySpan<byte> Member(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name)
    {
        ReadOnlySpan<byte> found = default;
        var members = new JsonMembers(json);
        while (members.MoveNext())
        {
            if (members.Name.SequenceEqual(name)) found = members.Value;
        }
        return found;
    }

    public static string? Text(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name, int limit = 2048) => Scalar(Member(json, name), limit);

    /// <summary>Null also for an empty string.</summary>
    public static string? Filled(ReadOnlySpan<byte> json, ReadOnlySpan<byte> name) => Text(json, name) is { Length: > 0 } text ? text : null;

    /// <summary>The text of a value, as <see cref="Scalar"/>; null also for an empty one.</summary>
    public static string? Filled(ReadOnlySpan<byte> value) => Scalar(value, 2048) is { Length: > 0 } text ? text : null;

    private static int Cut(ReadOnlySpan<byte> content, int limit)
    {
        var cut = limit;
        while (cut > 0 && (content[cut] & 0xC0) == 0x80) cut--; // not inside a character
        var escape = content[..cut].LastIndexOf((byte)'\\');
        return escape >= 0 && escape > cut - 6 ? EscapeStart(content, escape) : cut;
    }

    // A run of backslashes: its last one starts an escape only when their number is odd. Cutting before the run is always right.
    private static int EscapeStart(ReadOnlySpan<byte> content, int at)
    {
        while (at > 0 && content[at - 1] == (byte)'\\') at--;
        return at;
    }

    private static byte Simple(byte letter) => letter switch
    {
        (byte)'b' => 8,
        (byte)'f' => 12,
        (byte)'n' => 10,
        (byte)'r' => 13,
        (byte)'t' => 9,
        _ => letter,
    };

    private static Rune Escaped(ReadOnlySpan<byte> content, out int used)
    {
        used = Math.Min(6, content.Length);
        if (Unit(content) is not { } first) return Rune.ReplacementChar;
        if (Rune.TryCreate(first, out var rune)) return rune;
        if (char.IsHighSurrogate(first) && content.Length > 7 && content[6] == (byte)'\\' && content[7] == (byte)'u'
            && Unit(content[6..]) is { } second && Rune.TryCreate(first, second, out rune))
        {
            used = 12;
            return rune;
        }
        return Rune.ReplacementChar;
    }

    private static char? Unit(ReadOnlySpan<byte> escape)
    {
        if (escape.Length < 6) return null;
        var unit = 0;
        foreach (var digit in escape[2..6])
        {
            unit = (unit << 4) | (digit <= (byte)'9' ? digit - '0' : (digit | 0x20) - 'a' + 10); // JsonSkip saw hexadecimal digits
        }
        return (char)unit;
    }
}

/// <summary>Walks the members of an object, or the elements of an array (with empty names), in JSON that <see cref="JsonSkip"/> has
/// accepted; over anything else it walks nothing.</summary>
internal ref struct JsonMembers(ReadOnlySpan<byte> json)
{
    private readonly ReadOnlySpan<byte> _json = json;
    private readonly bool _object = json.Length > 0 && json[0] == (byte)'{';
    private int _at = json.Length > 0 && json[0] is (byte)'{' or (byte)'[' ? 1 : json.Length;

    /// <summary>The name with escapes replaced.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    /// <summary>The value as written, a string with its quotes.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    public bool MoveNext()
    {
        var at = JsonSkip.Space(_json, _at);
        if (at < _json.Length && _json[at] == (byte)',') at = JsonSkip.Space(_json, at + 1);
        if (at >= _json.Length || _json[at] is (byte)'}' or (byte)']') return false;
        if (_object)
        {
            var end = _json[at] == (byte)'"' ? JsonSkip.StringEnd(_json, at) : -1;
            if (end < 0) return false;
            Name = _json[(at + 1)..(end - 1)];
            if (Name.Contains((byte)'\\')) Name = JsonText.Unescape(Name);
            at = JsonSkip.Space(_json, end);
            if (at >= _json.Length || _json[at] != (byte)':') return false;
            at = JsonSkip.Space(_json, at + 1);
        }
        var behind = JsonSkip.Value(_json, at, 0);
        if (behind < 0) return false;
        Value = _json[at..behind];
        _at = behind;
        return true;
    }
}
