using System.Globalization;
using System.Text;

namespace Sentinel.Core.Reports;

/// <summary>A page as the text of a mail: the first 140 characters say what, where, who and whether it is contained; then the undo, what was done, and why.</summary>
public static class PageText
{
    /// <summary>Bytes of UTF-8.</summary>
    public const int Longest = 8 * 1024;

    private const int Wide = 400;
    private const int Narrow = 160;
    private const int MostActions = 20;
    private const int MostEvidence = 20;
    private const int MostLinks = 5;
    private const int LongestLink = 500;
    private const string Cut = "… the rest is in the incident.\n";

    /// <summary>At most <see cref="Longest"/> bytes; every line that is longer than it may be, or too many, is cut.</summary>
    public static string Of(Page page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var text = new StringBuilder();
        var room = Longest - Encoding.UTF8.GetByteCount(Cut);
        foreach (var line in Lines(page))
        {
            var bytes = Encoding.UTF8.GetByteCount(line) + 1;
            if (bytes > room) return text.Append(Cut).ToString();
            room -= bytes;
            text.Append(line).Append('\n');
        }
        return text.ToString();
    }

    private static IEnumerable<string> Lines(Page page)
    {
        yield return PageLines.Brief(page);
        yield return "";
        if (page.Note is { } note) yield return Defanged.Of(note, Wide);
        yield return Field("State", page.State.Text());
        yield return Field("Severity", page.State.Severity().Text());
        yield return Field("Time", Time(page.Time));
        yield return Field("Incident", Defanged.Of(page.Incident, Narrow));
        if (page.Account is { } account) yield return Field("Account", Defanged.Of(page.Region is { } region ? $"{account}, {region}" : account, Narrow));
        if (page.Target is { } target) yield return Field("Target", Defanged.Of(target, Wide));
        if (page.Principal is { } principal) yield return Field("Suspect", Defanged.Of(page.Session is { } session ? $"{principal}, session {session}" : principal, Wide));
        if (page.Score is { } score) yield return Field("Score", score.ToString(CultureInfo.InvariantCulture));
        if (PageCommand.Of(page) is { } command) yield return Field(PageCommand.Label(page.State), command);
        foreach (var line in Section("What was done", page.Actions, MostActions, Describe)) yield return line;
        foreach (var line in Section("Read on", Https(page.Links), MostLinks, l => [$"- {Defanged.Of(l.Title, Narrow)}: {l.Address.AbsoluteUri}"])) yield return line;
        foreach (var line in Section("Why", page.Evidence, MostEvidence, Describe)) yield return line;
        yield return "";
        yield return $"Page {page.Id} of SentinelStack. The same id may arrive twice.";
    }

    private static IEnumerable<string> Section<T>(string title, IReadOnlyList<T> items, int most, Func<T, IEnumerable<string>> describe)
    {
        if (items.Count == 0) yield break;
        yield return "";
        yield return title;
        foreach (var line in items.Take(most).SelectMany(describe)) yield return line;
        if (items.Count > most) yield return string.Create(CultureInfo.InvariantCulture, $"- and {items.Count - most} more");
    }

    private static IEnumerable<string> Describe(PageAction action)
    {
        yield return $"- {Defanged.Of(action.Step, Narrow)} {action.Status.ToString().ToLowerInvariant()}: {Defanged.Of(action.Reason, Wide)}";
        yield return $"  on {Defanged.Of(action.Target, Wide)}{(action.Prior is { } prior ? $", before: {Defanged.Of(prior, Narrow)}" : "")}";
    }

    private static IEnumerable<string> Describe(PageEvidence evidence)
    {
        var technique = evidence.Technique is { } id ? $" ({Defanged.Of(id, 20)})" : "";
        var source = evidence.Source.Length > 0 ? $", from {Defanged.Of(evidence.Source, Narrow)}" : "";
        yield return $"- {Time(evidence.Time)} {Defanged.Of(evidence.Detection, Narrow)}{technique}{source}: {Defanged.Of(evidence.Summary, Wide)}";
    }

    /// <summary>Ours are https, and carry no user name that looks like a host.</summary>
    internal static IReadOnlyList<PageLink> Https(IReadOnlyList<PageLink> links) =>
        [.. links.Where(l => l.Address.IsAbsoluteUri && l.Address.Scheme == Uri.UriSchemeHttps && l.Address.UserInfo.Length == 0 && l.Address.AbsoluteUri.Length <= LongestLink)];

    private static string Field(string name, string value) => $"{name,-10}{value}";

    internal static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
