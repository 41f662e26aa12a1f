using System.Globalization;
using Sentinel.Cli.Simulation;
using Sentinel.Core;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;
using Sentinel.Core.Tests.Detections;
using Pipeline = Sentinel.Core.Pipeline;

namespace Sentinel.EndToEnd.Tests.Scenarios;

/// <summary>
/// An organisation whose history was learned once; each event day is then played upon a copy of what it taught. For one thread.
/// </summary>
internal sealed class PlayedOrganisation
{
    // Sums of invocations and kept records are no facts. They reach back less than this, so they are learned anew for every day.
    private static readonly TimeSpan Reach = TimeSpan.FromHours(5);

    private readonly Organisation _organisation;
    private readonly ICountries? _countries;
    private readonly MemoryFactStore _learned = new();
    private readonly List<ReadOnlyMemory<byte>> _lastHours;

    public PlayedOrganisation(ulong seed, ICountries? countries)
    {
        _organisation = Organisation.Create(seed);
        _countries = countries;
        Learn(new Pipeline(new PipelineOptions { Countries = countries, Facts = _learned }), _organisation.History());
        _lastHours = [.. _organisation.History().Where(r => TimeOf(r.Span) >= _organisation.EventDate - Reach)];
    }

    /// <summary>The event day on which one scenario happens.</summary>
    public SimulatedStream Day(Scenario scenario) =>
        Simulator.Attacks.Contains(scenario) ? _organisation.EventDay([scenario.Name], []) : _organisation.EventDay([], [scenario.Name]);

    /// <summary>Plays a day through a pipeline of its own; <paramref name="with"/> changes how that is made.</summary>
    public Ending Play(SimulatedStream day, Func<PipelineOptions, PipelineOptions>? with = null)
    {
        var options = OptionsOf(day) with { Facts = _learned.Copy() };
        return Play(day, with?.Invoke(options) ?? options, _lastHours);
    }

    /// <summary>The same without a copy: the pipeline learns the whole history first.</summary>
    public Ending PlayWithHistory(SimulatedStream day) => Play(day, OptionsOf(day), day.History);

    /// <summary>The tuning that a stream presumes, read as an example's.</summary>
    public static SentinelSettings SettingsOf(SimulatedStream stream) =>
        ExampleSettings.Read((stream.Settings ?? new Dictionary<string, object?>(StringComparer.Ordinal)).ToDictionary(s => s.Key, s => string.Join('\n', (string[])s.Value!), StringComparer.Ordinal));

    private PipelineOptions OptionsOf(SimulatedStream day) => new() { Countries = _countries, Settings = SettingsOf(day) };

    private static Ending Play(SimulatedStream day, PipelineOptions options, IReadOnlyList<ReadOnlyMemory<byte>> history)
    {
        var pipeline = new Pipeline(options);
        Learn(pipeline, history);
        foreach (var record in day.Events) Assert.True(pipeline.Accept(record.Span, out var rejected), rejected);
        pipeline.Complete();
        return new Ending(pipeline, day.Truth);
    }

    private static void Learn(Pipeline pipeline, IReadOnlyList<ReadOnlyMemory<byte>> history)
    {
        foreach (var record in history) Assert.True(pipeline.Learn(record.Span, out var rejected), rejected);
    }

    private static DateTimeOffset TimeOf(ReadOnlySpan<byte> record)
    {
        var name = "\"eventTime\":\""u8;
        var text = record[(record.IndexOf(name) + name.Length)..][.."2024-03-14T18:02:45".Length];
        return DateTimeOffset.Parse(System.Text.Encoding.ASCII.GetString(text), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }
}
