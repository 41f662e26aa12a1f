using Sentinel.Core.Settings;

namespace Sentinel.Aws.Settings;

/// <summary>Tells of each refusal once, until the text of its parameter changes.</summary>
internal sealed class RefusalLog(ISettingsObserver observer)
{
    private HashSet<(Refusal, string Text)> _told = [];

    /// <param name="refusals">All of the reading: one that is missing is over.</param>
    /// <param name="values">What was read.</param>
    public void Tell(IReadOnlyList<Refusal> refusals, IReadOnlyList<KeyValuePair<string, string>> values)
    {
        var now = refusals.Select(r => (r, TextOf(r.Name, values))).ToHashSet();
        foreach (var told in now.Where(r => !_told.Contains(r))) observer.Refused(told.r);
        _told = now;
    }

    // A refusal shows the culprit only, and that cut: the whole text tells whether anything changed.
    private static string TextOf(string name, IReadOnlyList<KeyValuePair<string, string>> values) => string.Join('\n',
        values.Where(v => v.Key == name || v.Key.StartsWith(name + "/", StringComparison.Ordinal)).OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => v.Value));
}
