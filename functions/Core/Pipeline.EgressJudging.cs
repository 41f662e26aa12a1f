using System.Diagnostics.CodeAnalysis;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Detections;
using Sentinel.Core.FlowLogs;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core;

/// <summary>From what interfaces sent to signals.</summary>
public sealed partial class Pipeline
{
    private void FlushEgress()
    {
        if (_unjudgedFlows.Count == 0) return;
        foreach (var set in _unjudgedFlows) Judge(set);
        _unjudgedFlows.Clear();
        Settle();
    }

    [SuppressMessage("Performance", "CA1859", Justification = "What is kept of an interface is read only here.")]
    private void Judge(EgressSet set)
    {
        if (set.Flows.Functions.Count == 0) return;
        Span<long> minutes = stackalloc long[60];
        minutes.Clear();
        set.SumInto(minutes);
        foreach (var (function, runs) in set.Flows.Functions) Judge(set, minutes, function, runs);
    }

    private void Judge(EgressSet set, ReadOnlySpan<long> minutes, string function, InterfaceFlows.FunctionRuns runs)
    {
        var start = DateTimeOffset.UnixEpoch.AddHours(set.Hour);
        var (total, last) = (0L, -1);
        for (var minute = 0; minute < minutes.Length; minute++)
        {
            if (minutes[minute] == 0 || !runs.RunningAt(EndOf(start, minute))) continue;
            (total, last) = (total + minutes[minute], minute);
        }
        if (last < 0) return;
        var (port, odd) = PortsOf(set);
        var sent = new Egress(set.Flows.Id, function, Arns.AccountIn(function) ?? "", Arns.Part(function, 3).ToString(), set.Destination.Address, set.Destination.Text, set.Destination.Network,
            set.Destination.Country, port, odd, start, EndOf(start, last), 0, total, Caller: null);
        var callers = CallersFrom(set, function, runs);
        string[] subjects = [function, set.Flows.Id];
        var said = new HashSet<(Detection, EgressCaller?)>();
        for (var minute = 0; minute <= last; minute++)
        {
            if (minutes[minute] == 0 || !runs.RunningAt(EndOf(start, minute))) continue;
            sent = sent with { Time = EndOf(start, minute), BytesSoFar = sent.BytesSoFar + minutes[minute], Caller = null };
            _known.At(sent.Time, AfterAll, subjects);
            Judge(sent, said);
            foreach (var caller in LatelyBefore(sent.Time, callers)) Judge(sent with { Caller = caller }, said);
        }
    }

    // The first moment at which a detection speaks counts.
    private void Judge(in Egress sent, HashSet<(Detection, EgressCaller?)> said)
    {
        var by = sent.Caller is null ? null : sent.Caller with { Did = default };
        foreach (var detection in _egressDetections)
        {
            if (said.Contains((detection, by)) || detection.EvaluateEgress(sent, _known) is not { } signal) continue;
            said.Add((detection, by));
            Signalled(signal);
        }
    }

    private static DateTimeOffset EndOf(DateTimeOffset hour, int minute) => hour.AddMinutes(minute).AddSeconds(59);

    private static (int Port, bool IsOdd) PortsOf(EgressSet set)
    {
        string? first = null;
        var (port, odd) = (0, false);
        foreach (var entry in set.Entries)
        {
            odd |= entry.Port is not (80 or 443);
            var text = entry.Port.ToString(System.Globalization.CultureInfo.InvariantCulture);
            if (first is null || string.CompareOrdinal(text, first) < 0) (first, port) = (text, entry.Port);
        }
        return (port, odd);
    }

    /// <summary>What was done to a function from the address that a set went to: what made or changed it, within <c>detect/establish-days</c>, and runs of the last hours.</summary>
    private List<(string Subject, EgressAct Did, DateTimeOffset Time)> CallersFrom(EgressSet set, string function, InterfaceFlows.FunctionRuns runs)
    {
        var callers = new List<(string, EgressAct, DateTimeOffset)>();
        foreach (var happened in _options.Facts.Of(function).Function?.Events ?? [])
        {
            if (happened.Source is not { } source || !IsPerson(happened.By) || !System.Net.IPAddress.TryParse(source, out var from) || FlowAddress.Of(from) != set.Address) continue;
            callers.Add((happened.By, happened.Kind == FunctionEventKind.Created ? EgressAct.Created : EgressAct.Rewritten, happened.Time));
        }
        foreach (var (caller, time) in runs.From(set.Destination.Text))
        {
            if (IsPerson(caller)) callers.Add((caller, EgressAct.Run, time));
        }
        return callers;

        // Not a service, and not an interface's description.
        static bool IsPerson(string subject) => subject.StartsWith("arn:", StringComparison.Ordinal);
    }

    private IEnumerable<EgressCaller> LatelyBefore(DateTimeOffset time, List<(string Subject, EgressAct Did, DateTimeOffset Time)> callers)
    {
        if (callers.Count == 0) return [];
        var (changed, run) = (time.AddDays(-_options.Settings.EstablishDays), InterfaceFlows.SlotOf(time - Known.Reach(_options.Settings)));
        return callers.Where(c => c.Time <= time && (c.Did == EgressAct.Run ? InterfaceFlows.SlotOf(c.Time) > run : c.Time > changed))
            .GroupBy(c => c.Subject, StringComparer.Ordinal).Select(g => new EgressCaller(g.Key, g.Min(c => c.Did)));
    }
}
