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
    private ShapeStep[] _others = [];
    private int _count;
    private ShapeStep? _first;

    public ShapeStep(ReadOnlySpan<byte> bytes, ShapeMeaning meaning)
    {
        (_bytes, Length, Behind, Value, Place, Marks) = (bytes.ToArray(), bytes.Length, meaning.Behind, meaning.Value, meaning.Place, [.. meaning.Marks]);
        Span<byte> room = stackalloc byte[Vector256<byte>.Count];
        room.Clear();
        bytes[..Math.Min(Vector256<byte>.Count, bytes.Length)].CopyTo(room);
        _head = Vector256.Create<byte>(room);
        room[..Math.Min(Vector256<byte>.Count, bytes.Length)].Fill(0xff);
        _mask = Vector256.Create<byte>(room);
    }

    public int Length { get; }

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
        if (_first is null)
        {
            _first = next;
            return;
        }
        if (_count < MostNext && ++_count > _others.Length) Array.Resize(ref _others, Math.Min(MostNext, Math.Max(2, _others.Length * 2)));
        _others[_count - 1] = next;
    }

    private ShapeStep? Other(ReadOnlySpan<byte> json, int at)
    {
        var others = _others.AsSpan(0, _count);
        for (var i = 0; i < others.Length; i++)
        {
            var other = others[i];
            if (!other.Is(json, at)) continue;
            // What is met moves forward, one place at a time.
            if (i > 0) (others[i - 1], others[i]) = (other, others[i - 1]);
            else (_first, others[0]) = (other, _first!);
            return other;
        }
        return null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Is(ReadOnlySpan<byte> json, int at)
    {
        if (at + Vector256<byte>.Count > json.Length || Length > Vector256<byte>.Count) return IsWhole(json, at);
        return (Vector256.LoadUnsafe(in json[at]) & _mask) == _head && (Value == NextValue.String || Leads(json, at + Length));
    }

    private bool IsWhole(ReadOnlySpan<byte> json, int at) => json[at..].StartsWith(_bytes) && (Value == NextValue.String || Leads(json, at + Length));

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
