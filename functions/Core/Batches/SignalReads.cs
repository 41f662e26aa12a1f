using Sentinel.Core.Incidents;

namespace Sentinel.Core.Batches;

/// <summary>Notes which subjects' signals were read.</summary>
internal sealed class SignalReads(ISignalStore below) : ISignalStore
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public IReadOnlyCollection<string> Subjects => _read;

    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => below.FetchAsync(subjects, cancellationToken);

    public ValueTask FlushAsync(CancellationToken cancellationToken) => below.FlushAsync(cancellationToken);

    public SubjectSignals Under(string subject)
    {
        _read.Add(subject);
        return below.Under(subject);
    }

    public void Add(Signal signal) => below.Add(signal);

    public void Add(SubjectLink link) => below.Add(link);
}
