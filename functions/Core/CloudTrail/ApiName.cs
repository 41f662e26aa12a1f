namespace Sentinel.Core.CloudTrail;

/// <summary>A kind of call, as detections name it: <c>lambda:CreateFunction</c>. One instance per name within a reader.</summary>
/// <param name="Service"><c>eventSource</c> without <c>.amazonaws.com</c>.</param>
/// <param name="Api"><c>eventName</c> without API date and version.</param>
public sealed record ApiName(string Service, string Api)
{
    private readonly string _text = $"{Service}:{Api}";

    public override string ToString() => _text;

    /// <summary>Takes the API date and version off an event name: <c>^([A-Za-z]+?)(20\d{6})?(v\d+)?$</c>. A name of another shape stays as it is.</summary>
    public static string WithoutApiDate(string eventName)
    {
        var rest = eventName.AsSpan();
        var digits = rest.TrimEnd("0123456789");
        if (digits.Length < rest.Length && digits.EndsWith("v", StringComparison.Ordinal)) rest = digits[..^1];
        var letters = rest.TrimEnd("0123456789");
        if (rest.Length - letters.Length == 8 && rest[letters.Length..].StartsWith("20", StringComparison.Ordinal)) rest = letters;
        return rest.Length > 0 && rest.Length < eventName.Length && IsLetters(rest) ? rest.ToString() : eventName;
    }

    /// <summary><c>lambda</c> for <c>lambda.amazonaws.com</c>, in China too.</summary>
    public static string ServiceOf(string eventSource)
    {
        var at = eventSource.IndexOf(".amazonaws.com", StringComparison.Ordinal);
        return at > 0 ? eventSource[..at] : eventSource;
    }

    private static bool IsLetters(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (!char.IsAsciiLetter(c)) return false;
        }
        return true;
    }
}
