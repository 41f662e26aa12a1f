using Sentinel.Core.CloudTrail;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Tests.Detections;

/// <summary>What the base class makes of a record, an invocation or a flood.</summary>
public class FiredSignalTests
{
    private const string Function = "arn:aws:lambda:eu-west-1:111122223333:function:orders";
    private const string Role = "arn:aws:iam::111122223333:role/orders-role";
    private const string Table = "arn:aws:dynamodb:eu-west-1:111122223333:table/customers";
    private const string Dev = "arn:aws:iam::111122223333:user/dev";

    private static readonly DateTimeOffset Noon = new(2024, 3, 14, 12, 0, 30, TimeSpan.Zero);
    private static readonly Principal Person = new() { Type = IdentityType.IAMUser, Arn = Dev, Subject = Dev, SessionName = "s" };
    private static readonly Principal Service = new() { Type = IdentityType.AWSService, Arn = "s3.amazonaws.com", Subject = "s3.amazonaws.com" };

    [Fact]
    public void A_signal_of_content_is_about_its_event_and_all_that_the_event_names()
    {
        var signal = new Probe(Evidence.Content).On(Record("e-1"));

        Assert.Equal(("probe", Stage.Access, 7, "probe"), (signal.Detection, signal.Stage, signal.Weight, signal.Group));
        Assert.Equal((Noon, Noon, "e-1", Dev, "s", Dev), (signal.Time, signal.Last, signal.EventId, signal.Principal, signal.Session, signal.Suspect));
        Assert.Equal((Function, "111122223333", "eu-west-1"), (signal.Function, signal.Account, signal.Region));
        Assert.Equal([Role, Dev, Function], signal.Subjects);
        Assert.NotEqual(signal.Id, new Probe(Evidence.Content).On(Record("e-2")).Id);
    }

    [Fact]
    public void A_signal_of_novelty_is_about_its_subject_value_and_hour()
    {
        var signal = new Probe(Evidence.Novelty).On(Record("e-1"));

        Assert.Equal((Function, Dev), (signal.Function, signal.Suspect));
        Assert.Equal([Dev, Function], signal.Subjects);
        Assert.Equal(signal.Id, new Probe(Evidence.Novelty).On(Record("e-2")).Id);
        Assert.NotEqual(signal.Id, new Probe(Evidence.Novelty).On(Record("e-2", Noon.AddHours(1))).Id);
    }

    [Fact]
    public void Without_a_function_the_role_is_what_is_new_and_without_either_nothing()
    {
        var role = new Probe(Evidence.Novelty).On(Record("e-1", function: null));
        var nothing = new Probe(Evidence.Novelty).On(Record("e-1", function: null, role: null));

        Assert.Equal([Role, Dev], role.Subjects);
        Assert.Equal([Dev], nothing.Subjects);
        Assert.Null(role.Function);
        Assert.NotEqual(role.Id, nothing.Id);
    }

    [Fact]
    public void A_value_that_is_no_ARN_is_no_subject_and_hides_the_function()
    {
        var signal = new Probe(Evidence.Novelty) { Value = "RU" }.On(Record("e-1"));

        Assert.Equal([Dev], signal.Subjects);
        Assert.Null(signal.Function);
        Assert.NotEqual(signal.Id, new Probe(Evidence.Novelty).On(Record("e-1")).Id);
    }

    [Fact]
    public void Weight_group_and_further_subjects_may_be_given()
    {
        var signal = new Probe(Evidence.Content, group: "g") { Weight = 3, About = Role + "-2" }.On(Record("e-1"));

        Assert.Equal((3, "g"), (signal.Weight, signal.Group));
        Assert.Contains(Role + "-2", signal.Subjects);
    }

    [Fact]
    public void Neither_a_service_nor_nobody_is_a_suspect()
    {
        var service = new Probe(Evidence.Content).On(Record("e-1", caller: Service));
        var nobody = new Probe(Evidence.Content).On(Record("e-1", caller: Principal.Nobody));

        Assert.Null(service.Suspect);
        Assert.Null(nobody.Suspect);
        Assert.Equal("s3.amazonaws.com", service.Principal);
        Assert.Equal([Role, Function], service.Subjects);
    }

    [Fact]
    public void A_signal_on_an_invocation_stands_for_its_five_minutes()
    {
        var call = new Invocation(Noon, "e-1", Person, SourceAddress.Absent, Function, "111122223333", "eu-west-1", Known.AccountSubject("111122223333"));

        var signal = new Probe(Evidence.Novelty, group: "g").On(call);
        var abroad = new Probe(Evidence.Novelty) { Value = "RU" }.On(call);

        Assert.Equal((Noon, Noon.AddSeconds(269), "e-1", Function, "g", 7), (signal.Time, signal.Last, signal.EventId, signal.Function, signal.Group, signal.Weight));
        Assert.Equal([Dev, Function], signal.Subjects);
        Assert.Null(abroad.Function);
        Assert.Equal([Dev], abroad.Subjects);
        Assert.NotEqual(signal.Id, abroad.Id);
    }

    [Fact]
    public void A_flood_suspects_its_caller_but_nobody_for_a_functions_flood()
    {
        var caller = new Probe(Evidence.Count, group: "g").On(new Flood(FloodKind.Principal, Dev, Dev, null, null, "111122223333", "eu-west-1", Noon, Noon.AddMinutes(3), 250, 200));
        var function = new Probe(Evidence.Count).On(new Flood(FloodKind.Function, Function, null, Function, null, "111122223333", "eu-west-1", Noon, Noon, 300, 300));

        Assert.Equal((Dev, Dev, null, 250, "g", null), (caller.Suspect, caller.Principal, caller.Function, caller.Count, caller.Group, caller.EventId));
        Assert.Equal((Noon, Noon.AddMinutes(3)), (caller.Time, caller.Last));
        Assert.Equal((null, null, Function), (function.Suspect, function.Principal, function.Function));
        Assert.Equal([Function], function.Subjects);
    }

    [Fact]
    public void Whoever_deletes_is_told_with_the_function_that_does_it_and_the_table()
    {
        var flood = new Flood(FloodKind.Deletes, Role, Role, Function, Table, "111122223333", "eu-west-1", Noon, Noon, 120, 100);

        var signal = new Probe(Evidence.Count).On(flood);
        var other = new Probe(Evidence.Count).On(flood with { Function = null });

        Assert.Equal((Role, Function, Table), (signal.Suspect, signal.Function, signal.Resource));
        Assert.Equal([Role, Function], signal.Subjects);
        Assert.NotEqual(signal.Id, other.Id);
    }

    [Fact]
    public void A_signal_on_a_table_ties_function_and_role_but_not_the_table()
    {
        var call = new DataCall(Noon, "e-1", Person, SourceAddress.Absent, "Scan", Table, false, Function, false, "111122223333", "eu-west-1", Known.AccountSubject("111122223333"));

        var signal = new Probe(Evidence.Novelty).On(call);

        Assert.Equal((Noon, Noon.AddSeconds(269), Function, Table), (signal.Time, signal.Last, signal.Function, signal.Resource));
        Assert.Equal([Dev, Function], signal.Subjects);
    }

    private static CloudTrailRecord Record(string id, DateTimeOffset? time = null, string? function = Function, string? role = Role, Principal? caller = null) => new()
    {
        EventId = id,
        Time = time ?? Noon,
        Service = "lambda",
        Api = "CreateFunction",
        Account = "111122223333",
        Region = "eu-west-1",
        Caller = caller ?? Person,
        Source = SourceAddress.Absent,
        Function = function,
        Role = role,
        Fields = FieldMap.Empty,
    };

    /// <summary>Says something about everything.</summary>
    private sealed class Probe(Evidence evidence, string? group = null) : Detection
    {
        public int? Weight { get; init; }
        public string? Value { get; init; }
        public string? About { get; init; }

        public override DetectionInfo Info { get; } = new()
        {
            Id = "probe",
            Title = "t",
            Technique = "T1648",
            Stage = Stage.Access,
            Evidence = evidence,
            Weight = 7,
            WeightReason = "w",
            Why = "y",
            Triage = "r",
            FalsePositives = "f",
            BlindTo = "b",
            Group = group,
        };

        public override IReadOnlyList<string> Wants => [];
        public override IReadOnlyList<Example> Examples => [];

        public Signal On(CloudTrailRecord record) => Fire(record, "said", Weight, Value, about: About);

        public Signal On(in Invocation call) => Fire(call, "said", Weight, Value);

        public Signal On(in DataCall call) => Fire(call, "said");

        public Signal On(in Flood flood) => Fire(flood, "said");
    }
}
