using System.Globalization;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;

namespace Sentinel.Cli.Baseline;

/// <summary>Reads units side by side, and stores what they taught now and then, in one place at a time.</summary>
internal sealed class LearningRun(IBaselineTarget target, LearningCheckpoint? checkpoint, ICountries? countries, TimeProvider clock) : IDisposable
{
    private readonly SemaphoreSlim _storing = new(1);
    private readonly List<LearningUnit> _unstored = [];
    private readonly HashSet<string> _subjects = new(StringComparer.Ordinal);
    private readonly List<string> _notes = [];
    private MemoryFactStore _pending = new();
    private long _storedAt = clock.GetTimestamp();

    public long Records { get; private set; }
    public long Rejected { get; private set; }
    public int Unopened { get; private set; }
    public int Units { get; private set; }
    public int Skipped { get; private set; }
    public int Subjects => _subjects.Count;
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Told after each unit.</summary>
    public Action? Progressed { get; set; }

    /// <summary>Where it stands, in a line.</summary>
    public string Standing => string.Create(CultureInfo.InvariantCulture, $"{Records:N0} records of {Units:N0} places · {Subjects:N0} subjects{(Skipped > 0 ? $" · {Skipped:N0} places done before" : "")}");

    /// <summary>When it is cancelled, what was read whole is stored before the exception leaves.</summary>
    /// <param name="atOnce">Units read side by side.</param>
    public async Task RunAsync(IAsyncEnumerable<LearningUnit> units, int atOnce, CancellationToken cancellationToken)
    {
        try
        {
            await Parallel.ForEachAsync(units, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken }, async (unit, cancelled) => await LearnAsync(unit, cancelled));
        }
        finally
        {
            await StoreAsync(CancellationToken.None);
        }
    }

    public void Dispose() => _storing.Dispose();

    private async Task LearnAsync(LearningUnit unit, CancellationToken cancellationToken)
    {
        if (checkpoint?.IsDone(unit) is true)
        {
            lock (_notes) Skipped++;
            return;
        }
        var sink = new LearningSink(countries);
        await unit.ReadAsync(sink, cancellationToken);
        cancellationToken.ThrowIfCancellationRequested();
        await _storing.WaitAsync(cancellationToken);
        try
        {
            Count(sink);
            foreach (var facts in sink.Learned)
            {
                _pending.Of(facts.Subject).Absorb(facts);
                _subjects.Add(facts.Subject);
            }
            // What could not be opened now may be there the next time.
            if (sink.Unopened == 0) _unstored.Add(unit);
            if (clock.GetElapsedTime(_storedAt) >= target.Every) await StoreLockedAsync(cancellationToken);
            Progressed?.Invoke();
        }
        finally
        {
            _storing.Release();
        }
    }

    private void Count(LearningSink sink)
    {
        Records += sink.Records;
        Rejected += sink.Rejected;
        Unopened += sink.Unopened;
        Units++;
        lock (_notes) _notes.AddRange(sink.Notes);
    }

    private async Task StoreAsync(CancellationToken cancellationToken)
    {
        await _storing.WaitAsync(cancellationToken);
        try
        {
            await StoreLockedAsync(cancellationToken);
        }
        finally
        {
            _storing.Release();
        }
    }

    private async Task StoreLockedAsync(CancellationToken cancellationToken)
    {
        var learned = _pending.All.ToList();
        if (learned.Count > 0) await target.MergeAsync(learned, cancellationToken);
        checkpoint?.Add(_unstored);
        _unstored.Clear();
        _pending = new MemoryFactStore();
        _storedAt = clock.GetTimestamp();
    }
}
