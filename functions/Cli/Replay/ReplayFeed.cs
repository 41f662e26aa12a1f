using System.Globalization;
using Sentinel.Cli.Input;
using Sentinel.Core;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.FlowLogs;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Replay;

/// <summary>Leads records from the input into the pipeline, and counts what does not go in.</summary>
/// <param name="facts">What the pipeline knows: a baseline among the history goes straight into it.</param>
internal sealed class ReplayFeed(Pipeline pipeline, IFactStore facts, JsonLines? lines, Terminal terminal) : IRecordSink
{
    // More would bury the story; jsonl has them all.
    private const int Explained = 5;

    private readonly List<string> _notes = [];
    private readonly FlowBacklog _backlog = new(pipeline);
    private (string Path, FlowLogFormat? Format) _declared = ("", FlowLogFormat.Default);
    private long _bytes;
    private long _before;

    /// <summary>The next input is counted from here on, for progress.</summary>
    public void Next() => _before = _bytes;

    /// <summary>What is read now only teaches.</summary>
    public bool IsHistory
    {
        get;
        set
        {
            field = value;
            _before = _bytes; // the next input counts from zero
        }
    }

    /// <summary>Flow logs are read before the rest: what is in them waits until its time has come.</summary>
    public bool IsAhead { get; set; }

    public long Rejected { get; private set; }
    public int Unopened { get; private set; }
    public IReadOnlyList<string> Notes => _notes;

    /// <summary>Told after each buffer, with the bytes so far.</summary>
    public Action<long>? Progressed { get; set; }

    public void Accept(string path, in Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Record:
                if (!IsHistory && !_backlog.IsEmpty) _backlog.PlayUntil(frame.Bytes);
                var understood = IsHistory ? Learn(frame.Bytes, out var reason) : pipeline.Accept(frame.Bytes, out reason);
                if (!understood && !IsSubscription(path, frame)) Reject($"{path}:{frame.Place}", reason);
                break;
            case FrameKind.FlowLog:
                FlowLine(path, frame);
                break;
            default:
                Reject($"{path}:{frame.Place}", frame.Reason);
                break;
        }
    }

    /// <summary>Ends the input: what still waits is played.</summary>
    public void Complete() => _backlog.PlayAll();

    // Each file declares its own fields, in its first line or by having none.
    private void FlowLine(string path, in Frame frame)
    {
        if (!string.Equals(_declared.Path, path, StringComparison.Ordinal)) _declared = (path, FlowLogFormat.Default);
        var source = $"{path}:{frame.Place}";
        if (FlowLogFormat.IsHeader(frame.Bytes))
        {
            _declared = (path, FlowLogFormat.TryParse(frame.Bytes, out var format, out var problem) ? format : null);
            if (problem is not null) Reject(source, problem);
        }
        else if (_declared.Format is { } declared) Flow(source, frame.Bytes, declared);
        else Reject(source, "the header of the file could not be read");
    }

    private void Flow(string source, ReadOnlySpan<byte> line, FlowLogFormat format)
    {
        var understood = IsHistory ? pipeline.LearnFlow(line, format, out var reason)
            : IsAhead ? _backlog.Take(line, format, out reason)
            : pipeline.AcceptFlow(line, format, described: null, out reason);
        if (!understood) Reject(source, reason);
    }

    // What CloudWatch Logs delivered to Lambda, Kinesis or Firehose, kept in a file.
    private bool IsSubscription(string path, in Frame frame)
    {
        if (!FlowLogSubscription.IsLikely(frame.Bytes) || !FlowLogSubscription.TryRead(frame.Bytes.ToArray(), out var subscription, out _)) return false;
        for (var i = 0; i < subscription.Lines.Count; i++) Flow(string.Create(CultureInfo.InvariantCulture, $"{path}:{frame.Place}#{i}"), subscription.Lines[i], FlowLogFormat.Default);
        return true;
    }

    public void Unreadable(string path, string reason)
    {
        Unopened++;
        terminal.Error.WriteLine($"sentinel: {Printable.Of(path, 200)} could not be read: {Printable.Of(reason, 200)}");
        _notes.Add($"not read: {path}");
    }

    public void Progress(long bytes)
    {
        _bytes = _before + bytes;
        Progressed?.Invoke(_bytes);
    }

    private bool Learn(ReadOnlySpan<byte> json, out string? reason)
    {
        if (!BaselineLine.IsOne(json)) return pipeline.Learn(json, out reason);
        if (BaselineLine.Read(json, out reason) is not { } known) return false;
        facts.Of(known.Subject).Absorb(known);
        return true;
    }

    private void Reject(string source, string? reason)
    {
        Rejected++;
        lines?.Rejected(source, reason ?? "not understood");
        if (lines is null && Rejected <= Explained) _notes.Add($"rejected {source}: {reason}");
    }
}
