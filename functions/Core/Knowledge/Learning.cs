using System.Globalization;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Knowledge;

/// <summary>What a record teaches. Everything it writes merges, so a record may be learned twice and in any order.</summary>
public static class Learning
{
    /// <summary>Role of SentinelStack in a member account; what it does is not part of anybody's behaviour.</summary>
    public const string ContainmentRole = "SentinelContainment";

    /// <summary>The calls that run a function.</summary>
    public static IReadOnlyList<string> Invocations { get; } = ["lambda:Invoke", "lambda:InvokeAsync", "lambda:InvokeWithResponseStream", "lambda:InvokeFunctionUrl", Execution];

    /// <summary>Logged beside the <c>Invoke</c> of an asynchronous call, with the same request id.</summary>
    public const string Execution = "lambda:InvokeExecution";

    /// <summary>The calls that read a table's data or remove items of it, and that can be many: counted, not kept. All but the export are data events.</summary>
    public static IReadOnlyList<string> DataCalls { get; } =
    [
        "dynamodb:Scan", "dynamodb:Query", "dynamodb:BatchGetItem", "dynamodb:ExecuteStatement", "dynamodb:ExportTableToPointInTime",
        "dynamodb:DeleteItem", "dynamodb:BatchWriteItem", "dynamodb:TransactWriteItems",
    ];

    /// <summary>Calls that are read for what they teach, whether or not a detection wants them: what changes functions, and how people come in.</summary>
    public static IReadOnlyList<string> Wants { get; } =
    [
        .. Invocations,
        .. DataCalls,
        "lambda:CreateFunction", "lambda:UpdateFunctionCode", "lambda:UpdateFunctionConfiguration", "lambda:DeleteFunction",
        "lambda:PutFunctionConcurrency", "lambda:DeleteFunctionConcurrency",
        "lambda:CreateEventSourceMapping", "lambda:UpdateEventSourceMapping", "lambda:DeleteEventSourceMapping",
        "lambda:AddPermission", "lambda:CreateFunctionUrlConfig", "lambda:UpdateFunctionUrlConfig",
        "iam:CreateRole", "iam:AttachRolePolicy", "iam:PutRolePolicy", "iam:UpdateAssumeRolePolicy",
        "sts:AssumeRole", "sts:AssumeRoleWithSAML", "signin:ConsoleLogin",
    ];

    /// <summary>Calls that teach nothing when an AWS service makes them for itself and they succeed: services assume roles all day long, and expire items.</summary>
    public static IReadOnlyList<string> NotOfServices { get; } = ["sts:AssumeRole", .. DataCalls];

    /// <summary>Subject under which records that carry the same code are kept.</summary>
    /// <param name="code">SHA-256 in base64, <c>s3://bucket/key</c>, or an image URI.</param>
    public static string CodeSubject(string code) => IsPlainCode(code) ? code : CodePrefix + code;

    /// <summary>The subject is one that <see cref="CodeSubject"/> made.</summary>
    internal static bool IsCode(string subject) => IsPlainCode(subject) || subject.StartsWith(CodePrefix, StringComparison.Ordinal);

    // What no ARN looks like needs no prefix to be told from one.
    private static bool IsPlainCode(string code) => code.StartsWith("s3://", StringComparison.Ordinal) || (code.Length == 44 && code[^1] == '=');

    private const string CodePrefix = "code:";

    /// <summary>The call was made by SentinelStack's own containment role, by exact ARN.</summary>
    public static bool IsOurs(CloudTrailRecord record) =>
        record.Caller.Arn is { } arn && arn.EndsWith(":role/" + ContainmentRole, StringComparison.Ordinal)
        && Arns.Part(arn, 4).SequenceEqual(record.Account) && Arns.Part(arn, 5) is "role/" + ContainmentRole && arn.AsSpan().Count(':') == 5;

    /// <summary>
    /// The subjects under which a record is kept: those under which a detection may look for it when it judges another, and those under which it looks
    /// itself, so that a late one there leads to its being judged again. The function and the code that it is about; the role, unless it was only assumed; the
    /// caller, where the call was denied, came from a place that is not usual, or was made by a service on the caller's behalf. None for what people and
    /// machines do all day from where they are: it costs no write.
    /// </summary>
    /// <param name="fromUsualPlace">The call came from an address that is usual for its caller, and will be.</param>
    public static string[] SubjectsOf(CloudTrailRecord record, bool fromUsualPlace)
    {
        var caller = record.Caller.IsService || (fromUsualPlace && !record.Denied) ? null : record.Caller.Subject;
        var role = record.Service is "sts" || string.Equals(record.Role, caller, StringComparison.Ordinal) ? null : record.Role;
        var (hash, location) = record.Service is "lambda" ? (record[Field.CodeSha256] is { Length: > 0 } sha ? sha : null, record[Field.CodeLocation]) : default;
        var count = One(caller) + One(record.Function) + One(role) + One(hash) + One(location);
        if (count == 0) return [];
        var subjects = new string[count];
        count = 0;
        if (caller is not null) subjects[count++] = caller;
        if (record.Function is not null) subjects[count++] = record.Function;
        if (role is not null) subjects[count++] = role;
        if (hash is not null) subjects[count++] = CodeSubject(hash);
        if (location is not null) subjects[count] = CodeSubject(location);
        return subjects;

        static int One(string? subject) => subject is null ? 0 : 1;
    }

    /// <summary>Learns the habits of a successful call; failed ones teach nothing.</summary>
    public static void Learn(CloudTrailRecord record, IFactStore facts)
    {
        if (record.Account.Length > 0) facts.Of(record.AccountSubject).SeenAt(record.Time);
        if (!record.Succeeded || IsOurs(record)) return;
        if (record.Api is "ConsoleLogin" && record[Field.ConsoleLogin] is not "Success") return;
        var day = DaySet.DayOf(record.Time);
        if (!record.Caller.IsService) LearnCaller(record, facts.Of(record.Caller.Subject), day);
        if (record.Service is "lambda" && record.Function is { } function) LearnFunction(record, facts.Of(function));
        if (record.Service is "lambda" or "cloudformation" && record.Account.Length > 0) LearnAccount(record, facts.Of(record.AccountSubject), day);
    }

    /// <summary>Learns from an invocation.</summary>
    public static void Learn(in Invocation call, IFactStore facts)
    {
        facts.Of(call.AccountSubject).SeenAt(call.Time);
        facts.Of(call.Function).SeenAt(call.Time);
        if (call.Caller.IsService) return;
        var day = DaySet.DayOf(call.Time);
        var caller = facts.Of(call.Caller.Subject);
        caller.Learn(Habit.Invokes, call.Function, day);
        LearnSource(call.Source, caller, day);
    }

    /// <summary>Learns from a call on the data of a table. What a function's credentials do elsewhere teaches nothing about the function.</summary>
    internal static void Learn(in DataCall call, IFactStore facts)
    {
        facts.Of(call.AccountSubject).SeenAt(call.Time);
        if (call.OutsideLambda) return;
        var day = DaySet.DayOf(call.Time);
        if (!call.Deletes) facts.Of(call.Actor).Learn(Habit.Reads, call.Table, day);
        if (call.Function is not null) facts.Of(call.Caller.Subject).Learn(Habit.RunsFunction, call.Function, day);
    }

    private static void LearnCaller(CloudTrailRecord record, SubjectFacts caller, int day)
    {
        caller.Learn(Habit.Calls, record.Call, day);
        if (record is { Service: "sts", Api: "AssumeRole", Role: { } assumed }) caller.Learn(Habit.Assumes, assumed, day);
        LearnSource(record.Source, caller, day);
        var mfa = record.Api is "ConsoleLogin"
            ? record[Field.MfaUsed] is "Yes" ? "true" : "false"
            : record.Service is "iam" or "lambda" or "cloudformation" && record.Caller.InvokedBy is null ? record.Caller.MfaAuthenticated ?? "false" : null;
        if (mfa is not null) caller.Learn(Habit.Mfa, mfa, day);
    }

    private static void LearnSource(SourceAddress source, SubjectFacts caller, int day)
    {
        if (source.Network is { } network) caller.Learn(Habit.Network, network, day);
        if (source.Country is { } country) caller.Learn(Habit.Country, country, day);
    }

    private static void LearnAccount(CloudTrailRecord record, SubjectFacts account, int day)
    {
        if (record.Region.Length > 0) account.Learn(Habit.ActiveRegion, record.Region, day);
        foreach (var layer in record.Fields.Lines(Field.Layers))
        {
            if (Arns.AccountIn(layer) is { } owner) account.Learn(Habit.LayerAccount, owner, day);
        }
        if (record.Api is "AddPermission" && record[Field.Principal] is { } principal) account.Learn(Habit.GrantedTo, GrantedTo(record, principal), day);
    }

    // Whom a grant reaches: the organisation it is limited to, the account that a service acts for, or the principal's account.
    private static string GrantedTo(CloudTrailRecord record, string principal) =>
        record[Field.PrincipalOrgId] ?? record[Field.SourceAccount] ?? Arns.AccountIn(record[Field.SourceArn]) ?? AccountIn(principal);

    /// <summary>The account of a principal that is granted something: out of its ARN, or the text itself.</summary>
    public static string AccountIn(string principal) => Arns.AccountIn(principal) ?? principal;

    private static void LearnFunction(CloudTrailRecord record, SubjectFacts function)
    {
        function.SeenAt(record.Time);
        if (KindOf(record) is not { } kind) return;
        function.FunctionHistory().Add(new FunctionEvent
        {
            Time = record.Time,
            EventId = record.EventId,
            Kind = kind,
            By = record.Caller.Subject,
            Role = record.Role ?? (record[Field.RoleArn] is { } role ? Arns.Role(role) : null),
            CodeSha256 = record[Field.CodeSha256],
            CodeLocation = record[Field.CodeLocation],
            Concurrency = int.TryParse(record[Field.ReservedConcurrentExecutions], CultureInfo.InvariantCulture, out var reserved) ? reserved : null,
            Mapping = record[Field.Uuid],
            EventSource = record[Field.EventSourceArn],
            Source = record.Source.Kind == SourceKind.Address ? record.Source.Text : null,
        });
    }

    private static FunctionEventKind? KindOf(CloudTrailRecord record) => record.Api switch
    {
        "CreateFunction" => FunctionEventKind.Created,
        "UpdateFunctionCode" => record[Field.DryRun] is "true" ? null : FunctionEventKind.CodeChanged,
        "UpdateFunctionConfiguration" => FunctionEventKind.ConfigurationChanged,
        "DeleteFunction" => FunctionEventKind.Deleted,
        "PutFunctionConcurrency" => FunctionEventKind.ConcurrencySet,
        "DeleteFunctionConcurrency" => FunctionEventKind.ConcurrencyRemoved,
        "CreateEventSourceMapping" => FunctionEventKind.MappingCreated,
        "UpdateEventSourceMapping" => record[Field.Enabled] switch { "true" => FunctionEventKind.MappingEnabled, "false" => FunctionEventKind.MappingDisabled, _ => null },
        "DeleteEventSourceMapping" => FunctionEventKind.MappingDeleted,
        "AddPermission" or "CreateFunctionUrlConfig" or "UpdateFunctionUrlConfig" => FunctionEventKind.Opened,
        _ => null,
    };
}
