namespace Sentinel.Core.CloudTrail;

/// <summary>Reads <c>eventTime</c>.</summary>
internal static class EventTime
{
    // Room for windows on both sides: nothing that adds or subtracts days to an event's time can overflow.
    private const int FirstYear = 2000, LastYear = 2999;

    /// <summary><c>yyyy-MM-ddTHH:mm:ssZ</c>, with up to nine digits of a fraction, of which seven count. Nothing else.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length < 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':' || text[^1] != 'Z') return false;
        var year = (Two(text, 0) * 100) + Two(text, 2);
        int month = Two(text, 5), day = Two(text, 8), hour = Two(text, 11), minute = Two(text, 14), second = Two(text, 17);
        if (year is < FirstYear or > LastYear || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;
        if ((uint)hour > 23 || (uint)minute > 59 || (uint)second > 59) return false;
        if (!TryFraction(text[19..^1], out var ticks)) return false;
        time = new DateTimeOffset(new DateTime(year, month, day, hour, minute, second, DateTimeKind.Utc).Ticks + ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryFraction(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.IsEmpty) return true;
        if (text[0] != '.' || text.Length is < 2 or > 10) return false;
        var unit = TimeSpan.TicksPerSecond / 10;
        foreach (var digit in text[1..])
        {
            if (!char.IsAsciiDigit((char)digit)) return false;
            ticks += (digit - '0') * unit;
            unit /= 10;
        }
        return true;
    }

    // Far below zero when either is no digit, whatever is added.
    private static int Two(ReadOnlySpan<byte> text, int at)
    {
        int tens = text[at] - '0', ones = text[at + 1] - '0';
        return (uint)tens <= 9 && (uint)ones <= 9 ? (tens * 10) + ones : -1_000_000;
    }
}
