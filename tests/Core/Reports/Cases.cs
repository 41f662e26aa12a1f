using CsCheck;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Reports.Facts;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Tests.Reports;

/// <summary>Incidents to report on: the usual one, and those of somebody who names things to do harm.</summary>
internal static class Cases
{
    public const string User = "arn:aws:iam::111122223333:user/dev_user";
    public const string Role = "arn:aws:iam::111122223333:role/lambda-exec-role";
    public const string Table = "arn:aws:dynamodb:us-east-1:111122223333:table/customer-data";
    public static readonly DateTimeOffset Start = new(2024, 3, 14, 18, 0, 15, TimeSpan.Zero);
    public static readonly DateTimeOffset Creation = new(2024, 3, 14, 18, 2, 45, TimeSpan.Zero);

    public static ReportSource Usual(ActionStatus status = ActionStatus.Done, long ran = 0) => new()
    {
        Incident = Incident(Pages.Function, User, Role, "192.0.2.89", "role lambda-exec-role was created 2:30 before"),
        Settings = SentinelSettings.Default,
        Actions = [new(Creation, "0123456789abcdef", Steps.QuarantineFunction, Pages.Function, status, "reserved concurrency none -> 0") { Function = Pages.Function }],
        Records = [Call("e-1", Start, "iam", "CreateRole", null, Role, "192.0.2.89", "AKIAEXAMPLE", User, (Field.RoleName, "lambda-exec-role")), Call("e-2", Creation, "lambda", "CreateFunction", Pages.Function, Role, "192.0.2.89", "AKIAEXAMPLE", User, (Field.Runtime, "python3.9"))],
        Histories = History(Pages.Function, User, Role, $"{Table}/stream/2024-01-15T09:30:12.345", "RGM4"),
        Invocations = new Dictionary<string, InvocationCount> { [Pages.Function] = new(ran, 848 - ran) },
    };

    private static Incident Incident(string function, string user, string role, string address, string summary, string detection = "fresh-role-passed") => new()
    {
        Id = "0123456789abcdef",
        Supersedes = [],
        Verdict = Verdict.Contain,
        Time = Creation,
        AlertTime = Start.AddSeconds(67),
        Score = 105,
        Principal = user,
        Session = null,
        Functions = [function],
        Detections = ["fresh-role-passed", "novel-source"],
        Signals = [Signal("novel-source", Stage.Identity, Evidence.Novelty, Start, "e-1", user, null, address, "first call from here"), Signal(detection, Stage.Change, Evidence.Content, Creation, "e-2", user, function, address, summary)],
        Roles = [role],
        Targets = [new(function, Creation, Creation, Creation)],
    };

    private static Signal Signal(string detection, Stage stage, Evidence evidence, DateTimeOffset time, string eventId, string user, string? function, string address, string summary) => new()
    {
        Id = $"{detection}-{eventId}",
        Detection = detection,
        Stage = stage,
        Evidence = evidence,
        Group = detection,
        Weight = 25,
        Time = time,
        Last = time,
        EventId = eventId,
        Count = null,
        Principal = user,
        Session = null,
        Suspect = user,
        Function = function,
        Account = "111122223333",
        Region = "us-east-1",
        Summary = summary,
        Source = address,
        Subjects = [user],
    };

    public static CloudTrailRecord Call(string id, DateTimeOffset time, string service, string api, string? function, string? role, string address, string key, string user, params (Field, string)[] fields) => new()
    {
        EventId = id,
        Time = time,
        Service = service,
        Api = api,
        Account = "111122223333",
        Region = "us-east-1",
        Caller = new Principal { Type = IdentityType.IAMUser, Arn = user, Subject = user, AccessKeyId = key },
        Source = System.Net.IPAddress.TryParse(address, out var parsed) ? new SourceAddress(SourceKind.Address, address, parsed, null, null) : new SourceAddress(SourceKind.Service, address, null, null, null),
        UserAgent = "aws-cli/2.15.30",
        Function = function,
        Role = role,
        Fields = new FieldMap(fields),
    };

    private static Dictionary<string, FunctionHistory> History(string function, string user, string role, string source, string hash)
    {
        var history = new FunctionHistory();
        history.Add(new FunctionEvent { Time = Creation, EventId = "e-2", Kind = FunctionEventKind.Created, By = user, Role = role, CodeSha256 = hash, CodeLocation = "s3://bucket/" + hash });
        history.Add(new FunctionEvent { Time = Creation.AddSeconds(90), EventId = "e-3", Kind = FunctionEventKind.MappingCreated, By = user, Mapping = "1e8b0c1b-6c46-4f53-8602-0db2cc04138a", EventSource = source });
        return new Dictionary<string, FunctionHistory>(StringComparer.Ordinal) { [function] = history };
    }

    /// <summary>Whatever can be named is named with harm in mind.</summary>
    public static Gen<ReportSource> Hostile { get; } =
        from names in Pages.Text.Array[14]
        from status in Gen.Enum<ActionStatus>()
        from ledger in Gen.Enum<LedgerStatus>()
        from withArns in Gen.Bool
        let function = withArns ? "arn:aws:lambda:us-east-1:111122223333:function:" + names[0] : names[0]
        let user = withArns ? "arn:aws:iam::111122223333:user/" + names[1] : names[1]
        let role = withArns ? "arn:aws:iam::111122223333:role/" + names[2] : names[2]
        let table = withArns ? "arn:aws:dynamodb:us-east-1:111122223333:table/" + names[3] : names[3]
        select new ReportSource
        {
            Incident = Incident(function, user, role, names[4], names[5], names[6].Length > 0 ? names[6] : "d") with { Session = names[7] },
            Settings = SentinelSettings.Default,
            Actions = [new(Creation, names[8], Steps.QuarantineFunction, function, status, names[9]) { Function = function }],
            Records =
            [
                Call("e-1", Start, "iam", "CreateRole", null, role, names[4], names[10], user, (Field.UserName, names[11])),
                Call("e-2", Creation, "lambda", "CreateFunction", function, role, names[4], names[10], user, (Field.Runtime, names[11]), (Field.Handler, names[12]), (Field.CodeLocation, names[13])),
            ],
            Histories = History(function, user, role, $"{table}/stream/{names[13]}", names[12]),
            Tables = [new TableUse(table, 3, 2, Creation, Creation)],
            Egress = [new EgressUse(names[4], 443, 40, Creation, Creation, function)],
            Ledger = [new LedgerFact(function, Steps.QuarantineFunction, function, names[13], Creation, ledger)],
            Coverage = [names[9], names[8]],
            Notes = [names[9]],
        };
}
