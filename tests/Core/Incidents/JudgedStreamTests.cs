using System.Globalization;
using CsCheck;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Knowledge;

namespace Sentinel.Core.Tests.Incidents;

/// <summary>Signals, links and changes of functions in any order, some more than once: what stands after each is what <see cref="PlainJudge"/> makes of
/// all that has come.</summary>
public class JudgedStreamTests
{
    private static readonly SentinelSettings Settings = SentinelSettings.Default with { WindowMinutes = 60, EstablishDays = 2 };
    private static readonly string[] People = [Build.Dev, Build.Mallory];
    private static readonly string[] Functions = [Build.Orders, Build.Mailer];
    private static readonly FunctionEventKind[] Kinds = [FunctionEventKind.Created, FunctionEventKind.CodeChanged, FunctionEventKind.ConfigurationChanged, FunctionEventKind.Deleted, FunctionEventKind.Opened];

    private abstract record Step(int Minute);

    private sealed record Said(int Minute, int Detection, int Weight, int? Who, int? Function, int Longer, bool Role, int Event) : Step(Minute);

    private sealed record Changed(int Minute, FunctionEventKind Kind, int Who, int Function) : Step(Minute);

    private sealed record Assumed(int Minute, int Who) : Step(Minute);

    // Tens of minutes, so that many signals share a time and many lie exactly a window apart; now and then days lie between.
    private static readonly Gen<int> Minute = Gen.Select(Gen.Int[0, 30], Gen.Frequency((9, Gen.Const(0)), (1, Gen.Int[1, 3]))).Select((tens, days) => (tens * 10) + (days * 1440));

    private static readonly Gen<int?> Somebody = Gen.Int[-1, 1].Select(i => i < 0 ? (int?)null : i);

    private static readonly Gen<Step> Signals = Gen.Select(Minute, Gen.Int[0, 5], OneOf(10, 20, 35, 40, 45), Somebody, Somebody,
        Gen.Select(OneOf(0, 0, 7, 30), Gen.Bool, Gen.Int[0, 3]))
        .Select((minute, detection, weight, who, function, rest) => (Step)new Said(minute, detection, weight, who, function, rest.Item1, rest.Item2, rest.Item3));

    private static readonly Gen<Step> Changes = Gen.Select(Minute, OneOf(0, 5), OneOf(Kinds), Gen.Int[0, 1], Gen.Int[0, 1])
        .Select((minute, after, kind, who, function) => (Step)new Changed(minute + after, kind, who, function));

    private static readonly Gen<Step> Roles = Gen.Select(Minute, OneOf(0, 3), Gen.Int[0, 1]).Select((minute, after, who) => (Step)new Assumed(minute + after, who));

    private static readonly Gen<Step[]> Streams = Gen.Frequency((6, Signals), (3, Changes), (2, Roles)).Array[1, 16];

    /// <summary>Streams that are tried; its cases are rare, so that fewer are for those who try it a thousand times over.</summary>
    private static readonly long Tries = long.TryParse(Environment.GetEnvironmentVariable("JUDGED_STREAMS"), CultureInfo.InvariantCulture, out var tries) ? tries : 3_000;

    // Light ones of few minutes and subjects, most of them merged by the hour: what is seen again heavier is what decides.
    private static readonly Gen<Step> LightSignals = Gen.Select(Gen.Int[0, 12], OneOf(0, 0, 3, 3, 1, 2, 4, 5), OneOf(3, 7, 12, 20), Somebody, Somebody, Gen.Select(OneOf(0, 0, 10), Gen.Bool, Gen.Int[0, 3]))
        .Select((tens, detection, weight, who, function, rest) => (Step)new Said(tens * 10, detection, weight, who, function, rest.Item1, rest.Item2, rest.Item3));

    private static readonly Gen<Step[]> LightStreams = Gen.Frequency((12, LightSignals), (2, Changes), (1, Roles)).Array[6, 30];

    [Fact]
    public void Whatever_comes_is_judged_as_if_it_had_come_in_order() => JudgedInOrder(Streams);

    [Fact]
    public void What_grows_heavier_is_judged_as_if_it_had_weighed_as_much_from_the_start() => JudgedInOrder(LightStreams);

    private static void JudgedInOrder(Gen<Step[]> streams)
    {
        Gen.Select(streams, Gen.Int[0, 60], Gen.Int).Sample((steps, late, seed) =>
        {
            var dice = new Random(seed);
            var judged = new Judged();

            // Everything comes at most an hour late, and some of it twice.
            foreach (var step in steps.Concat(steps.Take(3)).OrderBy(s => s.Minute + dice.Next(late + 1)))
            {
                judged.Take(step);
                judged.Compare();
            }
        }, iter: Tries, threads: 1);
    }

    [Fact]
    public void A_late_link_brings_in_one_that_is_later_than_itself_and_weighed_in_its_turn()
    {
        Step[] arrived =
        [
            new Changed(25, FunctionEventKind.ConfigurationChanged, Who: 1, Function: 1), new Said(30, 0, 45, 1, 0, Longer: 30, Role: false, Event: 3), new Said(90, 5, 10, 0, 0, 0, false, 2),
            new Said(100, 1, 40, null, null, 0, Role: true, 0), new Assumed(110, Who: 1), new Said(130, 2, 35, null, 0, Longer: 30, Role: true, 2), new Changed(160, FunctionEventKind.ConfigurationChanged, 0, 1),
            new Changed(205, FunctionEventKind.Created, Who: 1, Function: 1), new Changed(185, FunctionEventKind.Created, 0, 0),
        ];
        var judged = new Judged();

        foreach (var step in arrived)
        {
            judged.Take(step);
            judged.Compare();
        }
    }

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private sealed class Judged
    {
        private readonly MemoryFactStore _facts = new();
        private readonly IncidentGraph _graph = new(Settings.Window);
        private readonly HashSet<Node> _nodes = new(ReferenceEqualityComparer.Instance);
        private readonly Queue<Node> _touched = new();
        private readonly IncidentJudge _judge;

        public Judged() => _judge = new IncidentJudge(_graph, _facts, Settings);

        public void Take(Step step)
        {
            var node = step switch
            {
                Said said => _graph.Add(SignalOf(said)),
                Changed changed => Change(changed),
                Assumed assumed => _graph.Link(new SubjectLink(Build.At(step.Minute), Known.HourOf(Build.At(step.Minute)).AddHours(1).AddTicks(-1), $"{assumed}", Signal.SubjectsOf(People[assumed.Who], Build.Role))),
                _ => throw new InvalidOperationException("no such step"),
            };
            if (node is null) return;
            _nodes.Add(node);
            _judge.Take(node);
        }

        public void Compare()
        {
            var components = new SortedDictionary<string, List<Node>>(StringComparer.Ordinal);
            foreach (var component in _nodes.Select(_graph.ComponentOf)) components[$"{component[0].Time:O}/{component[0].Key}/{component[0].What}"] = component;
            var plain = components.Values.SelectMany(new PlainJudge(_facts, Settings).Judge).Select(j => j.Incident);
            var parts = _nodes.Select(n => n.Part?.Root()).OfType<IncidentPart>().Where(p => p.AlertTime is not null).Distinct().ToList();

            Assert.Equal(Lines(plain), Lines(parts.Select(p => p.Describe())));
        }

        // As the pipeline does: what became known of a function is said before the link of the same event is taken in.
        private Node? Change(Changed changed)
        {
            var function = Functions[changed.Function];
            var id = changed.ToString();
            _facts.Of(function).FunctionHistory().Add(Build.Event(changed.Kind, changed.Minute, id, People[changed.Who]));
            _judge.Changed(function, _touched);
            while (_touched.TryDequeue(out var node)) _judge.Take(node);
            return _graph.Link(new SubjectLink(Build.At(changed.Minute), id, Signal.SubjectsOf(People[changed.Who], function)));
        }

        private static Signal SignalOf(Said said)
        {
            var who = said.Who is { } person ? People[person] : null;
            var signal = Build.Signal(said.Minute, $"d{said.Detection}", (Stage)said.Detection, said.Weight, who, said.Function is { } function ? Functions[function] : null,
                group: said.Detection > 2 ? "g" : null, evidence: (Evidence)(said.Detection % 3), last: said.Minute + said.Longer, about: said.Role ? [Build.Role] : []);
            // Novelty is one signal an hour, which may become earlier.
            return signal with { EventId = $"e{said.Event}", Id = signal.Evidence == Evidence.Novelty ? SignalIds.Of(signal.Detection, who, said.Minute / 60 * 60) : signal.Id };
        }

        private static string Lines(IEnumerable<Incident> incidents) => string.Join('\n', incidents.Select(Text).Order(StringComparer.Ordinal));

        private static string Text(Incident i) => $"{i.Id} {i.Verdict} {i.Time:O} {i.AlertTime:O} {i.Score} {i.Principal} {string.Join(',', i.Supersedes)} {string.Join(',', i.Functions)} "
            + $"{string.Join(',', i.Roles)} {string.Join(',', i.Detections)} {string.Join(',', i.Targets.Select(t => $"{t.Function}/{t.Life:O}/{t.Since:O}/{t.SuspectChange:O}"))} {string.Join(',', i.Signals.Select(s => $"{s.Id}/{s.Last:O}/{s.Weight}"))}";
    }
}
