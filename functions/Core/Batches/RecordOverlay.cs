using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Batches;

/// <summary>Records as one run over a batch sees them: those of the store and its own.</summary>
internal sealed class RecordOverlay(IRecordStore below) : IRecordStore
{
    private readonly MemoryRecordStore _all = new();
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly List<KeptRecord> _added = [];

    public IReadOnlyCollection<string> Subjects => _read;

    public ValueTask FetchAsync(IReadOnlyCollection<string> subjects, CancellationToken cancellationToken) => below.FetchAsync(subjects, cancellationToken);

    public ValueTask FlushAsync(CancellationToken cancellationToken) => below.FlushAsync(cancellationToken);

    public IReadOnlyList<KeptRecord> Under(string subject)
    {
        Read(subject);
        return _all.Under(subject);
    }

    public IReadOnlyList<KeptRecord> AddressedUnder(string subject)
    {
        Read(subject);
        return _all.AddressedUnder(subject);
    }

    public IReadOnlyList<string> FunctionsUnder(string subject)
    {
        Read(subject);
        return _all.FunctionsUnder(subject);
    }

    public bool Add(KeptRecord record)
    {
        foreach (var subject in record.Subjects) Read(subject);
        if (!_all.Add(record)) return false;
        _added.Add(record);
        return true;
    }

    /// <summary>The store below forgets by itself; a run is too short to.</summary>
    public void ForgetBefore(DateTimeOffset time)
    {
    }

    /// <summary>Puts what was added into the store below, where it still has to be flushed.</summary>
    public void Commit(SubjectTies ties)
    {
        foreach (var record in _added)
        {
            ties.Wrote(record.Subjects);
            below.Add(record);
        }
    }

    /// <summary>Ties what the records tie that were read.</summary>
    public void Tie(SubjectTies ties)
    {
        foreach (var record in _read.SelectMany(_all.Under)) ties.Tie(record.Subjects);
    }

    private void Read(string subject)
    {
        if (!_read.Add(subject)) return;
        // Under this subject alone: whether it stands under the others, too, is for them to say.
        foreach (var record in below.Under(subject)) _all.AddUnder(subject, record);
    }
}
