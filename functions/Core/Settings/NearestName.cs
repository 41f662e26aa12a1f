namespace Sentinel.Core.Settings;

/// <summary>Finds the name that somebody probably meant.</summary>
public static class NearestName
{
    // Longer input is no typing error, and the comparison is quadratic.
    private const int Longest = 100;

    /// <summary>The candidate with the fewest edits, if they are at most a third of what was typed (three for short names), else one that contains it; null if there is none.</summary>
    public static string? To(string typed, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        if (string.IsNullOrEmpty(typed) || typed.Length > Longest) return null;
        string? best = null;
        string? holds = null;
        var limit = Math.Max(3, typed.Length / 3);
        foreach (var candidate in candidates)
        {
            if (candidate.Contains(typed, StringComparison.OrdinalIgnoreCase)) holds ??= candidate;
            var edits = Edits(typed, candidate);
            if (edits >= Math.Min(limit + 1, Math.Max(typed.Length, candidate.Length))) continue;
            limit = edits - 1;
            best = candidate;
        }
        return best ?? holds;
    }

    /// <summary>Insertions, deletions and replacements, case aside.</summary>
    private static int Edits(string a, string b)
    {
        var row = new int[b.Length + 1];
        for (var j = 0; j < row.Length; j++) row[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var same = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]);
                var edits = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (same ? 0 : 1));
                diagonal = row[j];
                row[j] = edits;
            }
        }
        return row[b.Length];
    }
}
