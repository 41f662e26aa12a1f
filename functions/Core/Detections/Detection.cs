using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Detections;

/// <summary>What part of an attack a signal speaks of. Incidents earn a bonus for each further stage.</summary>
public enum Stage { Identity, Change, Access, Execution, Data, Network, Evasion, Corroboration }

/// <summary>How a detection's signals are told apart and merged.</summary>
public enum Evidence
{
    /// <summary>The call itself is the evidence: one signal an event.</summary>
    Content,

    /// <summary>Only that it was never usual: one signal for subject, value and UTC hour; alone it never contains, and it weighs a quarter
    /// while the account is new.</summary>
    Novelty,

    /// <summary>How often: one signal for subject, value and UTC hour.</summary>
    Count,
}

/// <summary>What a person must know of a detection; the README's table is made from it.</summary>
public sealed record DetectionInfo
{
    /// <summary>The class name in kebab case.</summary>
    public required string Id { get; init; }
    public required string Title { get; init; }
    /// <summary>ATT&amp;CK technique, as <c>T1648</c> or <c>T1098.001</c> (https://attack.mitre.org/techniques/).</summary>
    public required string Technique { get; init; }
    public required Stage Stage { get; init; }
    public required Evidence Evidence { get; init; }
    /// <summary>Points, 1 to 100, that the signal adds to an incident's score (defaults: 40 alerts, 80 contains).</summary>
    public required int Weight { get; init; }
    /// <summary>Why it weighs that much.</summary>
    public required string WeightReason { get; init; }
    public required string Why { get; init; }
    public required string Triage { get; init; }
    public required string FalsePositives { get; init; }
    public required string BlindTo { get; init; }
    /// <summary>Detections of one group are one piece of evidence: the score counts the heaviest of them. Null: stands alone.</summary>
    public string? Group { get; init; }
}

/// <summary>One detection. Stateless: what was known is passed in. May be asked twice about the same record, also with more knowledge than before;
/// more knowledge may only add a signal, never take one away (so ask for absence only of habits, which are settled).</summary>
public abstract class Detection
{
    public abstract DetectionInfo Info { get; }

    /// <summary>The calls it wants to see, as <c>lambda:CreateFunction</c>: service without <c>.amazonaws.com</c>, normalised API name.</summary>
    public abstract IReadOnlyList<string> Wants { get; }

    /// <summary>Pure. Null: nothing to say. Called only for records that <see cref="Wants"/> names, failed calls included.</summary>
    public virtual Signal? Evaluate(CloudTrailRecord record, Known known) => null;

    /// <summary>Pure. For successful invocations (<c>lambda:Invoke</c> and its kin), which are never materialised as records. May be left out for a call
    /// that is preceded in the same minute by one of the same caller, source and function. Novelty detections only.</summary>
    public virtual Signal? EvaluateInvocation(in Invocation call, Known known) => null;

    /// <summary>Pure. For successful calls on the data of a table (<c>dynamodb:Scan</c> and its kin), which are never materialised as records. May be left out for a call
    /// that is preceded in the same minute by one of the same caller, source and table. Not for content.</summary>
    public virtual Signal? EvaluateData(in DataCall call, Known known) => null;

    /// <summary>Pure. For a sum of invocations or of deleted items that reached its threshold; called again when the sum grows.</summary>
    public virtual Signal? EvaluateFlood(in Flood flood, Known known) => null;

    /// <summary>It is asked about what functions send (<see cref="EvaluateEgress"/>).</summary>
    public virtual bool ReadsFlows => false;

    /// <summary>Pure. For what a function sent over a network interface, asked for each minute in which it sent anything, in their order; the first answer of an hour counts.
    /// More bytes, an earlier run and a further caller may only make it speak earlier, and say more. Only where <see cref="ReadsFlows"/>.</summary>
    public virtual Signal? EvaluateEgress(in Egress sent, Known known) => null;

    /// <summary>Cases that fire and cases that stay quiet, both kinds at least once; run by the tests and shown by <c>sentinel explain</c>.</summary>
    public abstract IReadOnlyList<Example> Examples { get; }

    /// <summary>A signal about <paramref name="record"/>.</summary>
    /// <param name="record">The triggering record.</param>
    /// <param name="summary">One sentence without the principal's name; names out of the record are escaped by whoever prints it.</param>
    /// <param name="weight">Instead of the weight in <see cref="Info"/>.</param>
    /// <param name="value">Novelty and count: what is new; default the function, else the role.</param>
    /// <param name="count">How many, where that is the evidence.</param>
    /// <param name="about">Further subjects (function or role ARNs) that the signal concerns.</param>
    protected Signal Fire(CloudTrailRecord record, string summary, int? weight = null, string? value = null, int? count = null, params string?[] about)
    {
        var merged = Info.Evidence is not Evidence.Content;
        value ??= record.Function ?? record.Role ?? "";
        return new Signal
        {
            Id = merged ? Signal.HourlyId(Info.Id, record.Caller.Subject, value, record.Time) : Signal.SingleId(Info.Id, record.Caller.Subject, record.EventId),
            Detection = Info.Id,
            Stage = Info.Stage,
            Evidence = Info.Evidence,
            Group = Info.Group ?? Info.Id,
            Weight = weight ?? Info.Weight,
            Time = record.Time,
            Last = record.Time,
            EventId = record.EventId,
            Count = count,
            Principal = record.Caller.Arn,
            Session = record.Caller.SessionName,
            Suspect = SuspectOf(record.Caller),
            Function = merged && !string.Equals(value, record.Function, StringComparison.Ordinal) ? null : record.Function,
            Account = record.Account,
            Region = record.Region,
            Summary = summary,
            Source = record.Source.Text,
            Subjects = merged
                ? Signal.SubjectsOf([SuspectOf(record.Caller), SubjectIn(value), .. about])
                : Signal.SubjectsOf([SuspectOf(record.Caller), record.Function, record.Role, .. about]),
        };
    }

    /// <summary>What <see cref="Fire(CloudTrailRecord, string, int?, string?, int?, string?[])"/> would come to, when an earlier call of the hour said it already and
    /// this one adds nothing but its time: words cost more than all else. Null when they are needed.</summary>
    protected Signal? Again(CloudTrailRecord record, Known known, int weight, string? value = null) =>
        Again(known, Signal.HourlyNumber(Info.Id, record.Caller.Subject, value ?? record.Function ?? record.Role ?? "", record.Time), record.Account, record.Time, record.EventId, record.Time, weight);

    /// <summary>The same for an invocation.</summary>
    protected Signal? Again(in Invocation call, Known known, int weight, string? value = null) =>
        Again(known, Signal.HourlyNumber(Info.Id, call.Caller.Subject, value ?? call.Function, call.Time), call.Account, call.Time, call.EventId, EndOfSpan(call.Time), weight);

    private static Signal? Again(Known known, ulong number, string account, DateTimeOffset time, string eventId, DateTimeOffset last, int weight)
    {
        if (known.Said.Find(number) is not { Words: { } said } node || CloudTrailRecord.Compare(time, eventId, node.Time, node.Key) <= 0) return null;
        if (said.Weight < weight && (!said.IsReduced || said.Weight < Known.Reduced(weight) || !known.IsCold(account))) return null;
        return known.Said.Again(node, last);
    }

    /// <summary>A novelty signal about an invocation; <paramref name="value"/> defaults to the function.</summary>
    protected Signal Fire(in Invocation call, string summary, int? weight = null, string? value = null)
    {
        value ??= call.Function;
        return new Signal
        {
            Id = Signal.HourlyId(Info.Id, call.Caller.Subject, value, call.Time),
            Detection = Info.Id,
            Stage = Info.Stage,
            Evidence = Info.Evidence,
            Group = Info.Group ?? Info.Id,
            Weight = weight ?? Info.Weight,
            // Of the calls in one minute some are never judged: each stands for all of it, and some more.
            Time = call.Time,
            Last = EndOfSpan(call.Time),
            EventId = call.EventId,
            Count = null,
            Principal = call.Caller.Arn,
            Session = call.Caller.SessionName,
            Suspect = SuspectOf(call.Caller),
            Function = string.Equals(value, call.Function, StringComparison.Ordinal) ? call.Function : null,
            Account = call.Account,
            Region = call.Region,
            Summary = summary,
            Source = call.Source.Text,
            Subjects = Signal.SubjectsOf([SuspectOf(call.Caller), SubjectIn(value)]),
        };
    }

    /// <summary>A signal about a call on a table, one for its actor, table and UTC hour.</summary>
    protected Signal Fire(in DataCall call, string summary, int? weight = null) => new()
    {
        Id = Signal.HourlyId(Info.Id, call.Actor, call.Table, call.Time),
        Detection = Info.Id,
        Stage = Info.Stage,
        Evidence = Info.Evidence,
        Group = Info.Group ?? Info.Id,
        Weight = weight ?? Info.Weight,
        Time = call.Time,
        Last = EndOfSpan(call.Time),
        EventId = call.EventId,
        Count = null,
        Principal = call.Caller.Arn,
        Session = call.Caller.SessionName,
        Suspect = SuspectOf(call.Caller),
        Function = call.Function,
        Resource = call.Table,
        Account = call.Account,
        Region = call.Region,
        Summary = summary,
        Source = call.Source.Text,
        // Not the table: what many use would glue the organisation together.
        Subjects = Signal.SubjectsOf([SuspectOf(call.Caller), call.Function]),
    };

    /// <summary>A signal about a flood, one for its subject (and the function that deletes) and UTC hour.</summary>
    protected Signal Fire(in Flood flood, string summary) => new()
    {
        Id = Signal.HourlyId(Info.Id, flood.Subject, flood.Kind == FloodKind.Deletes ? flood.Function ?? "" : "", flood.Time),
        Detection = Info.Id,
        Stage = Info.Stage,
        Evidence = Info.Evidence,
        Group = Info.Group ?? Info.Id,
        Weight = Info.Weight,
        Time = flood.Time,
        Last = flood.Last,
        EventId = null,
        Count = flood.Count,
        Principal = flood.Principal,
        Session = null,
        Suspect = flood.Kind == FloodKind.Function ? null : flood.Subject,
        Function = flood.Function,
        Resource = flood.Table,
        Account = flood.Account,
        Region = flood.Region,
        Summary = summary,
        Source = "",
        Subjects = Signal.SubjectsOf([flood.Subject, flood.Function]),
    };

    /// <summary>A signal about what a function sent, one for function, interface, caller, <paramref name="value"/> and UTC hour. It concerns the interface too, so that functions that share one
    /// come into one incident and what was sent there does not become usual.</summary>
    /// <param name="summary">Of two about the same minute and as many bytes the one first in ordinal order stays.</param>
    /// <param name="value">What is new or telling: the network or the address.</param>
    protected Signal Fire(in Egress sent, string summary, int weight, string value) => new()
    {
        Id = Signal.HourlyId(Info.Id, sent.Function, $"{value} {sent.Interface} {sent.Caller?.Subject}", sent.Time),
        Detection = Info.Id,
        Stage = Info.Stage,
        Evidence = Info.Evidence,
        Group = Info.Group ?? Info.Id,
        Weight = weight,
        Time = sent.Time,
        Last = sent.Last,
        EventId = null,
        Count = (int)Math.Min(sent.Bytes, int.MaxValue),
        Principal = PrincipalOf(sent.Caller?.Subject, out var session),
        Session = session,
        Suspect = sent.Caller?.Subject,
        Function = sent.Function,
        Account = sent.Account,
        Region = sent.Region,
        Summary = summary,
        Source = sent.Caller is null ? "" : sent.AddressText,
        Resource = sent.Endpoint,
        Subjects = Signal.SubjectsOf([sent.Caller?.Subject, sent.Function, sent.Interface]),
    };

    // The subject of a session of Identity Center is its role's ARN and the session's name.
    private static string? PrincipalOf(string? subject, out string? session)
    {
        session = null;
        var role = subject?.IndexOf(":role/", StringComparison.Ordinal) ?? -1;
        var name = role < 0 ? -1 : subject!.IndexOf('/', role + ":role/".Length);
        if (name < 0) return subject;
        session = subject![(name + 1)..];
        return subject[..name];
    }

    // What goes on for long is said to last in steps of five minutes: each step is written and read again by whoever shares it.
    internal static DateTimeOffset EndOfSpan(DateTimeOffset time) => time.AddTicks(-(time.UtcTicks % Span)).AddTicks(Span - TimeSpan.TicksPerSecond);

    private const long Span = 5 * TimeSpan.TicksPerMinute;

    private static string? SuspectOf(Principal caller) => caller.IsService || caller == Principal.Nobody ? null : caller.Subject;

    private static string? SubjectIn(string value) => value.StartsWith("arn:", StringComparison.Ordinal) ? value : null;
}
