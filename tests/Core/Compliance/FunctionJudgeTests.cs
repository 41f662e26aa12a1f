using CsCheck;
using Sentinel.Core.Compliance;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Compliance;

public class FunctionJudgeTests
{
    private const string Dev = "arn:aws:iam::111122223333:user/dev_user";
    private static readonly DateTimeOffset Now = new(2024, 3, 14, 18, 5, 0, TimeSpan.Zero);
    private static readonly FunctionItem Plain = new(ConfigEvents.Function, "arn:aws:iam::111122223333:role/exec", "python3.12", []);

    [Fact]
    public void An_ordinary_function_is_compliant_and_nothing_is_said() => Assert.Equal(new ComplianceVerdict(ComplianceState.Compliant, null), Of(Plain, new()));

    public static TheoryData<string, string> Faults => new()
    {
        { "creator", "created by arn:aws:iam::111122223333:user/dev_user, neither a deployer nor usual" },
        { "admin", "its role may do everything" },
        { "data", "its role may do everything with a kind of data" },
        { "runtime", "runtime nodejs16.x is deprecated since 2024-06-12" },
        { "layer", "layer of another account: arn:aws:lambda:us-east-1:999988887777:layer:tools:4" },
        { "url", "its URL asks for no authentication" },
        { "policy", "its policy lets anybody invoke it" },
        { "quarantine", "quarantined by SentinelStack" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void Each_fault_alone_is_held_against_it_and_named(string fault, string why)
    {
        var (function, around) = With(Plain, new(), fault);

        Assert.Equal(new ComplianceVerdict(ComplianceState.NonCompliant, why), FunctionJudge.Of(function, around, fault == "runtime" ? Now.AddYears(1) : Now));
    }

    [Fact]
    public void However_much_is_wrong_and_however_it_is_named_the_annotation_fits() =>
        Gen.Select(Gen.OneOf(Gen.String, Gen.OneOf("\u202E", "\r\n", "x").Select(s => string.Concat(Enumerable.Repeat(s, 300)))), Gen.OneOf("creator", "admin", "layer", "url", "policy", "quarantine").Array[1, 6]).Sample((name, faults) =>
        {
            var (function, around) = (Plain, new FunctionSurroundings());
            foreach (var fault in faults) (function, around) = With(function, around, fault);
            if (around.UnexpectedCreator is not null) around = around with { UnexpectedCreator = name };
            if (function.Layers.Count > 0) function = function with { Layers = [$"arn:aws:lambda:us-east-1:999988887777:layer:{name}:1"] };

            var verdict = FunctionJudge.Of(function, around, Now);

            Assert.Equal(ComplianceState.NonCompliant, verdict.State);
            Assert.InRange(verdict.Annotation!.Length, 1, FunctionJudge.LongestAnnotation);
            Assert.DoesNotContain(verdict.Annotation, c => char.IsControl(c) || c is '\u202E');
        });

    [Fact]
    public void A_layer_of_the_own_account_and_what_could_not_be_found_out_are_not_held_against_it() =>
        Assert.Equal(ComplianceState.Compliant, Of(Plain with { Runtime = null, Layers = ["arn:aws:lambda:us-east-1:111122223333:layer:tools:4"] }, new() { Rights = null }).State);

    [Theory]
    [InlineData("python3.9", "2025-12-14", null)]
    [InlineData("python3.9", "2025-12-15", "2025-12-15")]
    [InlineData("java99", "2026-11-27", null)]
    [InlineData(null, "2026-11-27", null)]
    public void A_runtime_is_deprecated_from_its_day_on(string? runtime, string on, string? since) =>
        Assert.Equal(since is null ? null : DateOnly.Parse(since, System.Globalization.CultureInfo.InvariantCulture), Runtimes.DeprecatedSince(runtime, DateTimeOffset.Parse(on + "T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture)));

    [Theory]
    [InlineData(0, 0, true)] // never created one before
    [InlineData(2, 30, false)] // on two days, a month ago
    [InlineData(1, 30, true)] // on one day only
    [InlineData(2, 3, true)] // since three days
    public void A_creator_is_usual_by_two_days_the_first_long_ago(int days, int ago, bool unexpected)
    {
        var facts = Knowing();
        for (var day = 0; day < days; day++) facts.Of(Dev).Learn(Habit.Calls, "lambda:CreateFunction", DaySet.DayOf(Now) - ago + day);

        Assert.Equal(unexpected ? Dev : null, FunctionJudge.UnexpectedCreator(ConfigEvents.Function, "111122223333", facts, SentinelSettings.Default, Now));
    }

    [Fact]
    public void A_deployer_is_expected_while_the_entry_holds()
    {
        var settings = SentinelSettings.Default with { Deployers = [new Deployer(new Glob("arn:aws:iam::*:user/dev_*"), null, new DateOnly(2024, 3, 14))] };

        Assert.Null(FunctionJudge.UnexpectedCreator(ConfigEvents.Function, "111122223333", Knowing(), settings, Now));
        Assert.Equal(Dev, FunctionJudge.UnexpectedCreator(ConfigEvents.Function, "111122223333", Knowing(), settings, Now.AddDays(1)));
    }

    [Fact]
    public void Days_of_an_incident_teach_nothing()
    {
        var facts = Knowing();
        foreach (var ago in (int[])[30, 29])
        {
            facts.Of(Dev).Learn(Habit.Calls, "lambda:CreateFunction", DaySet.DayOf(Now) - ago);
            facts.Of(Dev).Alerted(DaySet.DayOf(Now) - ago);
        }

        Assert.Equal(Dev, FunctionJudge.UnexpectedCreator(ConfigEvents.Function, "111122223333", facts, SentinelSettings.Default, Now));
    }

    [Fact]
    public void In_a_new_account_and_for_a_function_whose_creation_was_not_seen_nobody_is_unexpected()
    {
        Assert.Null(FunctionJudge.UnexpectedCreator(ConfigEvents.Function, "111122223333", Knowing(accountAge: 3), SentinelSettings.Default, Now));
        Assert.Null(FunctionJudge.UnexpectedCreator(ConfigEvents.Function + "-2", "111122223333", Knowing(), SentinelSettings.Default, Now));
    }

    private static MemoryFactStore Knowing(int accountAge = 40)
    {
        var facts = new MemoryFactStore();
        facts.Of(FunctionJudge.AccountSubject("111122223333")).SeenAt(Now.AddDays(-accountAge));
        facts.Of(ConfigEvents.Function).FunctionHistory().Add(new FunctionEvent { Time = Now.AddMinutes(-2), EventId = "e1", Kind = FunctionEventKind.Created, By = Dev });
        return facts;
    }

    private static ComplianceVerdict Of(FunctionItem function, FunctionSurroundings around) => FunctionJudge.Of(function, around, Now);

    private static (FunctionItem, FunctionSurroundings) With(FunctionItem function, FunctionSurroundings around, string fault) => fault switch
    {
        "creator" => (function, around with { UnexpectedCreator = Dev }),
        "admin" => (function, around with { Rights = Rights.Administrator }),
        "data" => (function, around with { Rights = Rights.BroadData }),
        "runtime" => (function with { Runtime = "nodejs16.x" }, around),
        "layer" => (function with { Layers = ["arn:aws:lambda:us-east-1:999988887777:layer:tools:4"] }, around),
        "url" => (function, around with { HasOpenUrl = true }),
        "policy" => (function, around with { LetsAnybodyIn = true }),
        _ => (function, around with { IsQuarantined = true }),
    };
}
