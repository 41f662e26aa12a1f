using System.Text;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Reports;

/// <summary>Makes text that somebody else wrote safe to mail: printable, short, and nothing in it becomes a link.</summary>
public static class Defanged
{
    private const char Ellipsis = '…';

    /// <summary><see cref="Printable"/>, with every address broken: <c>hxxps[:]//evil[.]example</c>, <c>192[.]0[.]2[.]7</c>, <c>a[@]b[.]example</c>.</summary>
    /// <param name="width">At least 1; the result is never longer.</param>
    public static string Of(string? text, int width)
    {
        if (string.IsNullOrEmpty(text)) return "";
        // What cannot be shown anyway is not worked on.
        var shown = Printable.Of(text.Length > width ? text[..(width + 1)] : text);
        var broken = new StringBuilder(shown.Length + 16);
        for (var i = 0; i < shown.Length; i++) Append(broken, shown, i);
        var safe = broken.ToString();
        return safe.Length <= width ? safe : string.Concat(safe.AsSpan(0, WholeRunes(safe, width - 1)), [Ellipsis]);
    }

    /// <summary>The same in ASCII, for subjects and SMS: what is outside of it becomes a question mark.</summary>
    /// <param name="width">At least 2; the result is never longer.</param>
    public static string Ascii(string? text, int width)
    {
        if (string.IsNullOrEmpty(text)) return "";
        var safe = Of(text, text.Length > width ? width * 4 : int.MaxValue - 1);
        var ascii = string.Create(safe.Length, safe, static (span, from) =>
        {
            for (var i = 0; i < span.Length; i++) span[i] = from[i] is >= ' ' and <= '~' ? from[i] : '?';
        });
        return ascii.Length <= width ? ascii : ascii[..(width - 2)] + "..";
    }

    private static void Append(StringBuilder broken, string shown, int at)
    {
        var character = shown[at];
        switch (character)
        {
            // Browsers take these for a dot too.
            case '\u3002' or '\uFF0E' or '\uFF61':
            case '.' when at + 1 < shown.Length && shown[at + 1] != ' ':
                broken.Append("[.]");
                break;
            case '@':
                broken.Append("[@]");
                break;
            case ':':
                DisarmScheme(broken);
                broken.Append(at + 1 < shown.Length && shown[at + 1] is '/' or '\\' ? "[:]" : ":");
                break;
            default:
                broken.Append(character);
                break;
        }
    }

    /// <summary>http and https, before their colon, become hxxp and hxxps.</summary>
    private static void DisarmScheme(StringBuilder broken)
    {
        var end = broken.Length > 0 && broken[^1] is 's' or 'S' ? broken.Length - 1 : broken.Length;
        if (end < 4 || broken[end - 4] is not ('h' or 'H') || broken[end - 3] is not ('t' or 'T') || broken[end - 2] is not ('t' or 'T') || broken[end - 1] is not ('p' or 'P')) return;
        broken[end - 3] = broken[end - 2] = 'x';
    }

    private static int WholeRunes(string text, int length) => length > 0 && char.IsHighSurrogate(text[length - 1]) ? length - 1 : length;
}
