using System.Text.RegularExpressions;
using Sentinel.Benchmarks.QuietQuarter;

namespace Sentinel.EndToEnd.Tests.QuietQuarter;

[Trait("Proof", "quiet-quarter")]
public sealed partial class QuietQuarterTests
{
    [Fact]
    public void Ninety_days_without_an_attack_alert_less_than_once_a_week_and_ten_attacks_after_them_are_contained_in_time()
    {
        var quarter = new Quarter(1, Repository.Countries);

        Assert.Equal((200, 50), (quarter.Principals, quarter.Functions));
        Assert.Empty(quarter.Contained);
        Assert.InRange(quarter.AlertsAWeek, 0, 1);
        // As many of each as of any: eleven attacks ask for containment.
        Assert.All(QuarterReport.Instances(200).Take(10), one =>
        {
            var outcome = quarter.Attack(one.Attack, one.Instance, TimeSpan.Zero);

            Assert.True(outcome.IsForContainment && outcome.Alerted, one.Attack.Name);
            Assert.True(outcome.InTime, $"{one.Attack.Name}: contained {outcome.Contained}, {outcome.Ran} calls ran");
            Assert.Empty(outcome.Wrongly);
        });
    }

    [Fact]
    public void The_table_on_file_keeps_to_the_targets()
    {
        var table = File.ReadAllText(Path.Combine(Repository.Root, "tests", "Benchmarks", "results", "quiet-quarter.md"));

        var alerts = double.Parse(AlertsAWeek().Match(table).Groups["alerts"].Value, System.Globalization.CultureInfo.InvariantCulture);
        var recall = Recall().Match(table);
        var excused = Excused().Match(table);

        Assert.InRange(alerts, 0, 1);
        Assert.Equal(recall.Groups["all"].Value, recall.Groups["some"].Value);
        Assert.Equal("200", excused.Groups["all"].Value);
        Assert.InRange(int.Parse(excused.Groups["some"].Value, System.Globalization.CultureInfo.InvariantCulture), 0, 20);
        Assert.DoesNotContain("missed", table, StringComparison.Ordinal);
    }

    [GeneratedRegex(@"\*\*(?<alerts>[0-9.]+) alerts a week\*\*", RegexOptions.None, 1000)]
    private static partial Regex AlertsAWeek();

    [GeneratedRegex(@"\*\*(?<some>\d+) of (?<all>\d+)\*\* attacks", RegexOptions.None, 1000)]
    private static partial Regex Recall();

    [GeneratedRegex(@"The other (?<some>\d+) of (?<all>\d+) are excused", RegexOptions.None, 1000)]
    private static partial Regex Excused();
}
