using System.Buffers.Binary;
using System.Text;

namespace Sentinel.Handlers.Tests.Published;

/// <summary>
/// Which symbol versions a 64-bit little-endian ELF file needs of its libraries, out of its section <c>.gnu.version_r</c>.
/// https://refspecs.linuxfoundation.org/LSB_5.0.0/LSB-Core-generic/LSB-Core-generic/symversion.html
/// </summary>
internal static class ElfVersions
{
    private const uint VersionNeeds = 0x6ffffffe; // SHT_GNU_verneed

    /// <summary>What the file runs on, its <c>e_machine</c>: 62 for x86-64, 183 for AArch64.</summary>
    public static int MachineOf(ReadOnlySpan<byte> file) => Half(file, 0x12);

    /// <summary>Library and version, as (<c>libc.so.6</c>, <c>GLIBC_2.34</c>). Throws when it is no such file.</summary>
    public static IReadOnlyList<(string Library, string Version)> NeededBy(ReadOnlySpan<byte> file)
    {
        if (!file.StartsWith("\x7f"u8) || !file[1..].StartsWith("ELF"u8) || file[4] != 2 || file[5] != 1) throw new InvalidDataException("no 64-bit little-endian ELF file");
        var needed = new List<(string, string)>();
        var sections = (int)BinaryPrimitives.ReadUInt64LittleEndian(file[0x28..]);
        int size = Half(file, 0x3a), count = Half(file, 0x3c);
        for (var i = 0; i < count; i++)
        {
            var section = file.Slice(sections + (i * size), size);
            if (Word(section, 4) != VersionNeeds) continue;
            var names = file[Offset(file.Slice(sections + ((int)Word(section, 0x28) * size), size))..];
            Read(file[Offset(section)..], (int)Word(section, 0x2c), names, needed);
        }
        return needed;
    }

    private static void Read(ReadOnlySpan<byte> need, int libraries, ReadOnlySpan<byte> names, List<(string, string)> needed)
    {
        for (var i = 0; i < libraries; i++)
        {
            var version = need[(int)Word(need, 8)..];
            for (var v = 0; v < Half(need, 2); v++)
            {
                needed.Add((Name(names, Word(need, 4)), Name(names, Word(version, 8))));
                version = version[(int)Word(version, 12)..];
            }
            need = need[(int)Word(need, 12)..];
        }
    }

    private static int Offset(ReadOnlySpan<byte> section) => (int)BinaryPrimitives.ReadUInt64LittleEndian(section[0x18..]);

    private static uint Word(ReadOnlySpan<byte> at, int offset) => BinaryPrimitives.ReadUInt32LittleEndian(at[offset..]);

    private static int Half(ReadOnlySpan<byte> at, int offset) => BinaryPrimitives.ReadUInt16LittleEndian(at[offset..]);

    private static string Name(ReadOnlySpan<byte> names, uint offset)
    {
        var name = names[(int)offset..];
        return Encoding.ASCII.GetString(name[..name.IndexOf((byte)0)]);
    }
}
