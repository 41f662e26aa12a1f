namespace Sentinel.Cli.Simulation;

/// <summary>SplitMix64: the same seed gives the same numbers on every machine and every runtime. Not for secrets.</summary>
internal sealed class Prng(ulong seed)
{
    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private ulong _state = seed;

    /// <summary>A generator of its own for every purpose: what one part draws never shifts what another part sees.</summary>
    public Prng(ulong seed, string purpose)
        : this(Scramble(seed ^ Hash(purpose)))
    {
    }

    public ulong Next()
    {
        _state += 0x9E3779B97F4A7C15UL;
        return Scramble(_state);
    }

    /// <summary>Both ends included.</summary>
    public int Int(int low, int high) => low + (int)(Next() % (ulong)(high - low + 1));

    public bool Percent(int chance) => Int(0, 99) < chance;

    public T Pick<T>(IReadOnlyList<T> from) => from[Int(0, from.Count - 1)];

    public List<T> Shuffle<T>(IEnumerable<T> items)
    {
        List<T> shuffled = [.. items];
        for (var i = shuffled.Count - 1; i > 0; i--)
        {
            var j = Int(0, i);
            (shuffled[i], shuffled[j]) = (shuffled[j], shuffled[i]);
        }

        return shuffled;
    }

    public string Hex(int length) => Characters(length, "0123456789abcdef");

    public string Upper(int length) => Characters(length, Letters);

    public string Uuid() => string.Create(36, (Next(), Next()), static (span, bits) =>
    {
        Span<char> digits = stackalloc char[32];
        bits.Item1.TryFormat(digits[..16], out _, "x16", System.Globalization.CultureInfo.InvariantCulture);
        bits.Item2.TryFormat(digits[16..], out _, "x16", System.Globalization.CultureInfo.InvariantCulture);
        digits[12] = '4';
        digits[16] = "89ab"[(int)(bits.Item2 >> 62)];
        digits[..8].CopyTo(span);
        digits[8..12].CopyTo(span[9..]);
        digits[12..16].CopyTo(span[14..]);
        digits[16..20].CopyTo(span[19..]);
        digits[20..].CopyTo(span[24..]);
        span[8] = span[13] = span[18] = span[23] = '-';
    });

    /// <summary>32 bytes in base64, the way Lambda prints a code hash.</summary>
    public string Sha256()
    {
        Span<byte> bytes = stackalloc byte[32];
        for (var i = 0; i < 4; i++) System.Buffers.Binary.BinaryPrimitives.WriteUInt64LittleEndian(bytes[(i * 8)..], Next());
        return Convert.ToBase64String(bytes);
    }

    private string Characters(int length, string alphabet)
    {
        Span<char> span = stackalloc char[length];
        for (var i = 0; i < length; i++) span[i] = alphabet[(int)(Next() % (ulong)alphabet.Length)];
        return new string(span);
    }

    private static ulong Scramble(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBUL;
        return z ^ (z >> 31);
    }

    private static ulong Hash(string text)
    {
        var hash = 14695981039346656037UL;
        foreach (var c in text) hash = (hash ^ c) * 1099511628211UL;
        return Scramble(hash);
    }
}
