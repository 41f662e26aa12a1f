using System.Text.Json;
using Sentinel.Cli.Simulation;

namespace Sentinel.Cli.Tests.Simulation;

/// <summary>
/// The rule that makes the background honest: whatever somebody does on the event day was seen on the first day of the history and again
/// at least two days before. Function names that are made fresh every time are not habits.
/// </summary>
public sealed class HabitTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_background_of_the_event_day_does_only_what_is_habit(int seed)
    {
        var organisation = Organisation.Create((ulong)seed, 8);

        var offenders = Unestablished(organisation, organisation.EventDay([], []));

        Assert.Empty(offenders);
    }

    [Theory]
    [InlineData("pipeline-release")]
    [InlineData("s3-burst")]
    [InlineData("async-invokes")]
    [InlineData("load-test")]
    public void A_benign_case_of_known_actors_shows_no_new_habit(string benign)
    {
        foreach (var seed in Enumerable.Range(1, 20))
        {
            var organisation = Organisation.Create((ulong)seed, 8);

            Assert.Empty(Unestablished(organisation, organisation.EventDay([], [benign])));
        }
    }

    [Fact]
    public void A_changed_provider_is_a_new_network_and_nothing_else()
    {
        foreach (var seed in Enumerable.Range(1, 20))
        {
            var organisation = Organisation.Create((ulong)seed, 8);

            Assert.All(Unestablished(organisation, organisation.EventDay([], ["provider-changed"])), habit => Assert.Contains(" network ", habit, StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Around_the_incident_everybody_does_only_what_is_habit()
    {
        var incident = Simulator.SeedIncident();
        var day = new DateTimeOffset(2024, 3, 14, 0, 0, 0, TimeSpan.Zero);
        var others = incident with { Events = [.. incident.Events.Where(line => Sample.Record(line).Text("sourceIPAddress") is not "185.143.221.89")] };

        Assert.Empty(Unestablished(day, 30, others));
    }

    [Fact]
    public void Functions_change_from_the_first_day_on_where_its_people_work()
    {
        foreach (var seed in Enumerable.Range(1, 20))
        {
            var organisation = Organisation.Create((ulong)seed, 8);
            var changed = Sample.Records(organisation.History())
                .Where(r => r.Time() < organisation.EventDate.AddDays(-7) && r.Name().StartsWith("UpdateFunctionCode", StringComparison.Ordinal))
                .Select(r => $"{r.Text("recipientAccountId")} {r.Text("awsRegion")}")
                .ToHashSet(StringComparer.Ordinal);

            Assert.All(organisation.Roster.People, p => Assert.Contains($"{p.Account} {p.Regions[0]}", changed));
        }
    }

    [Fact]
    public void Every_account_is_heard_of_on_the_first_day()
    {
        foreach (var seed in Enumerable.Range(1, 20))
        {
            var organisation = Organisation.Create((ulong)seed, 8);
            var first = Sample.Records(organisation.History()).Where(r => r.Time() < organisation.EventDate.AddDays(-7)).Select(r => r.Text("recipientAccountId"));

            Assert.Equal(organisation.Roster.Accounts.Order(StringComparer.Ordinal), first.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
        }
    }

    private static List<string> Unestablished(Organisation organisation, SimulatedStream day) =>
        Unestablished(organisation.EventDate, organisation.Days, day);

    private static List<string> Unestablished(DateTimeOffset eventDay, int days, SimulatedStream day)
    {
        var firstDayEnds = eventDay.AddDays(1 - days);
        var early = new HashSet<string>(StringComparer.Ordinal);
        var again = new HashSet<string>(StringComparer.Ordinal);
        foreach (var record in Sample.Records(day.History))
        {
            if (record.Time() >= eventDay.AddDays(-2)) continue;
            foreach (var habit in Habits(record)) (record.Time() < firstDayEnds ? early : again).Add(habit);
        }

        return [.. Sample.Records(day.Events).SelectMany(Habits).Where(h => !early.Contains(h) || !again.Contains(h)).Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> Habits(JsonElement record)
    {
        var who = record.Principal() is { Length: > 0 } principal ? principal : record.Text("userIdentity", "invokedBy");
        if (who.Contains("AWSReservedSSO", StringComparison.Ordinal)) who += "/" + record.Text("userIdentity", "principalId").Split(':')[^1];
        if (who.Length == 0) yield break;
        var machine = who.Contains("-service", StringComparison.Ordinal) || who.Contains("-functions", StringComparison.Ordinal) || who.EndsWith(".amazonaws.com", StringComparison.Ordinal);
        if (record.Network() is { Length: > 0 } network) yield return $"{who} network {network}";
        if (!record.GetProperty("readOnly").GetBoolean() && !machine) yield return $"{who} does {record.Name()}";
        if (!machine) yield return $"{who} region {record.Text("awsRegion")}";
        if (record.Name().StartsWith("AddPermission", StringComparison.Ordinal)) yield return $"{record.Text("recipientAccountId")} grants {record.Text("requestParameters", "principal")}";
        if (record.GetProperty("requestParameters") is { ValueKind: JsonValueKind.Object } request && request.TryGetProperty("layers", out var layers))
            foreach (var layer in layers.EnumerateArray()) yield return $"{record.Text("recipientAccountId")} uses layers of {layer.GetString()!.Split(':')[4]}";
        yield return $"{record.Text("recipientAccountId")} region {record.Text("awsRegion")}";
        if (record.Name().StartsWith("Invoke", StringComparison.Ordinal)) yield return $"{who} invokes {record.GetProperty("resources")[0].Text("ARN")}";
    }
}
