using System.Globalization;
using System.Text;

namespace Sentinel.Core.Settings;

/// <summary>Makes text that somebody else wrote safe to show: nothing in it can move a cursor, start an escape sequence or turn the reading order.</summary>
public static class Printable
{
    private const char Ellipsis = '…';

    /// <summary>
    /// <paramref name="text"/> with every control, format (bidirectional marks among them), separator and lone surrogate character as
    /// <c>\uXXXX</c>, cut to <paramref name="width"/> characters with an ellipsis in its last place. Returns the same string when nothing had to change.
    /// </summary>
    /// <param name="width">At least 1; the result is never longer.</param>
    public static string Of(string? text, int width = int.MaxValue)
    {
        if (string.IsNullOrEmpty(text)) return "";
        if (text.Length <= width && IsPlain(text)) return text;
        var shown = new StringBuilder(Math.Min(text.Length, width) + 8);
        foreach (var rune in text.EnumerateRunes())
        {
            var before = shown.Length;
            Append(shown, rune);
            if (shown.Length <= width) continue;
            shown.Length = Math.Min(before, width - 1);
            return shown.Append(Ellipsis).ToString();
        }
        return shown.ToString();
    }

    private static bool IsPlain(string text)
    {
        foreach (var character in text)
        {
            if (character is < ' ' or > '~') return false;
        }
        return true;
    }

    // A lone surrogate arrives here as U+FFFD, which says what it is.
    private static void Append(StringBuilder shown, Rune rune)
    {
        if (!IsHidden(Rune.GetUnicodeCategory(rune), rune))
        {
            shown.Append(rune.ToString());
            return;
        }
        Span<char> units = stackalloc char[2];
        foreach (var unit in units[..rune.EncodeToUtf16(units)]) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:X4}");
    }

    private static bool IsHidden(UnicodeCategory category, Rune rune) => category
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned
        || (category is UnicodeCategory.SpaceSeparator && rune.Value != ' ');
}
