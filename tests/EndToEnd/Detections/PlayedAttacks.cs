using Sentinel.Cli.Simulation;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Tests.Detections;
using Sentinel.EndToEnd.Tests.Scenarios;

namespace Sentinel.EndToEnd.Tests.Detections;

/// <summary>Every attack upon three organisations, and every example, played once with all detections.</summary>
public sealed class PlayedAttacks
{
    private readonly Lazy<IReadOnlyList<PlayedDay>> _days = new(() => [.. Enumerable.Range(1, 3).SelectMany(DaysOf)]);
    private readonly Lazy<IReadOnlyList<PlayedExample>> _examples = new(() => [.. Examples()]);

    internal IReadOnlyList<PlayedDay> Days => _days.Value;

    internal IReadOnlyList<PlayedExample> AllExamples => _examples.Value;

    private static IEnumerable<PlayedDay> DaysOf(int seed)
    {
        var organisation = new PlayedOrganisation((ulong)seed, Repository.Countries);
        foreach (var attack in Simulator.Attacks)
        {
            var day = organisation.Day(attack);
            yield return new PlayedDay($"seed {seed}, {attack.Name}", organisation, day, organisation.Play(day));
        }
    }

    private static IEnumerable<PlayedExample> Examples()
    {
        foreach (var example in Catalogue.All.SelectMany(d => d.Examples).Concat(TwoStepAttacks.All)) yield return PlayedExample.Play(example, Catalogue.All);
    }
}

internal sealed record PlayedDay(string Name, PlayedOrganisation Organisation, SimulatedStream Day, Ending Ending);

/// <summary>An example, what fired in it, and what it came to.</summary>
internal sealed record PlayedExample(Example Example, IReadOnlySet<string> Fired, string Outcome)
{
    public static PlayedExample Play(Example example, IReadOnlyList<Detection> detections)
    {
        var heard = ExampleRunner.Play(example, [.. detections]);
        var verdict = heard.Incidents.Select(i => i.Verdict).DefaultIfEmpty(Verdict.None).Max();
        var stopped = heard.Actions.Where(a => a is { Step: Steps.QuarantineFunction, Status: ActionStatus.Done }).Select(a => a.Target.Split(':')[^1]).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return new PlayedExample(example, heard.All.Select(s => s.Detection).ToHashSet(StringComparer.Ordinal), string.Join(' ', stopped.Prepend(verdict.ToString())));
    }
}
