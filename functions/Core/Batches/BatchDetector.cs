using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.FlowLogs;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Batches;

/// <summary>What a <see cref="BatchDetector"/> works with. A store that is shared with others implements <see cref="IPartialStore"/> too.</summary>
public sealed record BatchDetectorOptions
{
    /// <summary>The settings in force, asked for once a batch.</summary>
    public Func<CancellationToken, ValueTask<SentinelSettings>> Settings { get; init; } = static _ => ValueTask.FromResult(SentinelSettings.Default);
    public ICountries? Countries { get; init; }
    public IReadOnlyList<Detection> Detections { get; init; } = Catalogue.All;
    public required IFactStore Facts { get; init; }
    public required IRecordStore Records { get; init; }
    public required ISignalStore Signals { get; init; }
    public required ICallStore Calls { get; init; }

    /// <summary>Hands requests on before anything of the batch is stored; asking twice is harmless, forgetting to ask is not. Throws when they could not be handed on.</summary>
    public required Func<IReadOnlyList<ContainmentRequest>, CancellationToken, ValueTask> Ask { get; init; }
}

/// <summary>What came of a batch.</summary>
/// <param name="Rejected">Index in the batch and why the record could not be understood, safe to print.</param>
/// <param name="Signals">Signals that are new or say more than before.</param>
/// <param name="Incidents">Incidents that the batch added to, as they stand.</param>
public sealed record BatchResult(PipelineCounts Counts, IReadOnlyList<(int Index, string Reason)> Rejected, IReadOnlyList<Signal> Signals, IReadOnlyList<Incident> Incidents, IReadOnlyList<ContainmentRequest> Requests)
{
    /// <summary>The same of flow log lines: index in the batch, and why.</summary>
    public IReadOnlyList<(int Index, string Reason)> RejectedLines { get; init; } = [];
}

/// <summary>Lines of VPC flow logs, as one log group has them.</summary>
/// <param name="Lines">In any order.</param>
/// <param name="Described">By interface, the ARN of the function that its description names.</param>
public sealed record FlowBatch(FlowLogFormat Format, IReadOnlyList<ReadOnlyMemory<byte>> Lines, IReadOnlyDictionary<string, string> Described)
{
    /// <summary>No lines at all.</summary>
    public static FlowBatch None { get; } = new(FlowLogFormat.Default, [], new Dictionary<string, string>(StringComparer.Ordinal));
}

/// <summary>
/// Judges one batch of records after another, sharing all that it knows with others who do the same at the same time. Each batch is run through a
/// <see cref="Pipeline"/> of its own: again when it had asked for something that was not at hand, and again when others turn out to have written
/// beside it. First written, then read: of two who meet, at least one sees both. For one batch at a time.
/// </summary>
public sealed class BatchDetector
{
    // Every further run has read more than the one before; a batch that meets this many others is tried again by its queue.
    private const int MostRuns = 64;

    private readonly BatchDetectorOptions _options;
    private readonly CloudTrailReader _reader;
    private Touched _owed = Touched.None; // written, and not read again since: of a batch that failed in between, too

    public BatchDetector(BatchDetectorOptions options)
    {
        _options = options;
        _reader = Pipeline.ReaderFor(options.Detections, options.Countries);
    }

    /// <summary>Takes a batch in. May be called again with the same batch, after an exception too.</summary>
    /// <param name="records">CloudTrail records or EventBridge envelopes, in any order.</param>
    /// <exception cref="InvalidOperationException">Others wrote about the same subjects faster than this could read.</exception>
    public ValueTask<BatchResult> TakeAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, CancellationToken cancellationToken) => TakeAsync(records, FlowBatch.None, cancellationToken);

    /// <summary>The same with flow log lines beside the records.</summary>
    public async ValueTask<BatchResult> TakeAsync(IReadOnlyList<ReadOnlyMemory<byte>> records, FlowBatch flows, CancellationToken cancellationToken)
    {
        var settings = await _options.Settings(cancellationToken).ConfigureAwait(false);
        if (_options.Records is IPartialStore store && Earliest(records, flows) is { } earliest) store.ReachBackTo(earliest);
        var counted = false;
        var found = new Found();
        for (var runs = 0; runs < MostRuns; runs++)
        {
            var run = new Run(_options, settings, _reader, records, flows);
            if (!counted && run.Session.HasCalls)
            {
                // Counted once and then read once: whoever counts later reads these too.
                await _options.Calls.AddAsync(run.Session.Calls, cancellationToken).ConfigureAwait(false);
                await _options.Calls.FetchAsync(run.Session.Spans, cancellationToken).ConfigureAwait(false);
                await FetchMissingAsync(cancellationToken).ConfigureAwait(false);
                counted = true;
                continue;
            }
            if (await FetchMissingAsync(cancellationToken).ConfigureAwait(false)) continue;
            if (run.Session is { HasNews: true, Requests.Count: > 0 }) await _options.Ask(run.Session.Requests, cancellationToken).ConfigureAwait(false);
            _owed = _owed.With(run.Commit(_options.Signals));
            found.Add(run.Session);
            await _options.Facts.FlushAsync(cancellationToken).ConfigureAwait(false);
            await _options.Records.FlushAsync(cancellationToken).ConfigureAwait(false);
            await _options.Signals.FlushAsync(cancellationToken).ConfigureAwait(false);
            if (_owed.IsEmpty) return run.Result(found);
            var changed = await RefreshAsync(_owed, cancellationToken).ConfigureAwait(false);
            _owed = Touched.None;
            if (!changed) return run.Result(found);
        }
        throw new InvalidOperationException($"the batch did not come to rest in {MostRuns} runs");
    }

    // A batch that waited long in its queue speaks of earlier hours.
    private DateTimeOffset? Earliest(IReadOnlyList<ReadOnlyMemory<byte>> records, FlowBatch flows)
    {
        DateTimeOffset? earliest = null;
        foreach (var record in records)
        {
            if (_reader.TryScan(record.Span, out var scan, out _) && scan.Kind == RecordKind.CloudTrail && _reader.TryTime(scan.EventTime, out var time) && !(time >= earliest)) earliest = time;
        }
        foreach (var line in flows.Lines)
        {
            if (FlowLogReader.TryRead(line.Span, flows.Format, out var flow, out _) && !(flow.End >= earliest)) earliest = flow.End;
        }
        return earliest;
    }

    private async ValueTask<bool> FetchMissingAsync(CancellationToken cancellationToken)
    {
        var unknown = MissingIn(_options.Facts);
        var (unread, unheard) = (MissingIn(_options.Records), MissingIn(_options.Signals));
        if (unknown.Count > 0)
        {
            // Whom nothing is known of looks like a stranger: what was asked about him may not be asked once it is.
            await _options.Facts.FetchAsync(unknown, cancellationToken).ConfigureAwait(false);
            return true;
        }
        if (unread.Count > 0) await _options.Records.FetchAsync(unread, cancellationToken).ConfigureAwait(false);
        if (unheard.Count > 0) await _options.Signals.FetchAsync(unheard, cancellationToken).ConfigureAwait(false);
        return unread.Count + unheard.Count > 0;
    }

    private static IReadOnlyCollection<string> MissingIn(object store) => store is IPartialStore part ? part.TakeMissing() : [];

    private async ValueTask<bool> RefreshAsync(Touched touched, CancellationToken cancellationToken)
    {
        var changed = false;
        if (_options.Facts is IPartialStore facts && touched.Facts.Count > 0) changed |= await facts.RefreshAsync(touched.Facts, cancellationToken).ConfigureAwait(false);
        if (_options.Records is IPartialStore records && touched.Records.Count > 0) changed |= await records.RefreshAsync(touched.Records, cancellationToken).ConfigureAwait(false);
        if (_options.Signals is IPartialStore signals && touched.Signals.Count > 0) changed |= await signals.RefreshAsync(touched.Signals, cancellationToken).ConfigureAwait(false);
        return changed;
    }

    /// <summary>Subjects by store.</summary>
    private sealed record Touched(IReadOnlyCollection<string> Facts, IReadOnlyCollection<string> Records, IReadOnlyCollection<string> Signals)
    {
        public static Touched None { get; } = new([], [], []);

        public bool IsEmpty => Facts.Count + Records.Count + Signals.Count == 0;

        public Touched With(Touched other) => IsEmpty ? other : other.IsEmpty ? this : new(Both(Facts, other.Facts), Both(Records, other.Records), Both(Signals, other.Signals));

        private static string[] Both(IReadOnlyCollection<string> some, IReadOnlyCollection<string> others) => [.. some.Union(others, StringComparer.Ordinal)];
    }

    /// <summary>One pass over the batch.</summary>
    private sealed class Run
    {
        private readonly FactOverlay _facts;
        private readonly RecordOverlay _records;
        private readonly SignalReads _reads;
        private readonly List<(int, string)> _rejected = [];
        private readonly List<(int, string)> _rejectedLines = [];
        private readonly PipelineCounts _counts;

        public Run(BatchDetectorOptions options, SentinelSettings settings, CloudTrailReader reader, IReadOnlyList<ReadOnlyMemory<byte>> records, FlowBatch flows)
        {
            (_facts, _records, _reads) = (new FactOverlay(options.Facts), new RecordOverlay(options.Records), new SignalReads(options.Signals));
            Session = new BatchSession(options.Facts, _reads, options.Calls);
            var pipeline = new Pipeline(new PipelineOptions
            {
                Settings = settings,
                Countries = options.Countries,
                Detections = options.Detections,
                Facts = _facts,
                Records = _records,
            }, reader, Session);
            for (var i = 0; i < records.Count; i++)
            {
                if (!pipeline.Accept(records[i].Span, out var reason)) _rejected.Add((i, reason!));
            }
            for (var i = 0; i < flows.Lines.Count; i++)
            {
                if (!pipeline.AcceptFlow(flows.Lines[i].Span, flows.Format, flows.Described, out var reason)) _rejectedLines.Add((i, reason!));
            }
            pipeline.Complete();
            _counts = pipeline.Counts();
        }

        public BatchSession Session { get; }

        /// <summary>Puts what came of the run into the stores, to be flushed.</summary>
        /// <returns>What must be read again once it is stored: the subjects that the run depended on and that are tied to one of those it wrote about. About
        /// the rest it has nothing to say that others could miss. Habits ask for nothing: none counts before its day is over by a day.</returns>
        public Touched Commit(ISignalStore signals)
        {
            var ties = new SubjectTies();
            _facts.Commit(ties);
            _records.Commit(ties);
            var leftOut = _reads.LeftOut();
            foreach (var signal in Session.Signals.Concat(leftOut.Signals))
            {
                ties.Wrote(signal.Subjects);
                signals.Add(signal);
            }
            foreach (var link in Session.Links.Concat(leftOut.Links))
            {
                ties.Wrote(link.Subjects);
                signals.Add(link);
            }
            if (ties.IsEmpty) return Touched.None;
            _records.Tie(ties);
            _reads.Tie(ties);
            return new Touched([.. _facts.Subjects.Where(IsFunction)], [.. _records.Subjects.Where(ties.Reaches)], [.. _reads.Subjects.Where(ties.Reaches)]);
        }

        // Of functions alone something is known that counts at once: what happened to them.
        private static bool IsFunction(string subject) => Arns.Part(subject, 2) is "lambda";

        public BatchResult Result(Found found) => new(_counts, _rejected, [.. found.Signals.Values], [.. found.Incidents.Values], found.Requests) { RejectedLines = _rejectedLines };
    }

    /// <summary>What the runs of a batch found, the last word of each: a later run finds stored what an earlier one wrote.</summary>
    private sealed class Found
    {
        public Dictionary<string, Signal> Signals { get; } = new(StringComparer.Ordinal);
        public Dictionary<string, Incident> Incidents { get; } = new(StringComparer.Ordinal);
        public List<ContainmentRequest> Requests { get; } = [];

        public void Add(BatchSession session)
        {
            foreach (var signal in session.Signals) Signals[signal.Id] = signal;
            if (!session.HasNews) return;
            foreach (var incident in session.Incidents.Values)
            {
                foreach (var replaced in incident.Supersedes) Incidents.Remove(replaced);
                Incidents[incident.Id] = incident;
            }
            Requests.AddRange(session.Requests);
        }
    }
}
