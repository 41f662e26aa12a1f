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
    private const int LongestWho = 30;
    private const int LongestRegion = 14;

    /// <summary><c>Contained: internal-backup-processor in 111122223333, incident 0123456789abcdef</c>.</summary>
    public static string Subject(Page page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var state = page.State.Text();
        return Around(char.ToUpperInvariant(state[0]) + state[1..] + ": ", page, LongestSubject);
    }

    /// <summary>What, where, who and whether it is contained: <c>CONTAINED: internal-backup-processor in 111122223333 us-east-1 by user/dev_user, incident 0123456789abcdef</c>.
    /// Begins every text for people, and is all of the SMS.</summary>
    public static string Brief(Page page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var by = page.Principal is { Length: > 0 } principal ? " by " + Defanged.Ascii(Writing.Headline.ShortName(principal), LongestWho) : "";
        var region = page is { Region: { Length: > 0 } place, Account.Length: > 0 } ? " " + Defanged.Ascii(place, LongestRegion) : "";
        return Around(page.State.Standing() + ": ", page, LongestBrief, region + by);
    }

    // The name gives way, not what surrounds it.
    private static string Around(string before, Page page, int longest, string more = "")
    {
        var after = (page.Account is { Length: > 0 } account ? $" in {Defanged.Ascii(account, LongestAccount)}" : "") + more + $", incident {Defanged.Ascii(page.Incident, LongestIncident)}";
        return before + Defanged.Ascii(page.Name, longest - before.Length - after.Length) + after;
    }
}
