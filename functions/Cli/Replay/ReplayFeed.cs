using System.Globalization;
using Sentinel.Cli.Input;
using Sentinel.Core;
using Sentinel.Core.CloudTrail;
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
    private long _flowLogs;
    private long _bytes;
    private long _before;

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

    public long Rejected { get; private set; }
    public int Unopened { get; private set; }
    public IReadOnlyList<string> Notes => _flowLogs == 0 ? _notes : [.. _notes, string.Create(CultureInfo.InvariantCulture, $"{_flowLogs} VPC flow log lines passed over: no detection reads them yet")];

    /// <summary>Told after each buffer, with the bytes so far.</summary>
    public Action<long>? Progressed { get; set; }

    public void Accept(string path, in Frame frame)
    {
        switch (frame.Kind)
        {
            case FrameKind.Record:
                var understood = IsHistory ? Learn(frame.Bytes, out var reason) : pipeline.Accept(frame.Bytes, out reason);
                if (!understood) Reject(path, frame, reason);
                break;
            case FrameKind.FlowLog:
                _flowLogs++;
                break;
            default:
                Reject(path, frame, frame.Reason);
                break;
        }
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

    private void Reject(string path, in Frame frame, string? reason)
    {
        Rejected++;
        var source = $"{path}:{frame.Place}";
        lines?.Rejected(source, reason ?? "not understood");
        if (lines is null && Rejected <= Explained) _notes.Add($"rejected {source}: {reason}");
    }
}
