using Sentinel.Core.Coverage;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Coverage;

public class PlaceJudgeTests
{
    private const string Account = "111122223333", Region = "eu-west-1";
    private const string Table = $"arn:aws:dynamodb:{Region}:{Account}:table/customer-data";

    private static readonly string[] Rules = ["SentinelMember-Functions", "SentinelMember-Identities@us-east-1", "SentinelMember-Invocations", "SentinelMember-TableData"];

    private static readonly EventSelection Management = new([new FieldCondition("eventCategory") { EqualTo = ["Management"] }]);
    private static readonly EventSelection Functions = new([new FieldCondition("eventCategory") { EqualTo = ["Data"] }, new FieldCondition("resources.type") { EqualTo = ["AWS::Lambda::Function"] }]);

    private static readonly EventSelection Tables = new(
    [
        new FieldCondition("eventCategory") { EqualTo = ["Data"] }, new FieldCondition("resources.type") { EqualTo = ["AWS::DynamoDB::Table"] }, new FieldCondition("resources.ARN") { EqualTo = [Table] },
    ]);

    private static readonly PlaceView Sound = new()
    {
        Account = Account,
        Region = Region,
        Trails = Answer.Of<IReadOnlyList<TrailView>>([Trail(true, Management, Functions, Tables)]),
        Rules = Answer.Of<IReadOnlyList<RuleView>>(
        [
            new("SentinelMember-Functions", true, true, """{"source":["aws.lambda"]}"""),
            new("SentinelMember-Invocations", true, true, """{"source":["aws.lambda"],"detail":{"eventName":["Invoke"]}}"""),
            new("SentinelMember-TableData", true, true, $$$$"""{"source":["aws.dynamodb"],"detail":{"resources":{"ARN":["{{{{Table}}}}"]}}}"""),
        ]),
        Config = Answer.Of(new ConfigView(true, true, true)),
        GuardDuty = Answer.Of(new GuardDutyView(true, true)),
        FlowLogs = Answer.Of(new FlowLogView(["vpc-1"], [])),
        Undelivered = Answer.Of(new UndeliveredView("SentinelMember-Undelivered", IsThere: true, Holds: false)),
    };

    [Fact]
    public void Where_all_is_there_nothing_is_missing() => Assert.Empty(PlaceJudge.Of(Sound, Wanting(Table)));

    [Fact]
    public void A_stopped_trail_sees_nothing_at_all()
    {
        var gaps = PlaceJudge.Of(Sound with { Trails = Answer.Of<IReadOnlyList<TrailView>>([Trail(false, Management, Functions, Tables)]) }, Wanting(Table));

        Assert.Equal([Sensor.Trail, Sensor.FunctionData, Sensor.TableData], gaps.Select(g => g.Sensor));
        Assert.All(gaps, g => Assert.Equal(Sight.Blind, g.Sight));
        Assert.Equal("the trail is stopped", gaps[0].What);
    }

    [Fact]
    public void Two_trails_may_share_the_work()
    {
        var view = Sound with { Trails = Answer.Of<IReadOnlyList<TrailView>>([Trail(true, Management), Trail(true, Functions), Trail(true, Tables)]) };

        Assert.Empty(PlaceJudge.Of(view, Wanting(Table)));
    }

    [Fact]
    public void Named_functions_are_not_all_functions()
    {
        var some = new EventSelection([.. Functions.Conditions, new FieldCondition("resources.ARN") { EqualTo = ["arn:aws:lambda:eu-west-1:111122223333:function:orders"] }]);

        var gap = Assert.Single(PlaceJudge.Of(Sound with { Trails = Answer.Of<IReadOnlyList<TrailView>>([Trail(true, Management, some, Tables)]) }, Wanting(Table)));

        Assert.Equal((Sensor.FunctionData, Sight.Blind), (gap.Sensor, gap.Sight));
        Assert.Contains("1 named", gap.What, StringComparison.Ordinal);
    }

    [Fact]
    public void Functions_that_are_left_out_by_name_leave_the_others_recorded()
    {
        var others = new EventSelection([.. Functions.Conditions, new FieldCondition("resources.ARN") { NotEqualTo = ["arn:aws:lambda:eu-west-1:111122223333:function:sentinel-detector"] }]);

        Assert.Empty(PlaceJudge.Of(Sound with { Trails = Answer.Of<IReadOnlyList<TrailView>>([Trail(true, Management, others, Tables)]) }, Wanting(Table)));
    }

    [Fact]
    public void What_a_trail_that_cannot_be_read_does_nobody_knows()
    {
        var hidden = new TrailView("arn:aws:cloudtrail:us-east-1:999988887777:trail/organisation", true, Answer.None<TrailContent>("AccessDeniedException"));

        var gaps = PlaceJudge.Of(Sound with { Trails = Answer.Of<IReadOnlyList<TrailView>>([hidden]) }, Wanting(Table));

        Assert.Equal([Sensor.Trail, Sensor.FunctionData, Sensor.TableData], gaps.Select(g => g.Sensor));
        Assert.All(gaps, g => Assert.Equal(Sight.Unknown, g.Sight));
    }

    [Theory]
    [InlineData("arn:aws:dynamodb:eu-west-1:111122223333:table/customer-data", false)]
    [InlineData("arn:aws:dynamodb:eu-west-1:111122223333:table/customer-data/stream/*", false)]
    [InlineData("arn:aws:dynamodb:*:*:table/customer-*", false)] // one that it means is recorded
    [InlineData("arn:aws:dynamodb:eu-west-1:111122223333:table/payments", true)]
    [InlineData("arn:aws:dynamodb:eu-west-1:111122223333:table/pay*", true)]
    [InlineData("arn:aws:dynamodb:us-east-1:111122223333:table/payments", false)] // elsewhere
    [InlineData("arn:aws:dynamodb:eu-west-1:444455556666:table/payments", false)]
    [InlineData("arn:aws:s3:::ledger", true)]
    [InlineData("arn:aws:rds:eu-west-1:111122223333:db:orders", false)] // has no data events
    [InlineData("payments", false)]
    public void What_tuning_names_and_no_selector_records_is_listed(string sensitive, bool missing)
    {
        var gaps = PlaceJudge.Of(Sound, Wanting(sensitive));

        Assert.Equal(missing ? [sensitive] : [], gaps.Select(g => g.Subject));
        Assert.All(gaps, g => Assert.Equal((Sensor.TableData, Sight.Blind), (g.Sensor, g.Sight)));
    }

    [Fact]
    public void A_table_that_is_recorded_and_not_forwarded_is_as_blind()
    {
        var view = Sound with { Rules = Answer.Of<IReadOnlyList<RuleView>>([.. Sound.Rules.Value!.Select(r => r.Name.EndsWith("TableData", StringComparison.Ordinal) ? r with { Pattern = r.Pattern.Replace("customer-data", "other", StringComparison.Ordinal) } : r)]) };

        Assert.Equal([(Sensor.TableData, Table)], PlaceJudge.Of(view, Wanting(Table)).Select(g => (g.Sensor, g.Subject)));
    }

    [Theory]
    [InlineData("missing", "SentinelMember-Functions is not there")]
    [InlineData("disabled", "SentinelMember-Functions is disabled")]
    [InlineData("elsewhere", "SentinelMember-Functions does not lead to the bus")]
    public void A_rule_that_does_not_forward_is_named(string how, string what)
    {
        var rules = Sound.Rules.Value!.ToList();
        if (how == "missing") rules.RemoveAt(0);
        else rules[0] = rules[0] with { IsEnabled = how != "disabled", ToBus = how != "elsewhere" };

        var gap = Assert.Single(PlaceJudge.Of(Sound with { Rules = Answer.Of<IReadOnlyList<RuleView>>(rules) }, Wanting()));

        Assert.Equal((Sensor.Forwarding, Sight.Blind, what), (gap.Sensor, gap.Sight, gap.What));
    }

    [Fact]
    public void A_rule_of_one_region_is_missed_there_only()
    {
        Assert.Empty(PlaceJudge.Of(Sound, Wanting()));
        Assert.Contains("SentinelMember-Identities is not there", Assert.Single(PlaceJudge.Of(Sound with { Region = "us-east-1" }, Wanting())).What, StringComparison.Ordinal);
    }

    [Fact]
    public void Invocations_by_services_that_are_not_forwarded_are_noted_and_wake_nobody()
    {
        var rules = Sound.Rules.Value!.Select(r => r.Name.EndsWith("Invocations", StringComparison.Ordinal) ? r with { Pattern = """{"detail":{"eventName":["Invoke"],"userIdentity":{"type":[{"anything-but":"AWSService"}]}}}""" } : r).ToList();

        var gap = Assert.Single(PlaceJudge.Of(Sound with { Rules = Answer.Of<IReadOnlyList<RuleView>>(rules) }, Wanting()));

        Assert.Equal((Sensor.ServiceInvocations, Sight.Noted), (gap.Sensor, gap.Sight));
    }

    [Theory]
    [InlineData(false, true, true, "AWS Config does not record")]
    [InlineData(true, false, true, "AWS Config does not record functions")]
    [InlineData(true, true, false, "AWS Config records, and fails to deliver")]
    public void Config_must_record_functions_and_deliver_unless_it_is_done_without(bool records, bool functions, bool delivers, string what)
    {
        var view = Sound with { Config = Answer.Of(new ConfigView(records, functions, delivers)) };

        Assert.Equal((Sight.Blind, what), Of(PlaceJudge.Of(view, Wanting())));
        Assert.Equal((Sight.Noted, what), Of(PlaceJudge.Of(view, Wanting() with { Config = false })));

        static (Sight, string) Of(IReadOnlyList<Gap> gaps) => (Assert.Single(gaps).Sight, gaps[0].What);
    }

    [Fact]
    public void GuardDuty_must_be_on_and_watch_functions_and_networks_of_functions_be_recorded()
    {
        Assert.Equal(Sensor.GuardDuty, Assert.Single(PlaceJudge.Of(Sound with { GuardDuty = Answer.Of(new GuardDutyView(false, false)) }, Wanting())).Sensor);
        Assert.Equal(Sensor.GuardDutyLambda, Assert.Single(PlaceJudge.Of(Sound with { GuardDuty = Answer.Of(new GuardDutyView(true, false)) }, Wanting())).Sensor);
        Assert.Contains("vpc-2", Assert.Single(PlaceJudge.Of(Sound with { FlowLogs = Answer.Of(new FlowLogView(["vpc-1"], ["vpc-2"])) }, Wanting())).What, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false, false, "SentinelMember-Undelivered is not there: what the bus refuses is lost")]
    [InlineData(true, true, "events did not reach the bus: they wait in SentinelMember-Undelivered")]
    public void What_could_not_be_delivered_must_be_kept_and_taken_away(bool isThere, bool holds, string what)
    {
        var gap = Assert.Single(PlaceJudge.Of(Sound with { Undelivered = Answer.Of(new UndeliveredView("SentinelMember-Undelivered", isThere, holds)) }, Wanting()));

        Assert.Equal((Sensor.Undelivered, Sight.Blind, what), (gap.Sensor, gap.Sight, gap.What));
    }

    [Fact]
    public void What_could_not_be_asked_is_unknown_and_not_well()
    {
        var view = Sound with
        {
            Trails = Answer.None<IReadOnlyList<TrailView>>("AccessDenied"),
            Rules = Answer.None<IReadOnlyList<RuleView>>("AccessDenied"),
            Config = Answer.None<ConfigView>("AccessDenied"),
            GuardDuty = Answer.None<GuardDutyView>("AccessDenied"),
            FlowLogs = Answer.None<FlowLogView>("AccessDenied"),
            Undelivered = Answer.None<UndeliveredView>("AccessDenied"),
        };

        var gaps = PlaceJudge.Of(view, Wanting(Table));

        Assert.Equal([Sensor.Trail, Sensor.Forwarding, Sensor.Config, Sensor.GuardDuty, Sensor.FlowLogs, Sensor.Undelivered], gaps.Select(g => g.Sensor));
        Assert.All(gaps, g => Assert.Equal((Sight.Unknown, true), (g.Sight, g.What.Contains("AccessDenied", StringComparison.Ordinal))));
    }

    [Fact]
    public void Gaps_of_one_place_have_keys_of_their_own()
    {
        var gaps = PlaceJudge.Of(Sound, Wanting("arn:aws:s3:::ledger", "arn:aws:s3:::ledger-\u202Ecopy", $"arn:aws:dynamodb:{Region}:{Account}:table/payments"));

        Assert.Equal(3, gaps.Select(g => g.Key).Distinct().Count());
        Assert.All(gaps, g => Assert.DoesNotContain(g.Key, c => c is < '!' or > '~'));
    }

    private static Expected Wanting(params string[] sensitive) => new() { Rules = Rules, Sensitive = new GlobList([.. sensitive.Select(s => new Glob(s))]) };

    private static TrailView Trail(bool logging, params EventSelection[] selections) => new("arn:aws:cloudtrail:eu-west-1:111122223333:trail/all", false, Answer.Of(new TrailContent(logging, selections)));
}
