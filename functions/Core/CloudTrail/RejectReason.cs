using System.Globalization;
using System.Text;

namespace Sentinel.Core.CloudTrail;

/// <summary>Says why a record is refused: field, value and what would be right. Values come from attackers: they are cut, and control
/// and bidirectional characters are escaped.</summary>
internal static class RejectReason
{
    private const int Longest = 80;

    public static string Of(string field, ReadOnlySpan<byte> value, string expected) =>
        value.IsEmpty ? $"{field} is missing, expected {expected}" : $"{field} is {Shown(value)}, expected {expected}";

    /// <param name="json">The whole record.</param>
    /// <param name="result">What <see cref="JsonSkip"/> returned.</param>
    public static string Broken(ReadOnlySpan<byte> json, int result)
    {
        if (result == JsonSkip.Incomplete) return json.Trim(" \r\n\t"u8).IsEmpty ? "nothing there, expected a JSON object" : $"the JSON ends at byte {json.Length}, before it is complete";
        var at = JsonSkip.ErrorAt(result);
        return string.Create(CultureInfo.InvariantCulture, $"broken JSON at byte {at}: {(json[at] is >= 0x20 and < 0x7f ? $"'{(char)json[at]}'" : $"0x{json[at]:x2}")}, expected an object of at most {JsonSkip.MaxDepth} levels and nothing after it");
    }

    public static string Shown(ReadOnlySpan<byte> value)
    {
        var cut = value.Length > Longest;
        var text = Encoding.UTF8.GetString(cut ? value[..Longest] : value);
        var shown = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (MustEscape(c)) shown.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else shown.Append(c);
        }
        return cut ? shown.Append('…').ToString() : shown.ToString();
    }

    private static bool MustEscape(char c) => char.IsControl(c) || char.GetUnicodeCategory(c) is UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.Surrogate;
}
