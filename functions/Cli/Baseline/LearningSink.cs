using Sentinel.Cli.Input;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Baseline;

/// <summary>Teaches one unit's records to a pipeline of its own. Facts of units merge, so units need no order, and no lock while they are read.</summary>
internal sealed class LearningSink : IRecordSink
{
    // More would bury what matters.
    private const int Explained = 3;

    private readonly MemoryFactStore _facts = new();
    private readonly Core.Pipeline _pipeline;
    private readonly List<string> _notes = [];

    public LearningSink(ICountries? countries) => _pipeline = new Core.Pipeline(new Core.PipelineOptions { Countries = countries, Facts = _facts });

    public IReadOnlyCollection<SubjectFacts> Learned => [.. _facts.All.Where(f => !f.IsEmpty)];
    public long Records { get; private set; }
    public long Rejected { get; private set; }
    public int Unopened { get; private set; }
    public IReadOnlyList<string> Notes => _notes;

    public void Accept(string path, in Frame frame)
    {
        if (frame.Kind == FrameKind.FlowLog) return; // they teach nothing
        var reason = frame.Reason;
        if (frame.Kind == FrameKind.Record && Teach(frame.Bytes, out reason)) Records++;
        else Reject($"{path}:{frame.Place}", reason);
    }

    /// <summary>A record by itself, named for people.</summary>
    public void Accept(string name, ReadOnlySpan<byte> record)
    {
        if (Teach(record, out var reason)) Records++;
        else Reject(name, reason);
    }

    public void Unreadable(string path, string reason)
    {
        Unopened++;
        _notes.Add($"{Printable.Of(path, 200)} could not be read: {Printable.Of(reason, 200)}");
    }

    public void Progress(long bytes)
    {
    }

    private bool Teach(ReadOnlySpan<byte> json, out string? reason)
    {
        if (!BaselineLine.IsOne(json)) return _pipeline.Learn(json, out reason);
        if (BaselineLine.Read(json, out reason) is not { } facts) return false;
        _facts.Of(facts.Subject).Absorb(facts);
        return true;
    }

    private void Reject(string source, string? reason)
    {
        if (Rejected++ < Explained) _notes.Add($"{Printable.Of(source, 200)} was not understood: {reason ?? "no record"}");
    }
}
