using System.Globalization;
using System.Net;

namespace Sentinel.Core.Settings;

/// <summary>The kinds of value that parameters take.</summary>
internal static class ParameterKinds
{
    private const string Empty = "none";

    public static Parameter Number(string name, int from, int to, Func<SentinelSettings, int> get, Func<SentinelSettings, int, SentinelSettings> set, string doc) => new()
    {
        Name = name,
        Allowed = $"whole number, {from} to {to}",
        Default = Show(get(SentinelSettings.Default)),
        Doc = doc,
        Text = settings => Show(get(settings)),
        Keep = (from, into) => set(into, get(from)),
        Read = (SentinelSettings settings, string text, out string culprit) =>
        {
            culprit = text;
            return int.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= from && value <= to ? set(settings, value) : null;
        },
    };

    /// <param name="show">The reverse of <paramref name="parse"/>.</param>
    public static Parameter List<T>(
        string name, string allowed, Func<string, T?> parse, Func<T, string> show,
        Func<SentinelSettings, IReadOnlyList<T>?> get, Func<SentinelSettings, IReadOnlyList<T>?, SentinelSettings> set, string doc, string byDefault = Empty)
        where T : class => new()
        {
            Name = name,
            Allowed = allowed,
            Default = byDefault,
            Doc = doc,
            IsList = true,
            Text = settings => get(settings) is { } entries ? Join(entries.Select(show)) : null,
            Keep = (from, into) => set(into, get(from)),
            Read = (SentinelSettings settings, string text, out string culprit) =>
            {
                var entries = new List<T>();
                culprit = text;
                foreach (var line in LinesOf(text))
                {
                    culprit = line;
                    if (parse(line) is not { } entry) return null;
                    entries.Add(entry);
                }
                // An empty text is more likely a slip than a wish: whoever wants an empty list says so.
                return entries.Count > 0 || string.Equals(text.Trim(), Empty, StringComparison.Ordinal) ? set(settings, entries) : null;
            },
        };

    private static string[] LinesOf(string text) => string.Equals(text.Trim(), Empty, StringComparison.Ordinal)
        ? []
        : text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string Join(IEnumerable<string> lines) => string.Join('\n', lines) is { Length: > 0 } text ? text : Empty;

    private static string Show(int value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>An ARN with <c>*</c> and <c>?</c>; at most 2,048 characters, as an ARN.</summary>
    public static Glob? ParseArn(string text) =>
        text.Length is > 0 and <= 2048 && (text.StartsWith("arn:", StringComparison.Ordinal) || text[0] == '*') && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
            ? new Glob(text)
            : null;

    /// <summary>Only in the canonical form for IPv4: <c>10/8</c> and <c>010.0.0.0/8</c> mean different things to different readers.</summary>
    public static IPNetwork? ParseNetwork(string text) =>
        IPNetwork.TryParse(text, out var network) && (text.Contains(':', StringComparison.Ordinal) || string.Equals(network.ToString(), text, StringComparison.Ordinal)) ? network : null;

    public static ResponseMode? ParseMode(string text) => text switch
    {
        "observe" => ResponseMode.Observe,
        "approve" => ResponseMode.Approve,
        "enforce" => ResponseMode.Enforce,
        _ => null,
    };

    public static string Show(ResponseMode mode) => mode switch
    {
        ResponseMode.Observe => "observe",
        ResponseMode.Approve => "approve",
        _ => "enforce",
    };

    /// <summary><c>arn</c>, <c>arn | reason</c>, <c>arn | until yyyy-mm-dd</c> or all three in this order.</summary>
    public static Deployer? ParseDeployer(string text)
    {
        var parts = text.Split('|', StringSplitOptions.TrimEntries);
        if (parts.Length > 3 || ParseArn(parts[0]) is not { } arn || text.Any(char.IsControl)) return null;
        DateOnly? until = null;
        var last = parts[^1];
        if (parts.Length == 3 || (parts.Length == 2 && last.StartsWith("until ", StringComparison.Ordinal)))
        {
            if (!last.StartsWith("until ", StringComparison.Ordinal)) return null;
            if (!DateOnly.TryParseExact(last.AsSpan(6).Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return null;
            until = day;
        }
        var reason = parts.Length == 3 || (parts.Length == 2 && until is null) ? parts[1] : "";
        return new Deployer(arn, reason.Length == 0 ? null : reason, until);
    }

    public static string Show(Deployer deployer) =>
        deployer.Arn.Pattern
        + (deployer.Reason is { } reason ? $" | {reason}" : "")
        + (deployer.Until is { } until ? string.Create(CultureInfo.InvariantCulture, $" | until {until:yyyy-MM-dd}") : "");
}
