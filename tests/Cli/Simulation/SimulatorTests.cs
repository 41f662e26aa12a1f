using System.Text.Json;
using Sentinel.Cli.Simulation;

namespace Sentinel.Cli.Tests.Simulation;

public sealed class SimulatorTests
{
    private static readonly string[] AllAttacks = [.. Simulator.Attacks.Select(s => s.Name)];
    private static readonly string[] AllBenign = [.. Simulator.Benign.Select(s => s.Name)];

    [Fact]
    public void The_same_seed_gives_the_same_bytes()
    {
        var request = new SimulationRequest { Seed = 7, Days = 9, Attacks = AllAttacks, Benign = AllBenign };

        var first = Simulator.Run(request);
        var second = Simulator.Run(request);

        Assert.Equal(Sample.Joined(first.History), Sample.Joined(second.History));
        Assert.Equal(Sample.Joined(first.Events), Sample.Joined(second.Events));
        Assert.Equal(first.Truth.ToJson(), second.Truth.ToJson());
    }

    [Fact]
    public void Another_seed_gives_another_organisation()
    {
        var names = Enumerable.Range(1, 20).Select(seed => Organisation.Create((ulong)seed).Roster.People[0].Principal);

        Assert.True(names.Distinct(StringComparer.Ordinal).Count() > 15);
    }

    [Fact]
    public void The_history_does_not_depend_on_what_happens_afterwards()
    {
        var quiet = Simulator.Run(new SimulationRequest { Seed = 3, Days = 8 });
        var loud = Simulator.Run(new SimulationRequest { Seed = 3, Days = 8, Attacks = AllAttacks, Benign = AllBenign });

        Assert.Equal(Sample.Joined(quiet.History), Sample.Joined(loud.History));
    }

    [Fact]
    public void Every_line_is_one_json_object_without_a_newline()
    {
        var stream = Simulator.Run(new SimulationRequest { Seed = 5, Days = 8, Attacks = AllAttacks, Benign = AllBenign });

        Assert.All(stream.History.Concat(stream.Events), line =>
        {
            Assert.Equal(-1, line.Span.IndexOf((byte)'\n'));
            Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(line).RootElement.ValueKind);
        });
    }

    [Fact]
    public void Records_come_by_event_time_and_event_ids_are_unique()
    {
        var stream = Simulator.Run(new SimulationRequest { Seed = 11, Days = 8, Attacks = AllAttacks, Benign = AllBenign });
        var records = Sample.Records(stream.History.Concat(stream.Events));

        Assert.Equal(records.Select(r => r.Time()).Order(), records.Select(r => r.Time()));
        Assert.Equal(records.Count, records.Select(r => r.Text("eventID")).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void Every_record_has_the_fields_that_CloudTrail_never_leaves_out()
    {
        var stream = Simulator.Run(new SimulationRequest { Seed = 12, Days = 8, Attacks = AllAttacks, Benign = AllBenign });
        string[] always = ["eventVersion", "userIdentity", "eventTime", "eventSource", "eventName", "awsRegion", "sourceIPAddress", "requestParameters", "responseElements", "eventID", "readOnly", "eventType", "recipientAccountId"];

        Assert.All(Sample.Records(stream.Events), record => Assert.All(always, name => Assert.True(record.TryGetProperty(name, out _), name)));
        Assert.All(Sample.Records(stream.Events).Where(r => r.Text("eventSource") is "iam.amazonaws.com"), r => Assert.Equal("us-east-1", r.Text("awsRegion")));
    }

    [Fact]
    public void Some_records_are_plain_and_some_are_envelopes_that_agree_with_their_detail()
    {
        var lines = Simulator.Run(new SimulationRequest { Seed = 13, Days = 8 }).History;
        var envelopes = lines.Select(l => JsonDocument.Parse(l).RootElement).Where(r => r.TryGetProperty("detail", out _)).ToList();

        Assert.InRange(envelopes.Count, lines.Count / 5, lines.Count / 2);
        Assert.All(envelopes, e =>
        {
            Assert.Equal(e.Text("detail", "recipientAccountId"), e.Text("account"));
            Assert.Equal(e.Text("detail", "eventTime"), e.Text("time"));
            Assert.Equal(e.Text("detail", "awsRegion"), e.Text("region"));
        });
    }

    [Fact]
    public void A_day_of_history_is_a_few_hundred_records()
    {
        foreach (var seed in Enumerable.Range(1, 5))
        {
            var organisation = Organisation.Create((ulong)seed);

            Assert.InRange(organisation.Days, 8, 60);
            Assert.InRange(organisation.History().Count / organisation.Days, 150, 420);
        }
    }

    [Fact]
    public void A_function_is_named_in_three_ways()
    {
        var names = Enumerable.Range(1, 4)
            .SelectMany(seed => Sample.Records(Organisation.Create((ulong)seed, 8).History()))
            .Where(r => r.Name() is "UpdateFunctionCode20150331v2")
            .Select(r => r.Text("requestParameters", "functionName").Count(c => c == ':'))
            .Distinct();

        Assert.Equal([0, 2, 6], names.Order());
    }

    [Fact]
    public void A_scenario_that_is_named_twice_plays_once()
    {
        var organisation = Organisation.Create(2, 8);

        Assert.Equal(Sample.Joined(organisation.EventDay(["incident"], []).Events), Sample.Joined(organisation.EventDay(["incident", "incident"], []).Events));
    }

    [Fact]
    public void An_unknown_scenario_is_refused_with_the_known_names()
    {
        var refusal = Assert.Throws<ArgumentException>(() => Simulator.Run(new SimulationRequest { Seed = 1, Days = 8, Attacks = ["no-such"] }));

        Assert.Contains("role-chaining", refusal.Message, StringComparison.Ordinal);
    }
}
