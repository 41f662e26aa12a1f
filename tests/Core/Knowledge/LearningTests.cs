using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Knowledge;

public class LearningTests
{
    private static readonly int[] Today = [Build.Today];
    private readonly MemoryFactStore _facts = new();

    [Fact]
    public void A_call_teaches_that_its_caller_makes_it_and_from_where()
    {
        Learn(Build.Record("lambda:CreateFunction"));

        Assert.Equal(Today, Days(Build.Dev, Habit.Calls, "lambda:CreateFunction"));
        Assert.Equal(Today, Days(Build.Dev, Habit.Network, "192.0.0.0/16"));
        Assert.Equal(Today, Days(Build.Dev, Habit.Country, "US"));
    }

    [Theory]
    [InlineData(false, false, Build.Orders, true, true)]
    [InlineData(true, false, Build.Orders, false, true)] // a delete
    [InlineData(false, true, Build.Orders, false, false)] // a function's credentials outside Lambda
    [InlineData(false, false, null, true, false)] // a person
    public void A_call_on_a_table_teaches_who_reads_it_and_which_function_runs_with_a_role(bool deletes, bool outside, string? function, bool reads, bool runs)
    {
        Learning.Learn(new DataCall(Build.Noon, "e-1", Build.User(), Build.Place(), "Scan", "table/customers", deletes, function, outside, Build.Account, "eu-west-1", Known.AccountSubject(Build.Account)), _facts);

        Assert.Equal(reads ? Today : null, _facts.Of(function ?? Build.Dev).DaysOf(Habit.Reads, "table/customers")?.Days.ToArray());
        Assert.Equal(runs ? Today : null, function is null ? null : _facts.Of(Build.Dev).DaysOf(Habit.RunsFunction, function)?.Days.ToArray());
        Assert.Equal(Build.Noon, AccountFacts.FirstSeen);
    }

    [Fact]
    public void A_call_through_a_service_teaches_no_place()
    {
        Learn(Build.Record("lambda:CreateFunction", from: Build.ThroughService()));

        Assert.Equal(Today, Days(Build.Dev, Habit.Calls, "lambda:CreateFunction"));
        Assert.DoesNotContain(_facts.Of(Build.Dev).Habits, h => h.Kind is Habit.Network or Habit.Country);
    }

    [Fact]
    public void A_failed_call_teaches_nothing_but_that_the_account_is_there()
    {
        Learn(Build.Record("lambda:CreateFunction", function: Build.Orders, error: "AccessDenied"));

        Assert.Empty(_facts.Of(Build.Dev).Habits);
        Assert.Null(_facts.Of(Build.Orders).FirstSeen);
        Assert.Null(_facts.Of(Build.Orders).Function);
        Assert.Empty(AccountFacts.Habits);
        Assert.Equal(Build.Noon, AccountFacts.FirstSeen);
    }

    [Theory]
    [InlineData("arn:aws:iam::111122223333:role/SentinelContainment", true)]
    [InlineData("arn:aws:iam::444455556666:role/SentinelContainment", false)]
    [InlineData("arn:aws:iam::111122223333:role/x/SentinelContainment", false)]
    [InlineData("arn:aws:iam::111122223333:role/NotSentinelContainment", false)]
    [InlineData("arn:aws:iam::111122223333:user/SentinelContainment", false)]
    [InlineData("arn:aws:iam::111122223333:x:role/SentinelContainment", false)]
    public void Ours_is_who_bears_the_exact_arn_of_the_containment_role(string arn, bool ours)
    {
        var record = Build.Record("lambda:PutFunctionConcurrency", by: Build.User(arn), function: Build.Orders);

        Learn(record);

        Assert.Equal(ours, Learning.IsOurs(record));
        Assert.Equal(ours, !_facts.Of(arn).Habits.Any());
        Assert.Equal(ours, _facts.Of(Build.Orders).FirstSeen is null);
    }

    [Fact]
    public void Who_has_no_arn_is_not_ours() => Assert.False(Learning.IsOurs(Build.Record("lambda:Invoke", by: Principal.Nobody)));

    [Theory]
    [InlineData("Success", true)]
    [InlineData("Failure", false)]
    public void Only_a_sign_in_that_succeeded_teaches(string outcome, bool teaches)
    {
        Learn(Build.Record("signin:ConsoleLogin", fields: (Field.ConsoleLogin, outcome)));

        Assert.Equal(teaches, _facts.Of(Build.Dev).Habits.Any());
    }

    [Fact]
    public void A_sign_in_whose_outcome_is_not_told_teaches_nothing()
    {
        Learn(Build.Record("signin:ConsoleLogin"));

        Assert.Empty(_facts.Of(Build.Dev).Habits);
    }

    [Theory]
    [InlineData("Yes", "true")]
    [InlineData("No", "false")]
    [InlineData(null, "false")]
    public void A_sign_in_teaches_whether_the_caller_uses_mfa(string? used, string expected)
    {
        (Field, string)[] fields = used is null ? [(Field.ConsoleLogin, "Success")] : [(Field.ConsoleLogin, "Success"), (Field.MfaUsed, used)];

        Learn(Build.Record("signin:ConsoleLogin", fields: fields));

        Assert.Equal(expected, Assert.Single(_facts.Of(Build.Dev).Habits, h => h.Kind == Habit.Mfa).Value);
    }

    [Theory]
    [InlineData("iam:CreateRole", "true", null, "true")]
    [InlineData("lambda:CreateFunction", "false", null, "false")]
    [InlineData("cloudformation:CreateStack", null, null, "false")]
    [InlineData("lambda:CreateFunction", "true", "cloudformation.amazonaws.com", null)]
    [InlineData("sts:AssumeRole", "true", null, null)]
    public void A_change_teaches_whether_the_caller_uses_mfa(string api, string? mfa, string? invokedBy, string? expected)
    {
        Learn(Build.Record(api, by: Build.User() with { MfaAuthenticated = mfa, InvokedBy = invokedBy }));

        Assert.Equal(expected, _facts.Of(Build.Dev).Habits.SingleOrDefault(h => h.Kind == Habit.Mfa).Value);
    }

    [Fact]
    public void A_service_has_no_habits()
    {
        Learn(Build.Record("lambda:CreateFunction", by: Build.Service(), function: Build.Orders));

        Assert.Empty(_facts.Of("s3.amazonaws.com").Habits);
        Assert.Equal(Build.Noon, _facts.Of(Build.Orders).FirstSeen);
    }

    [Theory]
    [InlineData("lambda:UpdateAlias", true)]
    [InlineData("cloudformation:CreateStack", true)]
    [InlineData("iam:CreateRole", false)]
    public void Regions_are_those_in_which_functions_or_stacks_are_changed(string api, bool teaches)
    {
        Learn(Build.Record(api));

        Assert.Equal(teaches ? Today : null, Days("account:111122223333", Habit.ActiveRegion, "eu-west-1"));
    }

    [Fact]
    public void A_record_without_account_or_region_teaches_neither()
    {
        Learn(Build.Record("lambda:CreateFunction", account: "", fields: (Field.Layers, "arn:aws:lambda:eu-west-1:444455556666:layer:x:1")));
        Learn(Build.Record("lambda:CreateFunction", 1, region: ""));

        Assert.DoesNotContain(_facts.All, f => f.Subject == "account:");
        Assert.Empty(AccountFacts.Habits);
    }

    [Fact]
    public void Layers_teach_whose_they_are()
    {
        Learn(Build.Record("lambda:UpdateFunctionConfiguration", fields: (Field.Layers, "arn:aws:lambda:eu-west-1:444455556666:layer:x:1\narn:aws:lambda:eu-west-1:777788889999:layer:y:2\narn:aws:lambda:eu-west-1::layer:z:3\nnonsense")));

        Assert.Equal(["444455556666", "777788889999"], AccountFacts.Habits.Where(h => h.Kind == Habit.LayerAccount).Select(h => h.Value).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("444455556666", null, null, null, "444455556666")]
    [InlineData("arn:aws:iam::444455556666:role/runner", null, null, null, "444455556666")]
    [InlineData("*", "o-a1b2c3d4e5", "777788889999", null, "o-a1b2c3d4e5")]
    [InlineData("s3.amazonaws.com", null, "777788889999", "arn:aws:s3:::uploads", "777788889999")]
    [InlineData("events.amazonaws.com", null, null, "arn:aws:events:eu-west-1:444455556666:rule/tick", "444455556666")]
    [InlineData("s3.amazonaws.com", null, null, "arn:aws:s3:::uploads", "s3.amazonaws.com")]
    public void A_grant_teaches_whom_it_reaches(string principal, string? organisation, string? account, string? source, string expected)
    {
        (Field, string?)[] fields = [(Field.Principal, principal), (Field.PrincipalOrgId, organisation), (Field.SourceAccount, account), (Field.SourceArn, source)];

        Learn(Build.Record("lambda:AddPermission", fields: [.. fields.Where(f => f.Item2 is not null).Select(f => (f.Item1, f.Item2!))]));

        Assert.Equal(expected, Assert.Single(AccountFacts.Habits, h => h.Kind == Habit.GrantedTo).Value);
    }

    [Fact]
    public void Another_call_that_names_a_principal_grants_nothing()
    {
        Learn(Build.Record("lambda:AddLayerVersionPermission", fields: (Field.Principal, "444455556666")));
        Learn(Build.Record("lambda:AddPermission", 1));

        Assert.DoesNotContain(AccountFacts.Habits, h => h.Kind == Habit.GrantedTo);
    }

    [Theory]
    [InlineData("CreateFunction", FunctionEventKind.Created)]
    [InlineData("UpdateFunctionCode", FunctionEventKind.CodeChanged)]
    [InlineData("UpdateFunctionConfiguration", FunctionEventKind.ConfigurationChanged)]
    [InlineData("DeleteFunction", FunctionEventKind.Deleted)]
    [InlineData("PutFunctionConcurrency", FunctionEventKind.ConcurrencySet)]
    [InlineData("DeleteFunctionConcurrency", FunctionEventKind.ConcurrencyRemoved)]
    [InlineData("CreateEventSourceMapping", FunctionEventKind.MappingCreated)]
    [InlineData("DeleteEventSourceMapping", FunctionEventKind.MappingDeleted)]
    [InlineData("AddPermission", FunctionEventKind.Opened)]
    [InlineData("CreateFunctionUrlConfig", FunctionEventKind.Opened)]
    [InlineData("UpdateFunctionUrlConfig", FunctionEventKind.Opened)]
    [InlineData("GetFunction", null)]
    public void A_call_about_a_function_is_an_event_in_its_life(string api, FunctionEventKind? expected)
    {
        Learn(Build.Record("lambda:" + api, function: Build.Orders));

        Assert.Equal(expected, _facts.Of(Build.Orders).Function?.Events.Single().Kind);
        Assert.Equal(Build.Noon, _facts.Of(Build.Orders).FirstSeen);
    }

    [Theory]
    [InlineData("true", FunctionEventKind.MappingEnabled)]
    [InlineData("false", FunctionEventKind.MappingDisabled)]
    [InlineData(null, null)]
    public void A_mapping_is_switched_on_or_off(string? enabled, FunctionEventKind? expected)
    {
        Learn(Build.Record("lambda:UpdateEventSourceMapping", function: Build.Orders, fields: enabled is null ? [] : [(Field.Enabled, enabled)]));

        Assert.Equal(expected, _facts.Of(Build.Orders).Function?.Events.Single().Kind);
    }

    [Fact]
    public void A_dry_run_changes_no_code()
    {
        Learn(Build.Record("lambda:UpdateFunctionCode", function: Build.Orders, fields: (Field.DryRun, "true")));

        Assert.Null(_facts.Of(Build.Orders).Function);
    }

    [Fact]
    public void An_event_keeps_what_the_call_tells()
    {
        Learn(Build.Record("lambda:CreateFunction", 3, "e1", function: Build.Orders, role: Build.Role, fields:
        [
            (Field.CodeSha256, "abc"), (Field.CodeLocation, "s3://drop/a.zip"),
            (Field.ReservedConcurrentExecutions, "5"), (Field.Uuid, "m1"), (Field.EventSourceArn, "stream"),
        ]));

        Assert.Equal(
            new FunctionEvent
            {
                Time = Build.At(3),
                EventId = "e1",
                Kind = FunctionEventKind.Created,
                By = Build.Dev,
                Role = Build.Role,
                CodeSha256 = "abc",
                CodeLocation = "s3://drop/a.zip",
                Concurrency = 5,
                Mapping = "m1",
                EventSource = "stream",
                Source = Build.Place().Text,
            },
            _facts.Of(Build.Orders).Function!.Events.Single());
    }

    [Fact]
    public void An_event_reads_role_and_code_from_the_response_where_the_request_has_none()
    {
        Learn(Build.Record("lambda:UpdateFunctionConfiguration", function: Build.Orders, fields:
            [(Field.RoleArn, "arn:aws:iam::111122223333:role/path/orders-role"), (Field.CodeLocation, "image"), (Field.ReservedConcurrentExecutions, "many")]));

        var e = _facts.Of(Build.Orders).Function!.Events.Single();
        Assert.Equal((Build.Role, "image", null), (e.Role, e.CodeLocation, e.Concurrency));
    }

    [Fact]
    public void Another_services_call_about_a_function_is_no_event_in_its_life()
    {
        Learn(Build.Record("events:CreateFunction", function: Build.Orders));

        Assert.Null(_facts.Of(Build.Orders).FirstSeen);
    }

    [Fact]
    public void Learning_twice_and_in_any_order_is_learning_once()
    {
        CloudTrailRecord[] records =
        [
            Build.Record("lambda:CreateFunction", 0, function: Build.Orders, role: Build.Role), Build.Record("lambda:DeleteFunction", 5, function: Build.Orders),
            Build.Record("lambda:AddPermission", 2, function: Build.Orders, fields: (Field.Principal, "444455556666")), Build.Record("signin:ConsoleLogin", -3, fields: (Field.ConsoleLogin, "Success")),
        ];
        var other = new MemoryFactStore();

        foreach (var record in records) Learn(record);
        foreach (var record in records.Reverse().Concat(records)) Learning.Learn(record, other);

        Assert.Equal(_facts.All.Select(f => f.Text()), other.All.Select(f => f.Text()));
    }

    [Fact]
    public void An_invocation_teaches_who_invokes_what_from_where()
    {
        Learning.Learn(new Invocation(Build.Noon, "e", Build.User(), Build.Place(), Build.Orders, Build.Account, "eu-west-1", Known.AccountSubject(Build.Account)), _facts);

        Assert.Equal(Today, Days(Build.Dev, Habit.Invokes, Build.Orders));
        Assert.Equal(Today, Days(Build.Dev, Habit.Network, "192.0.0.0/16"));
        Assert.Equal(Today, Days(Build.Dev, Habit.Country, "US"));
        Assert.Equal(Build.Noon, _facts.Of(Build.Orders).FirstSeen);
        Assert.Equal(Build.Noon, AccountFacts.FirstSeen);
    }

    [Fact]
    public void An_invocation_by_a_service_teaches_that_the_function_is_there_and_no_more()
    {
        Learning.Learn(new Invocation(Build.Noon, "e", Build.Service(), Build.Place(), Build.Orders, Build.Account, "eu-west-1", Known.AccountSubject(Build.Account)), _facts);

        Assert.Equal(Build.Noon, _facts.Of(Build.Orders).FirstSeen);
        Assert.Empty(_facts.Of("s3.amazonaws.com").Habits);
    }

    [Fact]
    public void A_record_is_kept_under_its_function_its_role_and_its_code()
    {
        var record = Build.Record("lambda:CreateFunction", function: Build.Orders, role: Build.Role, fields: [(Field.CodeSha256, "abc"), (Field.CodeLocation, "s3://drop/a.zip")]);

        Assert.Equal([Build.Orders, Build.Role, "code:abc", "s3://drop/a.zip"], Learning.SubjectsOf(record, fromUsualPlace: true));
    }

    [Fact]
    public void It_is_kept_under_its_caller_where_its_place_or_its_refusal_tells_of_others()
    {
        Assert.Equal([Build.Dev, Build.Role], Learning.SubjectsOf(Build.Record("iam:CreateRole", role: Build.Role), fromUsualPlace: false));
        Assert.Equal([Build.Dev, Build.Role], Learning.SubjectsOf(Build.Record("iam:CreateRole", role: Build.Role, error: "AccessDenied"), fromUsualPlace: true));
        Assert.Equal([Build.Role], Learning.SubjectsOf(Build.Record("iam:CreateRole", role: Build.Role, by: Build.Service()), fromUsualPlace: false));
    }

    [Fact]
    public void What_only_assumes_a_role_from_a_usual_place_is_not_kept() =>
        Assert.Empty(Learning.SubjectsOf(Build.Record("sts:AssumeRole", role: Build.Role), fromUsualPlace: true));

    [Fact]
    public void A_role_that_changes_itself_is_one_subject()
    {
        var record = Build.Record("iam:PutRolePolicy", by: Build.User(Build.Role), role: Build.Role);

        Assert.All([true, false], usual => Assert.Equal([Build.Role], Learning.SubjectsOf(record, usual)));
    }

    private const string Sha = "SGOfjuhYG6ZlwPjyhARayIf0pKQ6tCnVFrZHn0noZ1E=";

    [Fact]
    public void Code_is_a_subject_only_in_lambda_and_only_where_it_is_told()
    {
        Assert.Empty(Learning.SubjectsOf(Build.Record("iam:CreateRole", fields: [(Field.CodeSha256, "abc"), (Field.CodeLocation, "image")]), fromUsualPlace: true));
        Assert.Equal(["code:image"], Learning.SubjectsOf(Build.Record("lambda:CreateFunction", fields: [(Field.CodeSha256, ""), (Field.CodeLocation, "image")]), fromUsualPlace: true));
        Assert.Equal([Sha], Learning.SubjectsOf(Build.Record("lambda:CreateFunction", fields: (Field.CodeSha256, Sha)), fromUsualPlace: true));
    }

    [Fact]
    public void Every_call_that_runs_a_function_is_wanted() => Assert.All(Learning.Invocations, api => Assert.Contains(api, Learning.Wants));

    private SubjectFacts AccountFacts => _facts.Of("account:" + Build.Account);

    private int[]? Days(string subject, Habit kind, string value) => _facts.Of(subject).DaysOf(kind, value)?.Days.ToArray();

    private void Learn(CloudTrailRecord record) => Learning.Learn(record, _facts);
}
