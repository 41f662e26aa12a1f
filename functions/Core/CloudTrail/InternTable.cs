using System.IO.Hashing;
using System.Numerics;

namespace Sentinel.Core.CloudTrail;

/// <summary>Keeps one parsed object per byte key, so that what repeats costs one hash and one comparison. Memory is bounded: sets of four
/// places, the oldest of a set makes room; there are few sets at first. Whoever crafts colliding keys costs a parse each, never a search. Not for several threads.</summary>
internal sealed class InternTable<T>(int sets, int longestKey)
{
    private const int Ways = 4, FewestSets = 16;

    private readonly int _most = BitOperations.IsPow2(sets) && sets >= FewestSets ? sets : throw new ArgumentOutOfRangeException(nameof(sets), sets, $"A power of two from {FewestSets} on is expected.");
    private ulong[] _hashes = new ulong[FewestSets * Ways];
    private Entry[] _entries = new Entry[FewestSets * Ways];
    private byte[] _next = new byte[FewestSets];
    private int _mask = FewestSets - 1;
    private int _added;

    /// <summary>Finds the object of a key in up to four parts. The hash is for <see cref="Add"/>.</summary>
    public bool TryGet(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d, out ulong hash, out T value)
    {
        hash = HashOf(a, b, c, d);
        var first = ((int)hash & _mask) * Ways;
        for (var i = first; i < first + Ways; i++)
        {
            if (_hashes[i] != hash) continue;
            ref readonly var entry = ref _entries[i];
            if (!entry.Is(a, b, c, d)) continue;
            value = entry.Value;
            return true;
        }
        value = default!;
        return false;
    }

    /// <summary>Keeps an object, unless its key is longer than what the table keeps.</summary>
    public T Add(ulong hash, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d, T value)
    {
        if (a.Length + b.Length + c.Length + d.Length > longestKey) return value;
        if (++_added > _hashes.Length / 2 && _next.Length < _most) Grow();
        Place(hash, new Entry(Joined(a, b, c, d), a.Length, b.Length, c.Length, value));
        return value;
    }

    // Of a set, some stay and the others move to one set of their own: there is room for all.
    private void Grow()
    {
        var (hashes, entries) = (_hashes, _entries);
        _mask = (2 * _next.Length) - 1;
        (_hashes, _entries, _next) = (new ulong[2 * hashes.Length], new Entry[2 * hashes.Length], new byte[_mask + 1]);
        for (var i = 0; i < hashes.Length; i++)
        {
            if (hashes[i] != 0) Place(hashes[i], entries[i]);
        }
    }

    private void Place(ulong hash, in Entry entry)
    {
        var set = (int)hash & _mask;
        var place = (set * Ways) + (_next[set]++ & (Ways - 1));
        (_hashes[place], _entries[place]) = (hash, entry);
    }

    private static byte[] Joined(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d)
    {
        var key = new byte[a.Length + b.Length + c.Length + d.Length];
        a.CopyTo(key);
        b.CopyTo(key.AsSpan(a.Length));
        c.CopyTo(key.AsSpan(a.Length + b.Length));
        d.CopyTo(key.AsSpan(a.Length + b.Length + c.Length));
        return key;
    }

    private static ulong HashOf(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d)
    {
        var hash = XxHash3.HashToUInt64(a);
        if (!b.IsEmpty) hash = Mix(hash, b);
        if (!c.IsEmpty) hash = Mix(hash, c);
        if (!d.IsEmpty) hash = Mix(hash, d);
        return hash == 0 ? 1 : hash; // 0 marks an empty place
    }

    private static ulong Mix(ulong hash, ReadOnlySpan<byte> part) => BitOperations.RotateLeft(hash * 0x9E3779B97F4A7C15, 23) ^ XxHash3.HashToUInt64(part);

    private readonly record struct Entry(byte[] Key, int A, int B, int C, T Value)
    {
        public bool Is(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, ReadOnlySpan<byte> d)
        {
            if (A != a.Length || B != b.Length || C != c.Length || Key.Length != A + B + C + d.Length) return false;
            ReadOnlySpan<byte> key = Key;
            return key[..A].SequenceEqual(a) && key.Slice(A, B).SequenceEqual(b) && key.Slice(A + B, C).SequenceEqual(c) && key[(A + B + C)..].SequenceEqual(d);
        }
    }
}
