namespace Sentinel.Core.Settings;

/// <summary>An ARN pattern: <c>*</c> stands for any run of characters, <c>?</c> for one; all else is literal, case counts. Linear time, no backtracking blow-up.</summary>
public sealed record Glob(string Pattern)
{
    public bool IsMatch(ReadOnlySpan<char> text)
    {
        var pattern = Pattern.AsSpan();
        int p = 0, t = 0, star = -1, mark = 0;
        while (t < text.Length)
        {
            if (p < pattern.Length && (pattern[p] == '?' || pattern[p] == text[t]) && pattern[p] != '*')
            {
                p++;
                t++;
            }
            else if (p < pattern.Length && pattern[p] == '*')
            {
                star = p++;
                mark = t;
            }
            else if (star >= 0)
            {
                p = star + 1;
                t = ++mark;
            }
            else
            {
                return false;
            }
        }
        while (p < pattern.Length && pattern[p] == '*') p++;
        return p == pattern.Length;
    }
}

/// <summary>Several patterns, any of which may match.</summary>
public sealed record GlobList(IReadOnlyList<Glob> Globs)
{
    public static GlobList None { get; } = new([]);

    public bool IsMatch(string? text)
    {
        if (text is null) return false;
        foreach (var glob in Globs)
        {
            if (glob.IsMatch(text)) return true;
        }
        return false;
    }
}
