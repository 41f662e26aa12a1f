using System.Globalization;
using Sentinel.Cli.Simulation;
using Sentinel.Core;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;
using Pipeline = Sentinel.Core.Pipeline;

namespace Sentinel.Benchmarks.QuietQuarter;

/// <summary>How a quarter begins.</summary>
internal enum Beginning
{
    /// <summary>Thirty days before it are learned, as <c>sentinel baseline learn</c> does it.</summary>
    Learned,
    /// <summary>Nothing is known.</summary>
    Cold,
    /// <summary>Nothing is known, and the deployment roles are named in <c>detect/deployers</c>.</summary>
    ColdWithDeployers,
}

/// <summary>
/// Ninety days of an invented organisation of 200 principals and 50 functions, all of them judged, without an attack but with the honest oddities of a quarter:
/// every week one event that may look like an attack, and two that must not. What is known at its end is the snapshot on which attacks are played.
/// </summary>
internal sealed class Quarter
{
    public const int Days = 90;
    public const int DaysBefore = 30;

    private readonly Organisation _organisation;
    private readonly AttackRange _range;
    private readonly List<(DateTimeOffset Day, string Scenario)> _happened = [];

    public Quarter(ulong seed, ICountries? countries, Beginning beginning = Beginning.Learned)
    {
        _organisation = Organisation.CreateLarge(seed, DaysBefore + Days);
        var records = AttackRange.Interleaved(_organisation.History(), Oddities());
        var before = records.FindIndex(r => AttackRange.TimeOf(r.Span) >= First);
        Records = records.Count - before;
        if (beginning == Beginning.ColdWithDeployers) Settings = AttackRange.With(Settings, new Dictionary<string, object?>(StringComparer.Ordinal) { ["detect/deployers"] = _organisation.Roster.Pipelines.Select(p => p.Role.Arn).ToArray() });
        var facts = new MemoryFactStore();
        var pipeline = new Pipeline(new PipelineOptions { Countries = countries, Facts = facts, Settings = Settings });
        if (beginning == Beginning.Learned)
        {
            foreach (var record in records[..before]) Understood(pipeline.Learn(record.Span, out var rejected), rejected);
        }
        foreach (var record in records[before..]) Understood(pipeline.Accept(record.Span, out var rejected), rejected);
        pipeline.Complete();
        Incidents = [.. pipeline.Incidents.OrderBy(i => i.AlertTime)];
        Contained = pipeline.Counts().Contained;
        _range = new AttackRange(_organisation, facts, records, countries);
    }

    public int Records { get; }
    public int Accounts => _organisation.Roster.Accounts.Count;
    public int Functions => _organisation.Roster.Functions.Count();

    /// <summary>People of the identity centre share a role and are told apart by their sessions.</summary>
    public int Principals => _organisation.Roster.People.Count + _organisation.Roster.Principals.Except(_organisation.Roster.People.Select(p => p.Principal), StringComparer.Ordinal).Count();

    /// <summary>The defaults, and what the honest oddities presume: an announced pipeline, the office's network.</summary>
    public SentinelSettings Settings { get; private set; } = SentinelSettings.Default;

    /// <summary>All that alerted, in its order.</summary>
    public IReadOnlyList<Incident> Incidents { get; }
    public IReadOnlyList<string> Contained { get; }

    /// <summary>What happened beside the ordinary, by day.</summary>
    public IReadOnlyList<(DateTimeOffset Day, string Scenario)> Happened => _happened;

    public DateTimeOffset First => _organisation.EventDate.AddDays(-Days);

    public double AlertsAWeek => Incidents.Count / (Days / 7.0);

    /// <summary>One attack on the day after the quarter. May be called from several threads at once.</summary>
    public AttackOutcome Attack(Scenario attack, int instance, TimeSpan delay) => _range.Play(attack, instance, Settings, delay);

    private static void Understood(bool understood, string? reason)
    {
        if (!understood) throw new InvalidOperationException($"a simulated record was not understood: {reason}");
    }

    private List<(DateTimeOffset Time, byte[] Line)> Oddities()
    {
        var random = new Prng(_organisation.Seed, "oddities");
        var quiet = Simulator.Benign.Where(s => s.End.StartsWith("no alert", StringComparison.Ordinal)).ToList();
        var suspicious = Simulator.Benign.Except(quiet).ToList();
        var lines = new List<(DateTimeOffset Time, byte[] Line)>();
        for (var week = 0; week < Days / 7; week++)
        {
            Play(suspicious[week % suspicious.Count]);
            Play(quiet[2 * week % quiet.Count]);
            Play(quiet[((2 * week) + 1) % quiet.Count]);

            void Play(Scenario scenario)
            {
                var day = First.AddDays((7 * week) + random.Int(0, 6));
                var expected = new Expectations(_organisation.Roster, []);
                var scene = new Scene(_organisation, new Prng(_organisation.Seed, string.Create(CultureInfo.InvariantCulture, $"odd {scenario.Name} {week}")), expected, day);
                scenario.Play(scene);
                lines.AddRange(scene.Records.Lines);
                _happened.Add((day, scenario.Name));
                Settings = AttackRange.With(Settings, expected.Settings);
            }
        }
        _happened.Sort((a, b) => a.Day.CompareTo(b.Day));
        return lines;
    }
}
