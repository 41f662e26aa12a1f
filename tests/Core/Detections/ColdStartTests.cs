using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Detections;

/// <summary>An account of which nothing is known yet.</summary>
public class ColdStartTests
{
    private static readonly IReadOnlyList<Call> Attack =
    [
        Acts.CreateRole with { From = Who.Abroad },
        Acts.PutPolicy("dynamodb:*") with { From = Who.Abroad, Minute = 1 },
        Acts.CreateFunction with { From = Who.Abroad, Minute = 2 },
    ];

    [Fact]
    public void In_the_first_days_of_an_account_novelty_weighs_a_quarter_everything_else_in_full_and_the_summary_says_so()
    {
        var (cold, coldNotes) = Play(historyDays: 0);
        var (known, knownNotes) = Play(historyDays: 20);

        Assert.All(cold.All.Where(s => s.Evidence == Evidence.Novelty), s => Assert.True(s.IsReduced, s.Detection));
        Assert.All(cold.All.Where(s => s.Evidence != Evidence.Novelty), s => Assert.False(s.IsReduced, s.Detection));
        foreach (var detection in (string[])["data-policy-on-fresh-role", "fresh-role-passed"]) Assert.Equal(Weight(known, detection), Weight(cold, detection));
        Assert.Equal((Places.OtherCountry, Known.Reduced(Places.Incomparable)), (Weight(known, "unexpected-function-creator"), Weight(cold, "unexpected-function-creator")));
        Assert.Contains("novelty weighs a quarter in 111122223333: known for less than 7 days", coldNotes);
        Assert.DoesNotContain(known.All, s => s.IsReduced);
        Assert.DoesNotContain(knownNotes, n => n.StartsWith("novelty weighs", StringComparison.Ordinal));
    }

    [Fact]
    public void Content_and_chains_alone_still_alert_in_an_account_without_history()
    {
        var (cold, _) = Play(historyDays: 0);

        Assert.Contains(cold.Incidents, i => i.Verdict >= Verdict.Alert);
    }

    private static (ExampleRunner.Heard Heard, IReadOnlyList<string> Notes) Play(int historyDays)
    {
        Pipeline? played = null;
        var heard = ExampleRunner.Play(new Example
        {
            Name = "an attack",
            ShouldFire = true,
            HistoryDays = historyDays,
            Habits = historyDays == 0 ? [] : [Acts.UpdateCode with { Request = """{"functionName":"other"}""", Response = null }],
            Calls = Attack,
        }, new ExampleRunner.Pasts(options => played = new Pipeline(options)), times: 1, reversed: false, [.. Catalogue.All]);
        return (heard, played!.Counts().Notes);
    }

    private static int Weight(ExampleRunner.Heard heard, string detection) => heard.All.First(s => s.Detection == detection).Weight;
}
