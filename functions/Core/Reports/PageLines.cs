namespace Sentinel.Core.Reports;

/// <summary>The one-line forms of a page. ASCII, without control characters, starting with a letter.</summary>
public static class PageLines
{
    /// <summary>SNS asks for less than 100 characters (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html).</summary>
    public const int LongestSubject = 99;

    /// <summary>One SMS in any encoding SNS uses for ASCII.</summary>
    public const int LongestBrief = 140;

    private const int LongestAccount = 12;
    private const int LongestIncident = 24;

    /// <summary><c>Contained: internal-backup-processor in 111122223333, incident 0123456789abcdef</c>.</summary>
    public static string Subject(Page page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var state = page.State.Text();
        return Around(char.ToUpperInvariant(state[0]) + state[1..] + ": ", page, LongestSubject);
    }

    /// <summary>The same for SMS, and for whatever has no text of its own.</summary>
    public static string Brief(Page page)
    {
        ArgumentNullException.ThrowIfNull(page);
        return Around($"SentinelStack {page.State.Severity().Text()}, {page.State.Text()}: ", page, LongestBrief);
    }

    // The name gives way, not what surrounds it.
    private static string Around(string before, Page page, int longest)
    {
        var after = (page.Account is { Length: > 0 } account ? $" in {Defanged.Ascii(account, LongestAccount)}" : "") + $", incident {Defanged.Ascii(page.Incident, LongestIncident)}";
        return before + Defanged.Ascii(page.Name, longest - before.Length - after.Length) + after;
    }
}
