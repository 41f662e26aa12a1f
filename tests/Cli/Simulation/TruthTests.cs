using Sentinel.Cli.Simulation;

namespace Sentinel.Cli.Tests.Simulation;

public sealed class TruthTests
{
    private static readonly string[] OnlyAlerted = ["spread-over-days", "denied-attempts", "protected-function-flood", "trail-stopped"];
    private static readonly string[] Quiet = ["pipeline-release", "announced-pipeline", "s3-burst", "async-invokes", "provider-changed"];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 20)];

    [Fact]
    public void A_truth_survives_its_own_file()
    {
        var truth = new Truth(["arn:aws:lambda:us-east-1:111122223333:function:a"], ["arn:aws:iam::111122223333:user/b"], ["*"], []);

        Assert.Equal(truth.ToJson(), Truth.Parse(truth.ToJson()).ToJson());
        Assert.Empty(Truth.Parse("{}").MustAlert);
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Every_scenario_says_how_it_must_end(int seed)
    {
        var organisation = Organisation.Create((ulong)seed, 8);

        foreach (var attack in Simulator.Attacks.Select(s => s.Name))
        {
            var truth = organisation.EventDay([attack], []).Truth;
            Assert.NotEmpty(truth.MustAlert);
            Assert.Equal(OnlyAlerted.Contains(attack), truth.MustContain.Count == 0);
            Assert.NotEmpty(truth.MustNotAlert);
            Assert.Empty(truth.MustAlert.Intersect(truth.MustNotAlert, StringComparer.Ordinal));
            Assert.Empty(truth.MustContain.Intersect(truth.MustNotContain, StringComparer.Ordinal));
        }

        foreach (var benign in Simulator.Benign.Select(s => s.Name))
        {
            var truth = organisation.EventDay([], [benign]).Truth;
            Assert.Empty(truth.MustAlert);
            Assert.Empty(truth.MustContain);
            Assert.Equal(["*"], truth.MustNotContain);
            Assert.Equal(Quiet.Contains(benign), truth.MustNotAlert is ["*"]);
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_must_be_contained_was_created_or_changed_by_who_must_alert(int seed)
    {
        var organisation = Organisation.Create((ulong)seed, 8);

        foreach (var attack in Simulator.Attacks.Select(s => s.Name).Except(OnlyAlerted, StringComparer.Ordinal))
        {
            var day = organisation.EventDay([attack], []);
            var changes = Sample.Records(day.Events)
                .Where(r => r.Name().StartsWith("CreateFunction20", StringComparison.Ordinal) || r.Name().StartsWith("UpdateFunction", StringComparison.Ordinal))
                .Where(r => day.Truth.MustNotAlert.Count == 1 || !day.Truth.MustNotAlert.Contains(r.Principal(), StringComparer.Ordinal))
                .Select(r => r.Text("responseElements", "functionArn"))
                .ToHashSet(StringComparer.Ordinal);

            Assert.All(day.Truth.MustContain, f => Assert.Contains(changes, changed => string.Equals(changed, f, StringComparison.Ordinal) || changed.StartsWith(f + ":", StringComparison.Ordinal)));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Stolen_credentials_are_used_from_networks_that_the_history_never_saw(int seed)
    {
        var organisation = Organisation.Create((ulong)seed);
        var seen = Sample.Records(organisation.History()).Select(r => r.Network()).ToHashSet(StringComparer.Ordinal);

        Assert.Empty(Geography.Attackers.Intersect(seen, StringComparer.Ordinal));
        Assert.Empty(Geography.Abroad.Intersect(seen, StringComparer.Ordinal));
        foreach (var attack in Simulator.Attacks.Select(s => s.Name))
        {
            var records = Sample.Records(organisation.EventDay([attack], []).Events);
            Assert.Contains(records, r => Geography.Attackers.Contains(r.Network(), StringComparer.Ordinal));
        }
    }

    [Theory]
    [InlineData("announced-pipeline", "detect/deployers")]
    [InlineData("new-hire", "detect/trusted-networks")]
    public void Some_benign_cases_presume_a_setting(string benign, string key)
    {
        var settings = Organisation.Create(4, 8).EventDay([], [benign]).Settings;

        Assert.IsType<string[]>(Assert.Contains(key, settings!));
    }

    [Fact]
    public void Settings_become_a_file_of_string_arrays()
    {
        var hire = Organisation.Create(4, 8).EventDay([], ["new-hire"]);

        Assert.Equal("{\n  \"detect/trusted-networks\": [\n    \"68.45.0.0/16\"\n  ]\n}\n", hire.SettingsToJson());
        Assert.Null(Organisation.Create(4, 8).EventDay(["incident"], []).SettingsToJson());
    }

    [Fact]
    public void The_flooded_function_is_protected()
    {
        var settings = Organisation.Create(4, 8).EventDay(["protected-function-flood"], []).Settings;

        Assert.Single((string[])settings!["response/protected-functions"]!);
    }
}
