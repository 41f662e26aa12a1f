using System.Globalization;

namespace Sentinel.Core.Settings;

/// <summary>The organisation-wide switch, <c>response/pause</c>: until then every account's mode counts as observe.</summary>
/// <param name="Until">UTC, to the second; from then on it is not in force.</param>
/// <param name="Reason">Whoever paused says why; it is on the page. Not escaped.</param>
public sealed record Pause(DateTimeOffset Until, string Reason)
{
    /// <summary>What holds when the parameter cannot be read: somebody meant to stop us.</summary>
    public static Pause Unreadable { get; } = new(new DateTimeOffset(9999, 12, 31, 23, 59, 59, TimeSpan.Zero), "response/pause cannot be read");

    private const int LongestReason = 200;
    private const string Opening = "until ";
    private static readonly string[] Times = ["yyyy-MM-ddTHH:mmK", "yyyy-MM-ddTHH:mm:ssK"];

    public bool IsInForce(DateTimeOffset at) => at < Until;

    /// <summary><c>until 2024-03-14T20:00:00Z | reason</c>; the time has a zone, and there is a reason.</summary>
    /// <returns>Null for anything else.</returns>
    public static Pause? Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var bar = text.IndexOf('|', StringComparison.Ordinal);
        if (bar < 0 || !text.StartsWith(Opening, StringComparison.Ordinal)) return null;
        var (time, reason) = (text[Opening.Length..bar].Trim(), text[(bar + 1)..].Trim());
        if (reason.Length is 0 or > LongestReason || reason.Any(char.IsControl) || !HasZone(time)) return null;
        return DateTimeOffset.TryParseExact(time, Times, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var until) ? new Pause(until, reason) : null;
    }

    /// <summary>The form that <see cref="Parse"/> reads.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Opening}{Until.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z | {Reason}");

    // Without a zone it would be the time of whatever machine reads it.
    private static bool HasZone(string time) => time.EndsWith('Z') || (time.Length > 6 && time[^6] is '+' or '-' && time[^3] == ':');
}
