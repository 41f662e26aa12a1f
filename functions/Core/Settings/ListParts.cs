using System.Text;

namespace Sentinel.Core.Settings;

/// <summary>Cuts a list that is too long for one parameter into those that continue it: the reverse of what <see cref="SettingsReader"/> joins.</summary>
public static class ListParts
{
    /// <summary>UTF-8 bytes that a standard parameter holds: https://docs.aws.amazon.com/general/latest/gr/ssm.html</summary>
    public const int MostBytes = 4096;

    /// <summary>More would come near the 2,000 parameters that are read at most.</summary>
    public const int MostParts = 100;

    /// <summary>Parts of whole lines; one when all of it fits.</summary>
    /// <returns>Null when a line is longer than a part, or there would be more than <see cref="MostParts"/>.</returns>
    public static IReadOnlyList<string>? Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var parts = new List<string>();
        var part = new StringBuilder();
        var bytes = 0;
        foreach (var line in text.Split('\n'))
        {
            var more = Encoding.UTF8.GetByteCount(line);
            if (more > MostBytes) return null;
            if (part.Length > 0 && bytes + 1 + more > MostBytes)
            {
                parts.Add(part.ToString());
                part.Clear();
                bytes = 0;
            }
            bytes += part.Length > 0 ? more + 1 : more;
            if (part.Length > 0) part.Append('\n');
            part.Append(line);
        }
        parts.Add(part.ToString());
        return parts.Count > MostParts ? null : parts;
    }
}
