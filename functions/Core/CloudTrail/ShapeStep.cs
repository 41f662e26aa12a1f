using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Sentinel.Core.CloudTrail;

/// <summary>The bytes between one value that varies (a string or a number) and the next, as they were once met: keys, braces, and the words null,
/// true and false. Knows what they say, and which steps have followed.</summary>
internal sealed class ShapeStep
{
    /// <summary>Ways to go on that are kept; the rarest makes room.</summary>
    private const int MostNext = 32;

    private readonly byte[] _bytes;
    private readonly Vector256<byte> _head;
    private readonly Vector256<byte> _mask;
    private readonly List<ShapeStep> _others = [];
    private ShapeStep? _first;

    public ShapeStep(ReadOnlySpan<byte> bytes, ShapeMeaning meaning)
    {
        (_bytes, Behind, Value, Place, Marks) = (bytes.ToArray(), meaning.Behind, meaning.Value, meaning.Place, [.. meaning.Marks]);
        Span<byte> head = stackalloc byte[Vector256<byte>.Count];
        Span<byte> mask = stackalloc byte[Vector256<byte>.Count];
        head.Clear();
        mask.Clear();
        var compared = Math.Min(bytes.Length, head.Length);
        bytes[..compared].CopyTo(head);
        mask[..compared].Fill(0xff);
        (_head, _mask) = (Vector256.Create<byte>(head), Vector256.Create<byte>(mask));
    }

    public int Length => _bytes.Length;

    /// <summary>What is open where the step ends.</summary>
    public ShapeState Behind { get; }

    /// <summary>What comes there.</summary>
    public NextValue Value { get; }

    /// <summary>Where that is noted; 0: nobody asks for it.</summary>
    public int Place { get; }

    /// <summary>What the step itself says of the places.</summary>
    public Mark[] Marks { get; }

    /// <summary>The step that goes on at <paramref name="at"/>; null when none is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ShapeStep? After(ReadOnlySpan<byte> json, int at) => _first is { } first && first.Is(json, at) ? first : Other(json, at);

    public void Add(ShapeStep next)
    {
        if (_first is null) _first = next;
        else if (_others.Count < MostNext) _others.Add(next);
        else _others[^1] = next;
    }

    private ShapeStep? Other(ReadOnlySpan<byte> json, int at)
    {
        for (var i = 0; i < _others.Count; i++)
        {
            var other = _others[i];
            if (!other.Is(json, at)) continue;
            // What is met moves forward, one place at a time.
            if (i > 0) (_others[i - 1], _others[i]) = (other, _others[i - 1]);
            else (_first, _others[0]) = (other, _first!);
            return other;
        }
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Is(ReadOnlySpan<byte> json, int at)
    {
        if (at + Vector256<byte>.Count > json.Length || _bytes.Length > Vector256<byte>.Count) return IsWhole(json, at);
        return (Vector256.LoadUnsafe(in json[at]) & _mask) == _head && (Value == NextValue.String || Leads(json, at + _bytes.Length));
    }

    private bool IsWhole(ReadOnlySpan<byte> json, int at) => (at + Vector256<byte>.Count > json.Length || (Vector256.LoadUnsafe(in json[at]) & _mask) == _head) && json[at..].StartsWith(_bytes) && (Value == NextValue.String || Leads(json, at + _bytes.Length));

    private bool Leads(ReadOnlySpan<byte> json, int at) => Value == NextValue.Nothing ? at == json.Length : at < json.Length && json[at] is (byte)'-' or (>= (byte)'0' and <= (byte)'9');
}

/// <summary>What follows a step.</summary>
internal enum NextValue : byte { String, Number, Nothing }

/// <summary>A start or an end, so many bytes from the beginning of a step.</summary>
internal readonly record struct Mark(int Place, int Offset);

/// <summary>What is open around a value: containers as <see cref="JsonSkip"/> counts them, the record in its envelope, a tree that is asked for.</summary>
/// <param name="Objects">One bit a container, the innermost lowest: 1 object, 0 array.</param>
internal readonly record struct ShapeState(ulong Objects, int Depth, bool InDetail, int Tree)
{
    public bool InObject => (Objects & 1) != 0;
}
