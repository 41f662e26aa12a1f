using Sentinel.Cli.Input;
using Sentinel.Cli.Simulation;
using Sentinel.Core;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Cli.Tune.Suggest;

/// <summary>What an archive and the attacks came to under one candidate.</summary>
/// <param name="Days">Of event time, from the first record to the last; at least one.</param>
/// <param name="Alerts">Incidents of the archive that alerted.</param>
/// <param name="Containments">Functions of the archive that would have been contained.</param>
internal sealed record Trial(Candidate Candidate, long Records, double Days, int Alerts, int Containments, IReadOnlyList<AttackOutcome> Attacks)
{
    public double AlertsADay => Alerts / Days;
    public int AttacksForContainment => Attacks.Count(a => a.IsForContainment);
    public int Contained => Attacks.Count(a => a.IsForContainment && a.Contained);
    public int InTime => Attacks.Count(a => a.InTime);
    public int Alerted => Attacks.Count(a => a.Alerted);

    /// <summary>From an attack's first call to its containment; null when none was contained.</summary>
    public TimeSpan? Median
    {
        get
        {
            var took = Attacks.Select(a => a.Took).OfType<TimeSpan>().Order().ToList();
            return took.Count == 0 ? null : took[took.Count / 2];
        }
    }
}

/// <summary>Replays an archive and plays attacks under each candidate. What is known before both is learned once, and copied: facts do not depend on settings.</summary>
internal sealed class SuggestionRun(Func<IReadOnlyList<string>, IRecordSink, CancellationToken, bool> read, ICountries? countries, CancellationToken cancellationToken)
{
    private readonly MemoryFactStore _known = new();

    public long Rejected { get; private set; }
    public IReadOnlyList<string> Unreadable { get; private set; } = [];

    /// <summary>Learns what came before the archive.</summary>
    public void Learn(IReadOnlyList<string> history)
    {
        var sink = new Feed(new Core.Pipeline(new PipelineOptions { Countries = countries, Facts = _known }), _known);
        if (history.Count > 0) read(history, sink, cancellationToken);
        Count(sink);
    }

    /// <param name="paths">The archive.</param>
    /// <param name="candidates">The first is what is compared with.</param>
    /// <param name="organisations">On which attacks are played; every attack once in each.</param>
    /// <param name="atOnce">Candidates tried side by side.</param>
    /// <param name="done">Told after each candidate, from several threads.</param>
    public IReadOnlyList<Trial> Try(IReadOnlyList<string> paths, IReadOnlyList<Candidate> candidates, IReadOnlyList<AttackRange> organisations, int atOnce, Action done)
    {
        var trials = new Trial[candidates.Count];
        Parallel.For(0, candidates.Count, new ParallelOptions { MaxDegreeOfParallelism = atOnce, CancellationToken = cancellationToken }, i =>
        {
            trials[i] = Try(paths, candidates[i], organisations, counts: i == 0);
            done();
        });
        cancellationToken.ThrowIfCancellationRequested();
        return trials;
    }

    private Trial Try(IReadOnlyList<string> paths, Candidate candidate, IReadOnlyList<AttackRange> organisations, bool counts)
    {
        var pipeline = new Core.Pipeline(new PipelineOptions { Countries = countries, Facts = _known.Copy(), Settings = candidate.Settings });
        var sink = new Feed(pipeline, facts: null);
        read(paths, sink, cancellationToken);
        pipeline.Complete();
        if (counts) Count(sink);
        var attacks = new List<AttackOutcome>();
        foreach (var organisation in organisations)
        {
            foreach (var attack in Simulator.Attacks)
            {
                cancellationToken.ThrowIfCancellationRequested();
                attacks.Add(organisation.Play(attack, 0, candidate.Settings));
            }
        }
        var days = Math.Max(1, (sink.Last - sink.First).TotalDays);
        return new Trial(candidate, pipeline.Counts().Events, days, pipeline.Incidents.Count(i => i.Verdict >= Verdict.Alert), pipeline.Counts().Contained.Count, attacks);
    }

    private void Count(Feed sink)
    {
        Rejected += sink.Rejected;
        Unreadable = [.. Unreadable, .. sink.Unread];
    }

    /// <summary>Leads records into a pipeline, and notes when the first and the last of them were.</summary>
    /// <param name="facts">Null: records are judged; else they are learned, and a baseline goes in here.</param>
    private sealed class Feed(Core.Pipeline pipeline, MemoryFactStore? facts) : IRecordSink
    {
        public DateTimeOffset First { get; private set; } = DateTimeOffset.MaxValue;
        public DateTimeOffset Last => pipeline.HighestTime;
        public long Rejected { get; private set; }
        public List<string> Unread { get; } = [];

        public void Accept(string path, in Frame frame)
        {
            if (frame.Kind == FrameKind.FlowLog) return;
            if (frame.Kind != FrameKind.Record || !Take(frame.Bytes)) Rejected++;
            // Archives come about in their order: the first record that counts is the first but for the lateness.
            if (First == DateTimeOffset.MaxValue && pipeline.HighestTime > DateTimeOffset.UnixEpoch) First = pipeline.HighestTime;
        }

        public void Unreadable(string path, string reason) => Unread.Add($"{Core.Settings.Printable.Of(path, 200)} could not be read: {Core.Settings.Printable.Of(reason, 200)}");

        public void Progress(long bytes)
        {
        }

        private bool Take(ReadOnlySpan<byte> json)
        {
            if (facts is null) return pipeline.Accept(json, out _);
            if (!BaselineLine.IsOne(json)) return pipeline.Learn(json, out _);
            if (BaselineLine.Read(json, out _) is not { } known) return false;
            facts.Of(known.Subject).Absorb(known);
            return true;
        }
    }
}
