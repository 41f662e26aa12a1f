using CsCheck;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Knowledge;

public class KnownTests
{
    private readonly MemoryFactStore _facts = new();
    private readonly MemoryRecordStore _records = new();

    [Fact]
    public void A_habit_of_two_days_that_is_old_enough_is_usual()
    {
        Learn(Habit.Country, "US", 7, 2);

        Assert.True(Known().Usual(Habit.Country, Build.Dev, "US"));
        Assert.True(Known().HasUsual(Habit.Country, Build.Dev));
    }

    [Fact]
    public void One_day_is_no_habit()
    {
        Learn(Habit.Country, "US", 30);

        Assert.False(Known().Usual(Habit.Country, Build.Dev, "US"));
        Assert.False(Known().HasUsual(Habit.Country, Build.Dev));
    }

    [Fact]
    public void A_habit_younger_than_the_establishing_days_is_none()
    {
        Learn(Habit.Country, "US", 6, 5, 4, 3, 2);

        Assert.False(Known().Usual(Habit.Country, Build.Dev, "US"));
        Assert.True(Known(SentinelSettings.Default with { EstablishDays = 6 }).Usual(Habit.Country, Build.Dev, "US"));
    }

    [Fact]
    public void The_last_twenty_four_hours_make_no_habit()
    {
        Learn(Habit.Country, "US", 30, 1, 0);

        Assert.False(Known().Usual(Habit.Country, Build.Dev, "US"));
    }

    [Fact]
    public void Days_inside_an_alerting_incident_make_no_habit()
    {
        Learn(Habit.Country, "US", 30, 10);
        _facts.Of(Build.Dev).Alerted(Build.Today - 10);

        Assert.False(Known().Usual(Habit.Country, Build.Dev, "US"));
        Assert.False(Known().HasUsual(Habit.Country, Build.Dev));
    }

    [Fact]
    public void Other_functions_are_usual_on_an_interface_as_habits_are()
    {
        Ran(Build.Orders, 30, 10);
        Ran(Build.Mailer, 30, 10);
        Ran("arn:old", 7, 2);
        Ran("arn:young", 6, 2);
        Ran("arn:of-today", 30, 1);
        _facts.Of("eni-1").Learn(Habit.SendsTo, "192.0.0.0/16", Build.Today - 30);
        _facts.Of("eni-1").Learn(Habit.SendsTo, "192.0.0.0/16", Build.Today - 10);

        Assert.Equal(2, Known().OthersUsuallyOn("eni-1", Build.Orders));
        Assert.Equal(3, Known().OthersUsuallyOn("eni-1", "arn:another"));
        _facts.Of("eni-1").Alerted(Build.Today - 2);
        Assert.Equal(1, Known().OthersUsuallyOn("eni-1", Build.Orders));

        void Ran(string function, params int[] daysAgo)
        {
            foreach (var ago in daysAgo) _facts.Of("eni-1").Learn(Habit.RunsFunction, function, Build.Today - ago);
        }
    }

    [Theory]
    [InlineData(40, 10)]
    [InlineData(7, 1)]
    [InlineData(1, 1)]
    public void A_novelty_in_a_new_account_weighs_a_quarter_and_at_least_one(int weight, int reduced) => Assert.Equal(reduced, Sentinel.Core.Knowledge.Known.Reduced(weight));

    [Fact]
    public void Usual_is_told_by_subject_kind_and_value()
    {
        Learn(Habit.Country, "US", 30, 10);

        Assert.False(Known().Usual(Habit.Country, Build.Mallory, "US"));
        Assert.False(Known().Usual(Habit.Network, Build.Dev, "US"));
        Assert.False(Known().Usual(Habit.Country, Build.Dev, "DE"));
        Assert.False(Known().HasUsual(Habit.Network, Build.Dev));
    }

    [Fact]
    public void A_call_is_usual_for_its_caller()
    {
        Learn(Habit.Calls, "lambda:CreateFunction", 30, 10);

        Assert.True(Known().UsuallyCalls(Build.User(), "lambda:CreateFunction"));
        Assert.False(Known().UsuallyCalls(Build.User(), "lambda:UpdateFunctionCode"));
        Assert.False(Known().UsuallyCalls(Build.User(Build.Mallory), "lambda:CreateFunction"));
    }

    [Fact]
    public void Nothing_that_is_learned_from_the_last_twenty_four_hours_changes_an_answer()
    {
        var fact = Gen.Select(Gen.Int[0, 2], Gen.Int[0, 2], Gen.Int[2, 20]);
        var late = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], Gen.Int[0, 1440]);
        Gen.Select(fact.Array[0, 20], late.Array[1, 10], Gen.Int[0, 1439]).Sample((settled, recent, minute) =>
        {
            var test = new KnownTests();
            var time = Build.Noon.Date.AddMinutes(minute);
            foreach (var (kind, value, ago) in settled) test._facts.Of(Build.Dev).Learn(Kind(kind), $"v{value}", Build.Today - ago);
            var before = test.Answers(new DateTimeOffset(time, TimeSpan.Zero));

            foreach (var (kind, value, ago) in recent)
            {
                var day = DaySet.DayOf(new DateTimeOffset(time, TimeSpan.Zero).AddMinutes(-ago));
                if (kind == 3) test._facts.Of(Build.Dev).Alerted(day);
                else test._facts.Of(Build.Dev).Learn(Kind(kind), $"v{value}", day);
            }

            Assert.Equal(before, test.Answers(new DateTimeOffset(time, TimeSpan.Zero)));
        }, threads: 1);

        static Habit Kind(int kind) => (Habit)kind;
    }

    [Fact]
    public void An_account_is_cold_until_it_is_known_for_the_establishing_days()
    {
        Assert.True(Known().IsCold(Build.Account));

        _facts.Of("account:" + Build.Account).SeenAt(Build.Noon.AddDays(-7));

        Assert.False(Known().IsCold(Build.Account));
        Assert.False(Known(at: Build.At(59)).IsCold(Build.Account));
        Assert.True(Known(at: Build.At(-1)).IsCold(Build.Account));
        Assert.True(Known(SentinelSettings.Default with { EstablishDays = 8 }).IsCold(Build.Account));
    }

    [Fact]
    public void An_account_stays_cold_until_the_next_full_hour()
    {
        _facts.Of("account:" + Build.Account).SeenAt(Build.At(1).AddDays(-7));

        Assert.True(Known(at: Build.At(59)).IsCold(Build.Account));
        Assert.False(Known(at: Build.At(60)).IsCold(Build.Account));
    }

    [Fact]
    public void A_deployer_is_known_by_its_arn_until_its_entry_ends()
    {
        var settings = SentinelSettings.Default with { Deployers = [new Deployer(new Glob("*user/dev"), null, new DateOnly(2024, 3, 14))] };

        Assert.True(Known(settings).IsDeployer(Build.User()));
        Assert.False(Known(settings, Build.At(12 * 60)).IsDeployer(Build.User()));
        Assert.False(Known(settings).IsDeployer(Build.User(Build.Mallory)));
        Assert.False(Known(settings).IsDeployer(new Principal { Subject = Build.Dev }));
    }

    [Theory]
    [InlineData("192.0.2.10", "US", SourceNovelty.Usual)] // the usual network
    [InlineData("192.0.99.1", "DE", SourceNovelty.Usual)] // the same network, whatever the country database says
    [InlineData("198.51.100.1", "US", SourceNovelty.Network)]
    [InlineData("198.51.100.1", null, SourceNovelty.Network)]
    [InlineData("198.51.100.1", "RU", SourceNovelty.Country)]
    [InlineData("203.0.113.1", "RU", SourceNovelty.Usual)] // trusted
    public void A_source_is_compared_with_the_usual_ones(string address, string? country, SourceNovelty expected)
    {
        Learn(Habit.Network, "192.0.0.0/16", 30, 10);
        Learn(Habit.Country, "US", 30, 10);
        var settings = SentinelSettings.Default with { TrustedNetworks = [System.Net.IPNetwork.Parse("203.0.113.0/24")] };

        Assert.Equal(expected, Known(settings).NoveltyOf(Build.User(), Build.Place(address, country)));
    }

    [Fact]
    public void Without_a_usual_place_any_place_is_a_new_network_but_for_an_announced_deployer()
    {
        var settings = SentinelSettings.Default with { Deployers = [new Deployer(new Glob(Build.Dev), null, null)] };

        Assert.Equal(SourceNovelty.Network, Known().NoveltyOf(Build.User(), Build.Place()));
        Assert.Equal(SourceNovelty.Usual, Known(settings).NoveltyOf(Build.User(), Build.Place()));
        Assert.Equal(SourceNovelty.Network, Known(settings).NoveltyOf(Build.User(Build.Mallory), Build.Place()));
    }

    [Fact]
    public void A_deployer_with_a_usual_place_is_compared_like_anybody()
    {
        Learn(Habit.Network, "192.0.0.0/16", 30, 10);
        var settings = SentinelSettings.Default with { Deployers = [new Deployer(new Glob(Build.Dev), null, null)] };

        Assert.Equal(SourceNovelty.Country, Known(settings).NoveltyOf(Build.User(), Build.Place("198.51.100.1", "RU")));
    }

    [Fact]
    public void What_is_no_address_or_comes_from_a_service_is_usual()
    {
        Assert.Equal(SourceNovelty.Usual, Known().NoveltyOf(Build.User(), Build.ThroughService()));
        Assert.Equal(SourceNovelty.Usual, Known().NoveltyOf(Build.User(), Build.Place() with { Network = null }));
        Assert.Equal(SourceNovelty.Usual, Known().NoveltyOf(Build.Service(), Build.Place()));
        Assert.Equal(SourceNovelty.Usual, Known().NoveltyOf(Build.Record("lambda:CreateFunction", by: Build.Service(), from: Build.ThroughService())));
    }

    [Fact]
    public void A_call_through_a_service_is_as_unusual_as_the_callers_own_calls_of_the_hour_before()
    {
        Learn(Habit.Network, "192.0.0.0/16", 30, 10);
        Learn(Habit.Country, "US", 30, 10);
        Keep(Build.Record("iam:CreateRole", -50, from: Build.Place("203.0.113.1", "RU")));
        Keep(Build.Record("iam:CreateRole", -10, from: Build.Place("198.51.100.1", "US")));
        Keep(Build.Record("iam:CreateRole", -5));
        var throughStack = Build.Record("lambda:CreateFunction", from: Build.ThroughService());

        Assert.Equal(SourceNovelty.Country, Known().NoveltyOf(throughStack));
        Assert.Equal(SourceNovelty.Network, Known(at: Build.At(10)).NoveltyOf(throughStack));
        Assert.Equal(SourceNovelty.Usual, Known(at: Build.At(50)).NoveltyOf(throughStack));
    }

    [Fact]
    public void A_direct_call_is_judged_by_its_own_source_alone()
    {
        Learn(Habit.Network, "192.0.0.0/16", 30, 10);
        Keep(Build.Record("iam:CreateRole", -10, from: Build.Place("203.0.113.1", "RU")));

        Assert.Equal(SourceNovelty.Usual, Known().NoveltyOf(Build.Record("lambda:CreateFunction")));
    }

    [Fact]
    public void Recent_records_are_those_within_the_span_before_the_event_oldest_first()
    {
        foreach (var minute in new[] { -11, -10, -9, -1, 0, 1 }) Keep(Build.Record("iam:CreateRole", minute));

        var recent = Known(id: "iam:CreateRole@0").Recent(Build.Dev, TimeSpan.FromMinutes(10));

        Assert.Equal([-9, -1], recent.Select(r => (r.Time - Build.Noon).TotalMinutes));
    }

    [Theory]
    [InlineData(180, -179)]
    [InlineData(90, -89)]
    [InlineData(30, -59)] // the hour in which things count as fresh
    public void Records_further_back_than_the_window_are_not_asked_for(int window, int oldest)
    {
        foreach (var minute in new[] { -180, -179, -90, -89, -60, -59 }) Keep(Build.Record("iam:CreateRole", minute));

        var recent = Known(SentinelSettings.Default with { WindowMinutes = window }).Recent(Build.Dev, TimeSpan.FromDays(2));

        Assert.Equal(Build.At(oldest), recent.First().Time);
    }

    [Fact]
    public void Of_one_second_a_record_of_smaller_id_is_earlier()
    {
        Keep(Build.Record("iam:CreateRole", id: "a"));
        Keep(Build.Record("iam:CreateRole", id: "c"));

        Assert.Equal(["a"], Known(id: "b").Recent(Build.Dev, TimeSpan.FromMinutes(1)).Select(r => r.EventId));
    }

    [Fact]
    public void Asking_for_records_of_a_subject_that_is_not_the_records_own_is_a_mistake() =>
        Assert.Throws<InvalidOperationException>(() => Known().Recent("somebody", TimeSpan.FromMinutes(1)).ToList());

    [Fact]
    public void A_role_was_created_when_its_last_successful_creation_says()
    {
        Keep(Build.Record("iam:CreateRole", -30, role: Build.Role));
        Keep(Build.Record("iam:CreateRole", -20, role: Build.Role));
        Keep(Build.Record("iam:CreateRole", -10, role: Build.Role, error: "EntityAlreadyExists"));
        Keep(Build.Record("iam:AttachRolePolicy", -5, role: Build.Role));
        Keep(Build.Record("lambda:CreateRole", -4, role: Build.Role));

        Assert.Equal(Build.At(-20), Known().RoleCreated(Build.Role, TimeSpan.FromHours(1)));
        Assert.Null(Known().RoleCreated(Build.Role, TimeSpan.FromMinutes(15)));
        Assert.Null(Known().RoleCreated(null, TimeSpan.FromHours(1)));
    }

    [Fact]
    public void A_function_is_quarantined_from_its_condemnation_for_two_days()
    {
        _facts.Of(Build.Orders).FunctionHistory().Condemn(Build.Noon);

        Assert.Null(Known(at: Build.At(0)).QuarantinedSince(Build.Orders));
        Assert.Equal(Build.Noon, Known(at: Build.At(1)).QuarantinedSince(Build.Orders));
        Assert.Equal(Build.Noon, Known(at: Build.At(2879)).QuarantinedSince(Build.Orders));
        Assert.Null(Known(at: Build.At(2880)).QuarantinedSince(Build.Orders));
        Assert.Null(Known(at: Build.At(1)).QuarantinedSince(Build.Mailer));
    }

    [Fact]
    public void A_quarantine_is_known_only_after_the_delivery_delay()
    {
        _facts.Of(Build.Orders).FunctionHistory().Condemn(Build.Noon);

        Assert.Null(Known(at: Build.At(5), delay: 5).QuarantinedSince(Build.Orders));
        Assert.Equal(Build.Noon, Known(at: Build.At(6), delay: 5).QuarantinedSince(Build.Orders));
    }

    [Fact]
    public void A_quarantine_of_an_earlier_life_still_counts()
    {
        var history = _facts.Of(Build.Orders).FunctionHistory();
        history.Add(Build.Event(FunctionEventKind.Created, 5));
        history.Condemn(Build.At(-3_000));
        history.Condemn(Build.At(1));

        Assert.Equal(Build.At(-3_000), Known(at: Build.At(-2_000)).QuarantinedSince(Build.Orders));
        Assert.Null(Known(at: Build.At(9)).QuarantinedSince(Build.Orders));
        history.Condemn(Build.At(6));
        Assert.Equal(Build.At(6), Known(at: Build.At(9)).QuarantinedSince(Build.Orders));
    }

    [Fact]
    public void Code_of_another_function_that_stood_quarantined_is_recognised()
    {
        Keep(Build.Record("lambda:CreateFunction", -30, function: Build.Orders, fields: (Field.CodeSha256, "abc")));
        _facts.Of(Build.Orders).FunctionHistory().Condemn(Build.At(-20));

        Assert.Equal(Build.Orders, Known().QuarantinedWithCode(Build.Mailer));
        Assert.Null(Known().QuarantinedWithCode(Build.Orders));
        Assert.Null(Known(at: Build.At(-20)).QuarantinedWithCode(Build.Mailer));
        Assert.Null(Known(at: Build.At(-16), delay: 5).QuarantinedWithCode(Build.Mailer));
        Assert.Null(Known(at: Build.At(2_850)).QuarantinedWithCode(Build.Mailer));
    }

    [Fact]
    public void Code_of_a_function_that_nobody_condemned_is_anybodys()
    {
        Keep(Build.Record("lambda:CreateFunction", -30, function: Build.Orders, fields: (Field.CodeSha256, "abc")));

        Assert.Null(Known().QuarantinedWithCode(Build.Mailer));
        _facts.Of(Build.Orders).FunctionHistory();
        Assert.Null(Known().QuarantinedWithCode(Build.Mailer));
    }

    [Fact]
    public void A_function_is_long_known_when_it_was_there_on_a_settled_day()
    {
        Assert.False(Known().IsLongKnown(Build.Orders));
        _facts.Of(Build.Orders).SeenAt(new DateTimeOffset(Build.Noon.Date, TimeSpan.Zero).AddDays(-1));
        Assert.False(Known().IsLongKnown(Build.Orders));

        _facts.Of(Build.Orders).SeenAt(new DateTimeOffset(Build.Noon.Date, TimeSpan.Zero).AddDays(-1).AddTicks(-1));

        Assert.True(Known().IsLongKnown(Build.Orders));
    }

    private string Answers(DateTimeOffset time)
    {
        var known = Known(at: time);
        return string.Join(';', Enum.GetValues<Habit>().Select(kind => $"{kind} {known.HasUsual(kind, Build.Dev)} "
            + string.Join(',', Enumerable.Range(0, 4).Select(v => known.Usual(kind, Build.Dev, $"v{v}")))));
    }

    private void Learn(Habit kind, string value, params int[] daysAgo)
    {
        foreach (var ago in daysAgo) _facts.Of(Build.Dev).Learn(kind, value, Build.Today - ago);
    }

    private void Keep(CloudTrailRecord record) => _records.Add(Build.Kept(record));

    private Known Known(SentinelSettings? settings = null, DateTimeOffset? at = null, string id = "", int delay = 0)
    {
        var known = new Known(_facts, _records, settings ?? SentinelSettings.Default, TimeSpan.FromMinutes(delay));
        known.At(at ?? Build.Noon, id, [Build.Dev, Build.Role, Learning.CodeSubject("abc")]);
        return known;
    }
}
