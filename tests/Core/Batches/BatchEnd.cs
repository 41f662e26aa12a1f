using Sentinel.Core.Batches;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Confluence;
using Sentinel.Core.Tests.Detections;

namespace Sentinel.Core.Tests.Batches;

/// <summary>What a stream must come to, however it is cut into batches and by whomever it is judged.</summary>
internal static class BatchEnd
{
    public static readonly SentinelSettings Settings = SentinelSettings.Default with { MaxContainmentsPerHour = 1_000 };
    public static readonly MemoryFactStore History = LivedThrough();

    public static (string Text, HashSet<(string, DateTimeOffset)> Targets) InOrder(Happening[] stream)
    {
        var facts = History.Copy();
        var signals = new MemorySignalStore();
        var state = new Collector();
        var pipeline = new Pipeline(new PipelineOptions { Settings = Settings, Countries = ExampleRunner.KnownCountries, Facts = facts, Observer = state });
        foreach (var happening in stream.OrderBy(h => h.Second).ThenBy(h => h.Id)) Assert.True(pipeline.Accept(happening.Json, out var reason), reason);
        pipeline.Complete();
        return (Describe(facts, state.Signals.Values, pipeline.Incidents), [.. pipeline.Incidents.SelectMany(i => i.Targets).Select(t => (t.Function, t.Life))]);
    }

    /// <summary>The floods of a stream, with how long they lasted.</summary>
    public static string FloodsInOrder(Happening[] stream)
    {
        var pipeline = new Pipeline(new PipelineOptions { Settings = Settings, Countries = ExampleRunner.KnownCountries, Facts = History.Copy() });
        foreach (var happening in stream.OrderBy(h => h.Second).ThenBy(h => h.Id)) Assert.True(pipeline.Accept(happening.Json, out var reason), reason);
        pipeline.Complete();
        return Floods(pipeline.LiveSignals);
    }

    public static string Floods(IEnumerable<Signal> signals) => string.Concat(signals.Where(s => s.Evidence == Evidence.Count).OrderBy(s => s.Id, StringComparer.Ordinal)
        .Select(s => FormattableString.Invariant($"{s.Detection} {s.Time:HH:mm:ss} to {s.Last:HH:mm:ss} {s.Count} {string.Join('|', s.Subjects)}\n")));

    /// <summary>The incidents that anybody sees who comes later.</summary>
    public static IReadOnlyList<Incident> Recall(MemoryFactStore facts, ISignalStore signals, IReadOnlyList<string> subjects)
    {
        var copy = facts.Copy();
        var pipeline = new Pipeline(new PipelineOptions { Settings = Settings, Facts = copy }, Pipeline.ReaderFor(Catalogue.All, null), new BatchSession(copy, signals, null));
        pipeline.Recall(subjects);
        return pipeline.Incidents;
    }

    public static string Describe(MemoryFactStore facts, IEnumerable<Signal> signals, IEnumerable<Incident> incidents)
    {
        var lines = new List<string>();
        foreach (var known in facts.All.Where(f => f.Habits.Any() || f.FirstSeen is not null || f.Function is not null || f.AlertDays.Count > 0))
        {
            lines.Add(FormattableString.Invariant($"facts {known.Subject} first {known.FirstSeen:O} alert days {string.Join(',', known.AlertDays.Days.ToArray())} peaks {string.Join(',', known.Peaks)}"));
            lines.AddRange(known.Habits.OrderBy(h => h.Kind).ThenBy(h => h.Value, StringComparer.Ordinal).Select(h => $"  {known.Subject} {h.Kind} {h.Value} {string.Join(',', h.Days.Days.ToArray())}"));
            if (known.Function is not { } history) continue;
            lines.AddRange(history.Events.Select(e => FormattableString.Invariant($"  {known.Subject} {e.Time:O} {e.EventId} {e.Kind}")));
            lines.Add(FormattableString.Invariant($"  {known.Subject} condemned {string.Join(',', history.Condemned.Select(c => c.UtcDateTime.ToString("O")))}"));
        }
        lines.AddRange(signals.OrderBy(s => s.Id, StringComparer.Ordinal).Select(s => FormattableString.Invariant($"signal {s.Id} {s.Detection} {s.Time:O} {s.EventId} w{s.Weight} n{s.Count} {s.Principal} {s.Function} {string.Join('|', s.Subjects)} {s.Summary}")));
        lines.AddRange(incidents.OrderBy(i => i.Id, StringComparer.Ordinal).Select(i => FormattableString.Invariant(
            $"incident {i.Id} {i.Verdict} {i.Time:O} {i.AlertTime:O} {i.Score} [{string.Join(',', i.Supersedes)}] [{string.Join(',', i.Functions)}] [{string.Join(',', i.Detections)}] [{string.Join(',', i.Targets.Select(t => $"{t.Function} {t.Life:O} {t.Since:O} {t.SuspectChange:O}"))}] [{string.Join(',', i.Signals.Select(s => s.Id))}]")));
        return string.Join('\n', lines);
    }

    public static string Difference(string expected, string actual)
    {
        var (a, b) = (expected.Split('\n').ToHashSet(StringComparer.Ordinal), actual.Split('\n').ToHashSet(StringComparer.Ordinal));
        return $"in order only:\n{string.Join('\n', a.Except(b, StringComparer.Ordinal).Take(12))}\nin batches only:\n{string.Join('\n', b.Except(a, StringComparer.Ordinal).Take(12))}";
    }

    private static MemoryFactStore LivedThrough()
    {
        var facts = new MemoryFactStore();
        var pipeline = new Pipeline(new PipelineOptions { Facts = facts, Countries = ExampleRunner.KnownCountries });
        var id = 900_000;
        for (var day = 20; day > 1; day -= 3)
        {
            foreach (var by in new[] { Who.Dev, Who.Mallory, Who.Sso })
            {
                var signIn = new Call("signin:ConsoleLogin") { By = by, Response = """{"ConsoleLogin":"Success"}""", More = """{"MFAUsed":"Yes"}""" };
                Assert.True(pipeline.Learn(ExampleRunner.Json(signIn, ExampleRunner.Noon.AddDays(-day), ++id), out var reason), reason);
            }
        }
        return facts;
    }

    private sealed class Collector : IPipelineObserver
    {
        public Dictionary<string, Signal> Signals { get; } = new(StringComparer.Ordinal);

        public void Signalled(Signal signal) => Signals[signal.Id] = signal;

        public void Happened(Incident incident, IReadOnlyList<string> supersedes)
        {
        }

        public void Acted(ContainmentAction action)
        {
        }
    }
}
