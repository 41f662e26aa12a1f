using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Sentinel.Aws.Settings;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Tests.Settings;

/// <summary>Whatever was written into SSM in whatever order, the last good value of each parameter is in force.</summary>
public class LastGoodTests
{
    private static readonly DateTimeOffset Start = new(2024, 3, 14, 18, 0, 0, TimeSpan.Zero);

    /// <summary>Good texts are those that a parameter shows when it is asked for its value.</summary>
    private static readonly (string Name, string Default, string[] Good, string[] Bad)[] Tried =
    [
        ("detect/establish-days", "7", ["1", "30", "90"], ["0", "91", "", "seven", "7.5"]),
        ("response/max-containments-per-hour", "10", ["0", "1000"], ["-1", "1001", "many"]),
        ("detect/flood/baseline-factor", "5", ["2", "100"], ["1", "101"]),
        ("detect/sensitive-resources", "none", ["arn:a\narn:b", "none", "arn:c"], ["customer-data", "arn:a\nnone", ""]),
        ("response/protected-functions", "none", ["arn:p", "none"], ["payments", "arn:p\np"]),
        ("response/mode", "observe", ["observe", "approve", "enforce"], ["Enforce", "", "enforced"]),
    ];

    // A text for each parameter, null where it is absent; a null step: SSM fails.
    private static readonly Gen<string?[]?> Step = Gen.OneOf<string?[]?>(
        Gen.Int[0, int.MaxValue].Array[Tried.Length].Select(picks => (string?[]?)picks.Select((pick, i) => Pick(Tried[i], pick)).ToArray()),
        Gen.Int[0, int.MaxValue].Array[Tried.Length].Select(picks => (string?[]?)picks.Select((pick, i) => Pick(Tried[i], pick)).ToArray()),
        Gen.Int[0, int.MaxValue].Array[Tried.Length].Select(picks => (string?[]?)picks.Select((pick, i) => Pick(Tried[i], pick)).ToArray()),
        Gen.Const((string?[]?)null));

    [Fact]
    public async Task Any_sequence_leaves_exactly_the_last_good_values_in_force() => await Step.Array[1, 8].SampleAsync(async steps =>
    {
        using var ssm = new FakeSsm();
        var clock = new FakeTimeProvider(Start);
        using var settings = new SsmSettings(ssm.Client, clock, new Heard());
        var expected = Tried.Select(t => t.Default).ToArray();
        HashSet<string>? neverGood = null;
        foreach (var step in steps)
        {
            ssm.Fails = step is null ? _ => FakeSsm.Denied() : null;
            if (step is not null)
            {
                Fill(ssm.Values, step);
                for (var i = 0; i < Tried.Length; i++) expected[i] = step[i] is not { } text ? Tried[i].Default : Tried[i].Good.Contains(text) ? text : expected[i];
                var bad = Tried.Where((t, i) => step[i] is { } text && t.Bad.Contains(text) && t.Name.StartsWith("response/", StringComparison.Ordinal)).Select(t => t.Name).ToHashSet();
                if (neverGood is null) neverGood = bad;
                else neverGood.IntersectWith(bad);
            }

            clock.Advance(settings.Lifetime);
            var current = await settings.CurrentAsync();

            for (var i = 0; i < Tried.Length; i++)
            {
                var wanted = Tried[i].Name == "response/mode" && neverGood is { Count: > 0 } ? "observe" : expected[i];
                if (Parameters.Find(Tried[i].Name)!.Text(current) != wanted) return false;
            }
        }
        return true;
    }, iter: 200);

    private static string? Pick((string Name, string Default, string[] Good, string[] Bad) tried, int pick)
    {
        var all = tried.Good.Concat(tried.Bad).Append(null).ToArray();
        return all[pick % all.Length];
    }

    // A list of several lines goes into its continuations.
    private static void Fill(SortedDictionary<string, string> values, string?[] step)
    {
        values.Clear();
        for (var i = 0; i < Tried.Length; i++)
        {
            if (step[i] is not { } text) continue;
            var parts = text.Split('\n');
            for (var part = 0; part < parts.Length; part++) values[part == 0 ? Tried[i].Name : $"{Tried[i].Name}/{part + 1}"] = parts[part];
        }
    }
}
