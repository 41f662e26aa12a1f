using System.Text;

namespace Sentinel.EndToEnd.Tests.Seed;

/// <summary>The incident's function as it would have been in a VPC: its invocations name the interface, and flow logs tell of the 8,000 records posted to where the calls came from.</summary>
internal static class InVpc
{
    public const string Interface = "eni-0f4e2d1c3b5a69788";

    /// <summary>Ten flow records of 4 MB, each of a minute, in the default format.</summary>
    public const int BytesSent = 10 * 4_194_304;

    private const string Attacker = "185.143.221.89";

    private static readonly DateTimeOffset Drain = new(2024, 3, 14, 18, 6, 0, TimeSpan.Zero);

    /// <summary>The record with its interface, if it tells of an invocation of the function.</summary>
    public static ReadOnlyMemory<byte> Of(ReadOnlyMemory<byte> record)
    {
        var text = Encoding.UTF8.GetString(record.Span);
        if (!text.Contains("\"Invoke\"", StringComparison.Ordinal) || !text.Contains("internal-backup-processor", StringComparison.Ordinal)) return record;
        return Encoding.UTF8.GetBytes(text.Replace("\"additionalEventData\":{", $"\"additionalEventData\":{{\"customerEniId\":\"{Interface}\",", StringComparison.Ordinal));
    }

    public static IEnumerable<ReadOnlyMemory<byte>> Flows()
    {
        for (var minute = 0; minute < 10; minute++)
        {
            var start = Drain.AddMinutes(minute).ToUnixTimeSeconds();
            yield return Encoding.UTF8.GetBytes($"2 111122223333 {Interface} 10.0.3.17 {Attacker} {32_768 + minute} 443 6 3300 {BytesSent / 10} {start} {start + 58} ACCEPT OK");
            // What comes back, and what goes to the table by way of AWS, takes nothing out.
            yield return Encoding.UTF8.GetBytes($"2 111122223333 {Interface} {Attacker} 10.0.3.17 443 {32_768 + minute} 6 900 52000 {start} {start + 58} ACCEPT OK");
            yield return Encoding.UTF8.GetBytes($"2 111122223333 {Interface} 10.0.3.17 10.0.3.2 {40_000 + minute} 53 17 40 2600 {start} {start + 58} ACCEPT OK");
        }
    }
}
