using Sentinel.Core.Incidents;

namespace Sentinel.Core.Batches;

/// <summary>The signals and links of the subjects that were read, as they were when they were read first.</summary>
internal sealed class SignalReads(ISignalStore below) : ISignalStore
{
    private readonly Dictionary<string, SubjectSignals> _read = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Subjects => _read.Keys;

    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => below.FetchAsync(subjects, cancellationToken);

    public ValueTask FlushAsync(CancellationToken cancellationToken) => below.FlushAsync(cancellationToken);

    public SubjectSignals Under(string subject)
    {
        if (!_read.TryGetValue(subject, out var known)) _read.Add(subject, known = below.Under(subject));
        return known;
    }

    /// <summary>What is not stored under every one of its subjects: whoever wrote it died in between.</summary>
    public (IReadOnlyList<Signal> Signals, IReadOnlyList<SubjectLink> Links) LeftOut()
    {
        var signals = _read.ToDictionary(r => r.Key, r => r.Value.Signals.Select(s => s.Id).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        var links = _read.ToDictionary(r => r.Key, r => r.Value.Links.ToDictionary(l => l.Name, l => l), StringComparer.Ordinal);
        return (
            [.. _read.Values.SelectMany(r => r.Signals).Where(s => s.Subjects.Any(other => signals.TryGetValue(other, out var ids) && !ids.Contains(s.Id)))],
            [.. _read.Values.SelectMany(r => r.Links).Where(l => l.Subjects.Any(other => links.TryGetValue(other, out var known) && (!known.TryGetValue(l.Name, out var there) || l.Precedes(there))))]);
    }

    /// <summary>Ties what the signals and links tie that were read.</summary>
    public void Tie(SubjectTies ties)
    {
        foreach (var (signals, links) in _read.Values)
        {
            foreach (var signal in signals) ties.Tie(signal.Subjects);
            foreach (var link in links) ties.Tie(link.Subjects);
        }
    }

    public void Add(Signal signal) => below.Add(signal);

    public void Add(SubjectLink link) => below.Add(link);
}
