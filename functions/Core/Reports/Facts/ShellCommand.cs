using System.Buffers;
using System.Globalization;

namespace Sentinel.Core.Reports.Facts;

/// <summary>Commands that a report offers to paste: a word that a shell could read as more than a word is not put into one.</summary>
internal static class ShellCommand
{
    private static readonly SearchValues<char> Plain = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_:/.+@,=");

    private const int Longest = 300;

    /// <summary>The words with spaces between them; null when one of them is not plain.</summary>
    public static string? Of(params ReadOnlySpan<string?> words)
    {
        foreach (var word in words)
        {
            if (word is null || !IsPlain(word)) return null;
        }
        return string.Join(' ', words!);
    }

    /// <summary>Those that could be built.</summary>
    public static IReadOnlyList<string> All(params string?[] commands) => [.. commands.OfType<string>()];

    /// <summary>As AWS's command line takes it: <c>2024-03-14T18:05:59Z</c>.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    // Options are ours: a name that looks like one is none.
    public static bool IsName(string? word) => word is not null && IsPlain(word) && word[0] != '-' && word[0] != '=';

    // What holds two slashes would be made a link of.
    private static bool IsPlain(string word) => word.Length is > 0 and <= Longest && !word.AsSpan().ContainsAnyExcept(Plain) && !word.Contains("//", StringComparison.Ordinal);
}
