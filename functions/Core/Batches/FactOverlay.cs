using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Batches;

/// <summary>Facts as one run over a batch sees and changes them. A run that turns out to have lacked something is thrown away with its overlay.</summary>
internal sealed class FactOverlay(IFactStore below) : IFactStore
{
    private readonly Dictionary<string, SubjectFacts> _touched = new(StringComparer.Ordinal);

    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => below.FetchAsync(subjects, cancellationToken);

    public SubjectFacts Of(string subject)
    {
        if (!_touched.TryGetValue(subject, out var facts)) _touched.Add(subject, facts = below.Of(subject).Copy());
        return facts;
    }

    public ValueTask FlushAsync(CancellationToken cancellationToken) => below.FlushAsync(cancellationToken);

    /// <summary>Puts what was learned into the store below, where it still has to be flushed.</summary>
    /// <returns>Whether anything was news there.</returns>
    public bool Commit()
    {
        var news = false;
        foreach (var facts in _touched.Values) news |= below.Of(facts.Subject).Absorb(facts);
        return news;
    }

    /// <summary>The subjects that were asked for.</summary>
    public IReadOnlyCollection<string> Subjects => _touched.Keys;
}
