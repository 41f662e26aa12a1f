using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;

namespace Sentinel.Core.Reports.Facts;

/// <summary>What has become of an incident.</summary>
public enum Outcome { AlertOnly, Observed, WaitsForApproval, Refused, NotContained, Contained, Released }

/// <summary>How sure the verdict is.</summary>
public enum Confidence { Low, Medium, High }

/// <summary>An incident, told for people: facts alone, with names as they were recorded. Whoever writes it out encodes them.</summary>
public sealed record IncidentReport
{
    public required Incident Incident { get; init; }
    public required Outcome Outcome { get; init; }
    public required bool IsReplay { get; init; }
    public required string Account { get; init; }
    public required string Region { get; init; }
    /// <summary>Event time of the first call that is part of it.</summary>
    public required DateTimeOffset Started { get; init; }
    /// <summary>Acting clock of the first quarantine; null when there was none.</summary>
    public required DateTimeOffset? Contained { get; init; }
    public required Confidence Confidence { get; init; }
    public required Verdict Verdict { get; init; }
    public required IReadOnlyList<ScoredSignal> For { get; init; }
    /// <summary>Points for stages beyond the first.</summary>
    public required int StageBonus { get; init; }
    public required int Stages { get; init; }
    public required int AlertAt { get; init; }
    public required int ContainAt { get; init; }
    public required IReadOnlyList<string> Against { get; init; }
    public required IReadOnlyList<Moment> Timeline { get; init; }
    public required IReadOnlyList<Actor> Actors { get; init; }
    public required IReadOnlyList<FunctionFact> Functions { get; init; }
    public required IReadOnlyList<RoleFact> Roles { get; init; }
    public required IReadOnlyList<TechniqueFact> Techniques { get; init; }
    public required IReadOnlyList<Indicator> Indicators { get; init; }
    public required DataAtRisk Data { get; init; }
    public required IReadOnlyList<ContainmentAction> Actions { get; init; }
    public required IReadOnlyList<LedgerFact> Ledger { get; init; }
    public required IReadOnlyList<Work> Undo { get; init; }
    public required IReadOnlyList<Work> Open { get; init; }
    public required IReadOnlyList<Unseen> Unseen { get; init; }
    public required IReadOnlyList<Control> Controls { get; init; }

    public TimeSpan TimeToDetect => Incident.AlertTime - Started;
    public TimeSpan? TimeToContain => Contained - Started;

    /// <summary>Null where no function was counted.</summary>
    public InvocationCount? Invocations => Functions.Any(f => f.Invocations is not null)
        ? new InvocationCount(Functions.Sum(f => f.Invocations?.Ran ?? 0), Functions.Sum(f => f.Invocations?.Prevented ?? 0)) : null;

    /// <exception cref="ArgumentException">The incident holds no signal.</exception>
    public static IncidentReport Of(ReportSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return ReportMaker.Make(source);
    }
}

/// <summary>A signal that made the score, with what its detection says of it; texts are null for a detection that is not in the catalogue.</summary>
public sealed record ScoredSignal(Signal Signal, string? Title, string? Why);

/// <summary>What kind of moment a line of the timeline tells of.</summary>
public enum MomentKind { Attack, Detection, Containment }

/// <summary>One line of the timeline.</summary>
/// <param name="What">API or step or verdict: never a name that somebody chose.</param>
/// <param name="Target">Name or ARN; null where the call names nothing.</param>
/// <param name="Detail">More in words, where names may stand; null for none.</param>
public sealed record Moment(DateTimeOffset Time, MomentKind Kind, string What, string? Target, string? Detail)
{
    /// <summary>Event time of the last of several that follow each other; equals <see cref="Time"/> for one.</summary>
    public DateTimeOffset Until { get; init; } = Time;
    /// <summary><see cref="Until"/> is the end of the minutes in which the last lies, or at most lies: for invocations, calls on tables, floods and traffic nothing more exact is kept.</summary>
    public bool IsUntilRounded { get; init; }
    public int Times { get; init; } = 1;
    /// <summary>AWS's error code; null when it succeeded.</summary>
    public string? Error { get; init; }
    /// <summary>Detections that spoke of it.</summary>
    public IReadOnlyList<string> Detections { get; init; } = [];
    /// <summary>CloudTrail event, for the first of several.</summary>
    public string? EventId { get; init; }
    public string Region { get; init; } = "";
}

/// <summary>Somebody whose calls are part of the incident.</summary>
/// <param name="WithMfa">True and false: all calls say so. Null: they differ, or cannot tell.</param>
/// <param name="MfaText">The same in words.</param>
public sealed record Actor(string Arn, bool IsSuspect, IReadOnlyList<string> Sessions, IReadOnlyList<string> Keys, IReadOnlyList<Place> Places, IReadOnlyList<string> Agents, bool? WithMfa, string MfaText);

/// <param name="Country">ISO 3166 code, null when unknown.</param>
public sealed record Place(string Address, string? Country);

/// <summary>A function of the incident. What is null no event told.</summary>
public sealed record FunctionFact(string Arn, DateTimeOffset? CreatedAt, string? CreatedBy, string? Runtime, string? Handler, string? Role)
{
    public IReadOnlyList<CodeFact> Code { get; init; } = [];
    public IReadOnlyList<MappingFact> Mappings { get; init; } = [];
    public InvocationCount? Invocations { get; init; }
    public DateTimeOffset? DeletedAt { get; init; }
    /// <summary>The incident asks for its containment.</summary>
    public bool IsTarget { get; init; }
}

/// <param name="Sha256">Base64, as Lambda gives it.</param>
/// <param name="Location"><c>s3://bucket/key</c> or image; null when not told.</param>
public sealed record CodeFact(DateTimeOffset Time, string By, string? Sha256, string? Location);

/// <param name="Source">ARN of the stream or queue.</param>
public sealed record MappingFact(string Uuid, string? Source, DateTimeOffset Time);

/// <param name="CreatedAt">Null: no event of the incident's time tells of it.</param>
public sealed record RoleFact(string Arn, DateTimeOffset? CreatedAt, string? CreatedBy, IReadOnlyList<string> Policies, bool CreatedInside);

/// <param name="Id">ATT&amp;CK, as <c>T1098.003</c>.</param>
public sealed record TechniqueFact(string Id, IReadOnlyList<string> Detections);

/// <param name="Kind">Ours: <c>address</c>, <c>access key</c>.</param>
public sealed record Indicator(string Kind, string Value);

/// <summary>Data that may be lost.</summary>
/// <param name="Estimate">The upper bound and how it was reached, a sentence each; names may stand in it.</param>
public sealed record DataAtRisk(IReadOnlyList<TableFact> Tables, IReadOnlyList<EgressUse> Egress, IReadOnlyList<string> Estimate)
{
    public long? BytesOut => Egress.Count == 0 ? null : Egress.Sum(e => e.Bytes);
}

/// <param name="Use">Null: no data event was seen; the table is known as an event source alone.</param>
/// <param name="RestoreTo">One second before the first destructive call, else before the function could first run; null when there is nothing to restore.</param>
public sealed record TableFact(string Table, TableUse? Use, DateTimeOffset? RestoreTo, string? RestoreCommand);

/// <summary>Something to do, with the commands for it.</summary>
/// <param name="Title">Ours.</param>
/// <param name="Why">Names may stand in it.</param>
/// <param name="Commands">Safe to paste; empty where a name does not allow one.</param>
public sealed record Work(string Title, string Why, IReadOnlyList<string> Commands);

/// <summary>Something that could not be seen.</summary>
public sealed record Unseen(string What, string Why);

/// <summary>A control that would have stopped or shown a step, and which one.</summary>
/// <param name="Failed">What happened here for want of it; names may stand in it.</param>
/// <param name="Rules">AWS Config managed rules that watch it; empty where there is none.</param>
public sealed record Control(string Title, string Failed, string Recommendation, IReadOnlyList<string> Rules);
