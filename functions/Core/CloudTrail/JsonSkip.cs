using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Sentinel.Core.CloudTrail;

/// <summary>Steps over JSON without reading it, and refuses what RFC 8259 refuses. It accepts what <see cref="System.Text.Json.Utf8JsonReader"/>
/// accepts at the same depth (a test holds the two against each other), costs about half, and reports instead of throwing. Bytes inside
/// strings are not checked for UTF-8: the caller does that for the whole record.</summary>
internal static class JsonSkip
{
    /// <summary>Containers inside one another, as Utf8JsonReader counts them.</summary>
    public const int MaxDepth = 64;

    /// <summary>The input ended before the value did.</summary>
    public const int Incomplete = int.MinValue;

    /// <summary>What a negative result other than <see cref="Incomplete"/> stands for: the offset of the byte that cannot be there.</summary>
    public static int ErrorAt(int result) => ~result;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Space(ReadOnlySpan<byte> json, int at)
    {
        while ((uint)at < (uint)json.Length && json[at] is (byte)' ' or (byte)'\n' or (byte)'\r' or (byte)'\t') at++;
        return at;
    }

    /// <summary>The offset behind the value that starts at <paramref name="at"/> (no white space before it), or a negative result;
    /// <paramref name="depth"/> containers are open around it.</summary>
    public static int Value(ReadOnlySpan<byte> json, int at, int depth)
    {
        ulong objects = 0; // one bit an open container: 1 object, 0 array
        var open = 0;
    value:
        if ((uint)at >= (uint)json.Length) return Incomplete;
        switch (json[at])
        {
            case (byte)'"':
                at = StringEnd(json, at);
                if (at < 0) return at;
                goto ended;
            case (byte)'{':
                if (depth + open >= MaxDepth) return ~at;
                objects = (objects << 1) | 1;
                open++;
                at = Space(json, at + 1);
                if ((uint)at >= (uint)json.Length) return Incomplete;
                if (json[at] == (byte)'}') goto close;
                goto key;
            case (byte)'[':
                if (depth + open >= MaxDepth) return ~at;
                objects <<= 1;
                open++;
                at = Space(json, at + 1);
                if ((uint)at >= (uint)json.Length) return Incomplete;
                if (json[at] == (byte)']') goto close;
                goto value;
            default:
                at = Scalar(json, at);
                if (at < 0) return at;
                goto ended;
        }
    key:
        if ((uint)at >= (uint)json.Length) return Incomplete;
        if (json[at] != (byte)'"') return ~at;
        at = StringEnd(json, at);
        if (at < 0) return at;
        if ((uint)at < (uint)json.Length && json[at] != (byte)':') at = Space(json, at);
        if ((uint)at >= (uint)json.Length) return Incomplete;
        if (json[at] != (byte)':') return ~at;
        at = Space(json, at + 1);
        goto value;
    close:
        objects >>= 1;
        open--;
        at++;
    ended:
        if (open == 0) return at;
        at = Space(json, at);
        if ((uint)at >= (uint)json.Length) return Incomplete;
        var next = json[at];
        if (next == (byte)',')
        {
            at = Space(json, at + 1);
            if ((objects & 1) != 0) goto key;
            goto value;
        }
        if (next == ((objects & 1) != 0 ? (byte)'}' : (byte)']')) goto close;
        return ~at;
    }

    /// <summary>The offset behind the closing quote of the string that opens at <paramref name="at"/>, or a negative result.</summary>
    public static int StringEnd(ReadOnlySpan<byte> json, int at)
    {
        var plain = true;
        return StringEnd(json, at, ref plain);
    }

    /// <inheritdoc cref="StringEnd(ReadOnlySpan{byte}, int)"/>
    /// <param name="plain">Becomes false when the string is written with escapes, or holds more than ASCII.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int StringEnd(ReadOnlySpan<byte> json, int at, ref bool plain)
    {
        at++;
        ref var start = ref MemoryMarshal.GetReference(json);
        for (; at + Vector128<byte>.Count <= json.Length; at += Vector128<byte>.Count)
        {
            var bytes = Vector128.LoadUnsafe(ref start, (nuint)at);
            // As signed numbers the control characters are small, and what is not ASCII is negative.
            var special = Vector128.Equals(bytes, Vector128.Create((byte)'"')) | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.LessThan(bytes.AsSByte(), Vector128.Create((sbyte)0x20)).AsByte();
            var mask = special.ExtractMostSignificantBits();
            if (mask == 0) continue;
            at += BitOperations.TrailingZeroCount(mask);
            if (json[at] == (byte)'"') return at + 1;
            break;
        }
        return StringTail(json, at, ref plain);
    }

    private static int StringTail(ReadOnlySpan<byte> json, int at, ref bool plain)
    {
        while ((uint)at < (uint)json.Length)
        {
            var b = json[at];
            if (b == (byte)'"') return at + 1;
            if (b < 0x20) return ~at;
            plain &= b < 0x80 && b != (byte)'\\';
            if (b != (byte)'\\')
            {
                at++;
                continue;
            }
            at = EscapeEnd(json, at);
            if (at < 0) return at;
        }
        return Incomplete;
    }

    private static int EscapeEnd(ReadOnlySpan<byte> json, int at)
    {
        if (at + 1 >= json.Length) return Incomplete;
        if (json[at + 1] is (byte)'"' or (byte)'\\' or (byte)'/' or (byte)'b' or (byte)'f' or (byte)'n' or (byte)'r' or (byte)'t') return at + 2;
        if (json[at + 1] != (byte)'u') return ~at;
        for (var digit = at + 2; digit < at + 6; digit++)
        {
            if (digit >= json.Length) return Incomplete;
            if (!char.IsAsciiHexDigit((char)json[digit])) return ~digit;
        }
        return at + 6;
    }

    /// <summary>The offset behind the value that starts with a digit, a minus or a letter, or a negative result.</summary>
    public static int Scalar(ReadOnlySpan<byte> json, int at) => json[at] switch
    {
        (byte)'t' => Literal(json, at, "true"u8),
        (byte)'f' => Literal(json, at, "false"u8),
        (byte)'n' => Literal(json, at, "null"u8),
        _ => Number(json, at),
    };

    private static int Literal(ReadOnlySpan<byte> json, int at, ReadOnlySpan<byte> word)
    {
        var rest = json[at..];
        if (rest.StartsWith(word)) return at + word.Length;
        return word.StartsWith(rest) ? Incomplete : ~at;
    }

    private static int Number(ReadOnlySpan<byte> json, int at)
    {
        var start = at;
        if (json[at] == (byte)'-') at++;
        if ((uint)at >= (uint)json.Length) return at > start ? Incomplete : ~start;
        if (json[at] == (byte)'0') at++;
        else if ((at = Digits(json, at)) < 0) return at;
        if ((uint)at < (uint)json.Length && json[at] == (byte)'.' && (at = Digits(json, at + 1)) < 0) return at;
        if ((uint)at >= (uint)json.Length || json[at] is not ((byte)'e' or (byte)'E')) return at;
        at++;
        if ((uint)at < (uint)json.Length && json[at] is (byte)'+' or (byte)'-') at++;
        return Digits(json, at);
    }

    private static int Digits(ReadOnlySpan<byte> json, int at)
    {
        if ((uint)at >= (uint)json.Length) return Incomplete;
        if (!char.IsAsciiDigit((char)json[at])) return ~at;
        while ((uint)at < (uint)json.Length && char.IsAsciiDigit((char)json[at])) at++;
        return at;
    }
}
