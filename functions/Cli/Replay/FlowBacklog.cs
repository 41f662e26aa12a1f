using Sentinel.Core;
using Sentinel.Core.FlowLogs;

namespace Sentinel.Cli.Replay;

/// <summary>Flow records that were read before their time, as files are read one after the other. What nobody judges does not wait, so memory holds what left AWS.</summary>
internal sealed class FlowBacklog(Pipeline pipeline)
{
    private readonly List<(DateTimeOffset End, byte[] Line, FlowLogFormat Format)> _lines = [];
    private int _next;
    private bool _sorted;

    /// <summary>Nothing waits.</summary>
    public bool IsEmpty => _next == _lines.Count;

    /// <returns>False when the line could not be understood.</returns>
    public bool Take(ReadOnlySpan<byte> line, FlowLogFormat format, out string? rejected)
    {
        if (!pipeline.SortFlow(line, format, out var wanted, out rejected)) return false;
        if (wanted is { } end) _lines.Add((end, line.ToArray(), format));
        _sorted = false;
        return true;
    }

    /// <summary>Plays what ended no later than a record happened.</summary>
    public void PlayUntil(ReadOnlySpan<byte> record)
    {
        if (pipeline.TryPeekTime(record, out var time)) Play(time);
    }

    public void PlayAll() => Play(DateTimeOffset.MaxValue);

    private void Play(DateTimeOffset until)
    {
        if (!_sorted)
        {
            var order = _lines.Skip(_next).OrderBy(l => l.End).ToList(); // stable: lines of one second stay as they were read
            _lines.Clear();
            _lines.AddRange(order);
            (_next, _sorted) = (0, true);
        }
        for (; _next < _lines.Count && _lines[_next].End <= until; _next++)
        {
            var (_, line, format) = _lines[_next];
            pipeline.AcceptFlow(line, format, described: null, out _);
            _lines[_next] = default;
        }
    }
}
