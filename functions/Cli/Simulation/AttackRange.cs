using System.Globalization;
using System.Text;
using Sentinel.Core;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Simulation;

/// <summary>
/// Plays attacks on an organisation, each upon a copy of what is known of it, through the ordinary pipeline. Attacks may be played from several threads at once.
/// </summary>
/// <param name="organisation">Whose event day it is. Its history has been made.</param>
/// <param name="facts">What is known at its start; not changed.</param>
/// <param name="history">The records before the event day; only the last hours are used: sums of invocations and kept records are no facts.</param>
/// <param name="countries">As the pipeline takes them.</param>
internal sealed class AttackRange(Organisation organisation, MemoryFactStore facts, IReadOnlyList<ReadOnlyMemory<byte>> history, ICountries? countries)
{
    private static readonly TimeSpan Reach = TimeSpan.FromHours(5);

    private readonly List<ReadOnlyMemory<byte>> _lastHours = [.. history.Where(r => TimeOf(r.Span) >= organisation.EventDate - Reach)];
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _day = organisation.EventDay([], []).Events;

    /// <summary>An organisation that has learned its history.</summary>
    public static AttackRange Of(Organisation organisation, ICountries? countries)
    {
        var facts = new MemoryFactStore();
        var pipeline = new Core.Pipeline(new PipelineOptions { Countries = countries, Facts = facts });
        foreach (var record in organisation.History()) Understood(pipeline.Learn(record.Span, out var rejected), rejected);
        return new AttackRange(organisation, facts, organisation.History(), countries);
    }

    /// <summary>One attack, in the ordinary traffic of the event day.</summary>
    /// <param name="attack">One of <see cref="Simulator.Attacks"/>.</param>
    /// <param name="instance">Another has other victims, names, addresses and paces.</param>
    /// <param name="settings">Under which it is judged; what the attack presumes is added.</param>
    /// <param name="delay">How long after its event each record arrives.</param>
    public AttackOutcome Play(Scenario attack, int instance, SentinelSettings settings, TimeSpan delay = default)
    {
        var expected = new Expectations(organisation.Roster, []);
        var scene = new Scene(organisation, new Prng(organisation.Seed, string.Create(CultureInfo.InvariantCulture, $"attack {attack.Name} {instance}")), expected);
        attack.Play(scene);
        var heard = new Quarantines();
        var pipeline = new Core.Pipeline(new PipelineOptions { Countries = countries, Facts = facts.Copy(), Settings = With(settings, expected.Settings), DeliveryDelay = delay, Observer = heard });
        foreach (var record in _lastHours) Understood(pipeline.Learn(record.Span, out var rejected), rejected);
        foreach (var record in Interleaved(_day, scene.Records.Lines)) Understood(pipeline.Accept(record.Span, out var rejected), rejected);
        pipeline.Complete();
        return Outcome(attack, instance, expected.ToTruth(), pipeline, heard, scene.Records.Lines.Min(l => l.Time));
    }

    /// <summary>Records and more of them, by event time.</summary>
    public static List<ReadOnlyMemory<byte>> Interleaved(IReadOnlyList<ReadOnlyMemory<byte>> records, IEnumerable<(DateTimeOffset Time, byte[] Line)> more) =>
        [.. records.Select(r => (Time: TimeOf(r.Span), Record: r)).Concat(more.Select(l => (l.Time, Record: (ReadOnlyMemory<byte>)l.Line))).OrderBy(r => r.Time).Select(r => r.Record)];

    /// <summary>Settings and what a scenario presumes of them, a list each.</summary>
    public static SentinelSettings With(SentinelSettings settings, IReadOnlyDictionary<string, object?> presumed)
    {
        if (presumed.Count == 0) return settings;
        var values = Parameters.All.Select(p => KeyValuePair.Create(p.Name, p.Text(settings))).Where(p => p.Value is not null).ToDictionary(p => p.Key, p => p.Value!, StringComparer.Ordinal);
        foreach (var (name, list) in presumed)
        {
            string[] lines = [.. values.GetValueOrDefault(name, "none").Split('\n').Where(l => l is not "none"), .. (string[])list!];
            values[name] = string.Join('\n', lines.Distinct(StringComparer.Ordinal));
        }
        return SettingsReader.Read(values, settings).Settings with { Steps = settings.Steps };
    }

    private static AttackOutcome Outcome(Scenario attack, int instance, Truth truth, Core.Pipeline pipeline, Quarantines heard, DateTimeOffset first)
    {
        var (incidents, counts) = (pipeline.Incidents, pipeline.Counts());
        return new AttackOutcome(attack, instance)
        {
            Contained = truth.MustContain.Count > 0 && truth.MustContain.All(f => counts.Contained.Contains(f, StringComparer.Ordinal)),
            Alerted = truth.MustAlert.All(p => incidents.Any(i => i.Principal == p || i.Signals.Any(s => s.Suspect is not null && s.Principal == p))),
            Ran = counts.InvocationsBeforeContainment,
            Prevented = counts.InvocationsPrevented,
            Took = truth.MustContain.Select(heard.FirstOf).Max() is { } at ? at - first : null,
            Wrongly = [.. counts.Contained.Where(f => truth.MustNotContain.Any(g => new Glob(g).IsMatch(f)))],
        };
    }

    private static void Understood(bool understood, string? reason)
    {
        if (!understood) throw new InvalidOperationException($"a simulated record was not understood: {reason}");
    }

    /// <summary>Event time of a simulated record, to the second.</summary>
    public static DateTimeOffset TimeOf(ReadOnlySpan<byte> record)
    {
        var name = "\"eventTime\":\""u8;
        var text = record[(record.IndexOf(name) + name.Length)..][.."2024-03-14T18:02:45".Length];
        return DateTimeOffset.Parse(Encoding.ASCII.GetString(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }

    private sealed class Quarantines : IPipelineObserver
    {
        private readonly Dictionary<string, DateTimeOffset> _first = new(StringComparer.Ordinal);

        public DateTimeOffset? FirstOf(string function) => _first.TryGetValue(function, out var at) ? at : null;

        public void Acted(ContainmentAction action)
        {
            if (action is { Step: Steps.QuarantineFunction, Status: ActionStatus.Done }) _first.TryAdd(action.Target, action.Time);
        }

        public void Signalled(Signal signal)
        {
        }

        public void Happened(Incident incident, IReadOnlyList<string> supersedes)
        {
        }
    }
}

/// <summary>How one attack ended.</summary>
internal sealed record AttackOutcome(Scenario Attack, int Instance)
{
    /// <summary>All that had to be contained was; false where nothing had to be.</summary>
    public required bool Contained { get; init; }
    /// <summary>Everybody was alerted on who had to be.</summary>
    public required bool Alerted { get; init; }
    /// <summary>Invocations of contained functions that ran from the attacker's first change on: what read data, if anything did.</summary>
    public required long Ran { get; init; }
    public required long Prevented { get; init; }
    /// <summary>From the attack's first call to the quarantine of the last function that had to be contained; null when there was none.</summary>
    public required TimeSpan? Took { get; init; }
    /// <summary>Functions that were contained and must not be.</summary>
    public required IReadOnlyList<string> Wrongly { get; init; }

    /// <summary>Its truth asks for containment, not only for an alert.</summary>
    public bool IsForContainment => Attack.End.StartsWith("contained", StringComparison.Ordinal);

    /// <summary>Contained, and nothing of it had run.</summary>
    public bool InTime => Contained && Ran == 0;
}
