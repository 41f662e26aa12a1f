using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>A function is wired to a table's stream, or to a source that the team calls sensitive.</summary>
public sealed class SensitiveEventSource : Detection
{
    public override DetectionInfo Info { get; } = new()
    {
        Id = "sensitive-event-source",
        Title = "Function wired to sensitive data",
        Technique = "T1648",
        Stage = Stage.Access,
        Evidence = Evidence.Content,
        Weight = 15,
        WeightReason = "Half of what public access weighs: the data comes to the function, yet only inside the account, and honest consumers do it once each.",
        Why = "A mapping hands every change of the table to the function without one Invoke call, so the attacker needs no right to read the table himself.",
        Triage = "Who owns the table? Ask them whether this consumer is theirs, then read the function's code and its role's policies.",
        FalsePositives = "The first stream consumer that a developer builds by hand.",
        BlindTo = "Sources not listed in detect/sensitive-resources other than DynamoDB streams; filters of the mapping, which CloudTrail hides; a pipeline's stolen role.",
    };

    public override IReadOnlyList<string> Wants { get; } = ["lambda:CreateEventSourceMapping", "lambda:UpdateEventSourceMapping"];

    public override Signal? Evaluate(CloudTrailRecord record, Known known)
    {
        if (!record.Succeeded || record[Field.Enabled] is "false") return null; // switched off, it delivers nothing
        if (record[Field.EventSourceArn] is not { } source || known.IsDeployer(record.Caller)) return null;
        var listed = IsListed(source, known);
        if (!listed && (!IsTableStream(source) || MapsUsually(record, known))) return null;
        return Fire(record, listed ? "function wired to a source listed as sensitive" : "function wired to the stream of a DynamoDB table");
    }

    /// <summary>The source is one that this detection watches, whoever wires it.</summary>
    internal static bool IsSensitive(string? source, Known known) => source is not null && (IsTableStream(source) || IsListed(source, known));

    internal static bool MapsUsually(CloudTrailRecord record, Known known) =>
        known.UsuallyCalls(record.Caller, "lambda:CreateEventSourceMapping") || known.UsuallyCalls(record.Caller, record.Call);

    private static bool IsTableStream(string source) => source.Contains(":dynamodb:", StringComparison.Ordinal) && source.Contains("/stream/", StringComparison.Ordinal);

    // People list the table; the mapping names its stream.
    private static bool IsListed(string source, Known known)
    {
        var stream = source.IndexOf("/stream/", StringComparison.Ordinal);
        var sensitive = known.Settings.SensitiveResources;
        return sensitive.IsMatch(source) || (stream > 0 && sensitive.IsMatch(source[..stream]));
    }

    private const string Stream = "arn:aws:dynamodb:eu-west-1:111122223333:table/customer-data/stream/2024-01-01T00:00:00.000";

    private static readonly Call OnTable = new("lambda:CreateEventSourceMapping20150331")
    {
        Request = $$"""{"functionName":"backup","eventSourceArn":"{{Stream}}","startingPosition":"LATEST"}""",
        Response = $$"""{"uUID":"6f5e","eventSourceArn":"{{Stream}}","functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:backup"}""",
    };

    private static readonly Call SwitchedOn = new("lambda:UpdateEventSourceMapping20150331")
    {
        Request = """{"uUID":"6f5e","enabled":true}""",
        Response = $$"""{"uUID":"6f5e","eventSourceArn":"{{Stream}}","functionArn":"arn:aws:lambda:eu-west-1:111122223333:function:backup"}""",
    };

    private static readonly Call OnQueue = new("lambda:CreateEventSourceMapping20150331")
    {
        Request = """{"functionName":"mailer","eventSourceArn":"arn:aws:sqs:eu-west-1:111122223333:payments"}""",
    };

    private static readonly Dictionary<string, string> PaymentsAreSensitive = new(StringComparer.Ordinal) { ["detect/sensitive-resources"] = "arn:aws:sqs:*:*:payments" };
    private static readonly Dictionary<string, string> TableIsSensitive = new(StringComparer.Ordinal) { ["detect/sensitive-resources"] = "arn:aws:dynamodb:*:*:table/customer-data" };

    public override IReadOnlyList<Example> Examples { get; } =
    [
        Example.Fires("a developer who never wired anything takes a table's stream", OnTable),
        Example.Fires("a mapping that lay idle is switched on", SwitchedOn),
        new() { Name = "a listed queue, by somebody who wires queues daily", ShouldFire = true, Settings = PaymentsAreSensitive, Habits = [OnQueue], Calls = [OnQueue] },
        new() { Name = "the table is listed, its stream is wired by somebody who does so daily", ShouldFire = true, Settings = TableIsSensitive, Habits = [OnTable], Calls = [OnTable] },
        new() { Name = "somebody who wires streams daily", ShouldFire = false, Habits = [OnTable], Calls = [OnTable] },
        new() { Name = "somebody who wires streams daily switches one on", ShouldFire = false, Habits = [OnTable], Calls = [SwitchedOn] },
        new() { Name = "the operator who switches mappings on daily", ShouldFire = false, Habits = [SwitchedOn], Calls = [SwitchedOn] },
        new()
        {
            Name = "an announced pipeline wires a listed queue", ShouldFire = false,
            Settings = new Dictionary<string, string>(PaymentsAreSensitive, StringComparer.Ordinal) { ["detect/deployers"] = "arn:aws:iam::111122223333:role/deploy | releases" },
            Calls = [OnQueue with { By = Who.Pipeline }],
        },
        Example.Quiet("a queue that nobody listed", OnQueue),
        Example.Quiet("the wiring was refused", OnTable with { Error = "AccessDenied", Response = null }),
        Example.Quiet("a mapping is switched off", SwitchedOn with { Request = """{"uUID":"6f5e","enabled":false}""" }),
    ];
}
