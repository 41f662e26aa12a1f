namespace Sentinel.Aws.State;

/// <summary>Which subjects were read, and when; and which were asked for without having been read.</summary>
internal sealed class SubjectCache(StateOptions options, TimeProvider clock)
{
    private readonly Dictionary<string, (DateTimeOffset At, DateTimeOffset Since)> _read = new(StringComparer.Ordinal);
    private readonly HashSet<string> _missing = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Missing => _missing;

    /// <summary>Those that must be read: never read, read too long ago, or not as far back as <paramref name="since"/>.</summary>
    public List<string> Cold(IReadOnlyCollection<string> subjects, DateTimeOffset since, bool all)
    {
        var oldest = clock.GetUtcNow() - options.WarmFor;
        return [.. subjects.Where(s => all || !_read.TryGetValue(s, out var read) || read.At <= oldest || read.Since > since).Distinct(StringComparer.Ordinal)];
    }

    public void WasRead(string subject, DateTimeOffset since)
    {
        _read[subject] = (clock.GetUtcNow(), since);
        _missing.Remove(subject);
    }

    /// <summary>Notes that a subject was asked for; if it was not read, it is missing.</summary>
    /// <param name="warmFor">It is missing, too, when it was read so long ago; null: what was once read is at hand.</param>
    public void Asked(string subject, TimeSpan? warmFor = null)
    {
        if (!_read.TryGetValue(subject, out var read) || clock.GetUtcNow() - read.At > warmFor) _missing.Add(subject);
    }

    /// <summary>Those that are missing, no longer noted as such.</summary>
    public IReadOnlyCollection<string> Take()
    {
        string[] missing = [.. _missing];
        _missing.Clear();
        return missing;
    }

    /// <summary>What is read from now on is read no further back: records of before were dropped.</summary>
    public void Shorten(DateTimeOffset since)
    {
        foreach (var (subject, read) in _read.Where(r => r.Value.Since < since).ToList()) _read[subject] = (read.At, since);
    }

    /// <summary>Forgets the subjects that were read longest ago, when there are too many.</summary>
    /// <param name="mayGo">Says whether one may be forgotten.</param>
    /// <returns>Those forgotten.</returns>
    public List<string> Evict(IReadOnlyCollection<string> wanted, Func<string, bool> mayGo)
    {
        if (_read.Count <= options.MostSubjects) return [];
        var kept = wanted.ToHashSet(StringComparer.Ordinal);
        // An eighth more than need be, so that it is not done again with every batch.
        var count = _read.Count - (options.MostSubjects * 7 / 8);
        var gone = _read.Where(r => !kept.Contains(r.Key) && mayGo(r.Key)).OrderBy(r => r.Value.At).Take(count).Select(r => r.Key).ToList();
        foreach (var subject in gone) _read.Remove(subject);
        return gone;
    }
}
