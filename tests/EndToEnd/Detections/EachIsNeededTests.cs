using Sentinel.Core.Detections;
using Xunit.Abstractions;

namespace Sentinel.EndToEnd.Tests.Detections;

[Trait("Proof", "scenarios")]
public sealed class EachIsNeededTests(PlayedAttacks played, ITestOutputHelper output) : IClassFixture<PlayedAttacks>
{
    public static TheoryData<string> Ids() => [.. Catalogue.All.Select(d => d.Info.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Without_it_a_scenario_or_an_example_ends_otherwise(string id)
    {
        IReadOnlyList<Detection> others = [.. Catalogue.All.Where(d => d.Info.Id != id)];

        var difference = ScenarioThatFails(id, others) ?? ExampleThatEndsOtherwise(id, others);

        Assert.True(difference is not null, $"{id} decides nothing: no attack is missed and no example ends otherwise without it");
        output.WriteLine($"{id}: {difference}");
    }

    private string? ScenarioThatFails(string id, IReadOnlyList<Detection> others)
    {
        foreach (var day in played.Days.Where(d => d.Ending.Incidents.Any(i => i.Signals.Any(s => s.Detection == id))))
        {
            var without = day.Organisation.Play(day.Day, o => o with { Detections = others });
            if (without.Missed.Count > 0) return $"scenario, {day.Name}: {string.Join(", ", without.Missed)}";
        }
        return null;
    }

    private string? ExampleThatEndsOtherwise(string id, IReadOnlyList<Detection> others)
    {
        foreach (var with in played.AllExamples.Where(e => e.Fired.Contains(id)))
        {
            var without = PlayedExample.Play(with.Example, others);
            if (with.Outcome != without.Outcome) return $"example, {with.Example.Name}: {with.Outcome} becomes {without.Outcome}";
        }
        return null;
    }
}
