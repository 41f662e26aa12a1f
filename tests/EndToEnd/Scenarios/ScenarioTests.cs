using System.Collections.Concurrent;
using Sentinel.Cli.Simulation;
using Sentinel.Core.CloudTrail;

namespace Sentinel.EndToEnd.Tests.Scenarios;

[Trait("Proof", "scenarios")]
public sealed class ScenarioTests
{
    [Fact]
    public void Every_attack_and_every_honest_day_ends_as_its_truth_says_in_twenty_organisations() => EndAsTheirTruthSays(20, Repository.Countries);

    [Fact]
    public void Without_countries_too_every_day_ends_as_its_truth_says() => EndAsTheirTruthSays(5, countries: null);

    [Fact]
    public void A_day_played_upon_a_copy_of_what_was_learned_ends_as_one_that_follows_the_whole_history()
    {
        var organisation = new PlayedOrganisation(1, Repository.Countries);
        var day = organisation.Day(Simulator.Attacks[0]);

        var upon = organisation.Play(day);
        var after = organisation.PlayWithHistory(day);

        Assert.Equal(after.ToString(), upon.ToString());
        Assert.Equal(after.Contained, upon.Contained);
        Assert.NotEmpty(upon.Incidents);
    }

    private static void EndAsTheirTruthSays(int seeds, ICountries? countries)
    {
        var wrong = Play(seeds, countries, [.. Simulator.Attacks, .. Simulator.Benign]);

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {seeds * (Simulator.Attacks.Count + Simulator.Benign.Count)} days end otherwise:\n{string.Join('\n', wrong)}");
    }

    /// <summary>Days that did not end as they should, with all that was signalled.</summary>
    private static IReadOnlyList<string> Play(int seeds, ICountries? countries, IReadOnlyList<Scenario> scenarios)
    {
        var wrong = new ConcurrentBag<(int Seed, string Text)>();
        Parallel.For(1, seeds + 1, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, seed =>
        {
            var organisation = new PlayedOrganisation((ulong)seed, countries);
            foreach (var scenario in scenarios)
            {
                var ending = organisation.Play(organisation.Day(scenario));
                if (!ending.IsTrue) wrong.Add((seed, $"seed {seed}, {scenario.Name}:\n{ending}"));
            }
        });
        return [.. wrong.OrderBy(w => w.Seed).Select(w => w.Text)];
    }
}
