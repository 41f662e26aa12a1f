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
    /// <param name="ties">Told of the functions to which something has happened that was not known below.</param>
    public void Commit(SubjectTies ties)
    {
        foreach (var facts in _touched.Values)
        {
            var known = below.Of(facts.Subject);
            var before = known.Function?.Changes ?? 0;
            known.Absorb(facts);
            if ((known.Function?.Changes ?? 0) != before) ties.Wrote([facts.Subject]);
        }
    }

    /// <summary>The subjects that were asked for.</summary>
    public IReadOnlyCollection<string> Subjects => _touched.Keys;
}
