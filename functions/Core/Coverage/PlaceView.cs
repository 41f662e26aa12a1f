namespace Sentinel.Core.Coverage;

/// <summary>An answer, or why there is none.</summary>
/// <param name="Problem">Null when there is an answer. As AWS worded it: encode it where it is shown.</param>
public sealed record Answer<T>(T? Value, string? Problem)
    where T : class;

public static class Answer
{
    public static Answer<T> Of<T>(T value)
        where T : class => new(value, null);

    public static Answer<T> None<T>(string problem)
        where T : class => new(null, problem);
}

/// <summary>A trail that records a region.</summary>
public sealed record TrailView(string Arn, bool IsOrganization, Answer<TrailContent> Content);

/// <summary>What a trail does.</summary>
public sealed record TrailContent(bool IsLogging, IReadOnlyList<EventSelection> Selections);

/// <summary>A rule of ours on the default bus.</summary>
/// <param name="ToBus">Our bus is a target of it.</param>
public sealed record RuleView(string Name, bool IsEnabled, bool ToBus, string Pattern);

/// <summary>The recorder of AWS Config.</summary>
public sealed record ConfigView(bool Records, bool RecordsFunctions, bool Delivers);

public sealed record GuardDutyView(bool IsOn, bool WatchesFunctions);

/// <summary>Networks in which functions have interfaces, by whether their flows are recorded.</summary>
public sealed record FlowLogView(IReadOnlyList<string> RecordedNetworks, IReadOnlyList<string> UnrecordedNetworks);

/// <summary>The queue of what the members' rules could not deliver to our bus.</summary>
/// <param name="Holds">Something waits in it.</param>
public sealed record UndeliveredView(string Name, bool IsThere, bool Holds);

/// <summary>What was answered about an account and region.</summary>
public sealed record PlaceView
{
    public required string Account { get; init; }
    public required string Region { get; init; }
    public required Answer<IReadOnlyList<TrailView>> Trails { get; init; }
    public required Answer<IReadOnlyList<RuleView>> Rules { get; init; }
    public required Answer<ConfigView> Config { get; init; }
    public required Answer<GuardDutyView> GuardDuty { get; init; }
    public required Answer<FlowLogView> FlowLogs { get; init; }
    public required Answer<UndeliveredView> Undelivered { get; init; }
}

/// <summary>What is to be there.</summary>
public sealed record Expected
{
    /// <summary>Names of the forwarding rules; those that are in us-east-1 only end in <c>@us-east-1</c>.</summary>
    public required IReadOnlyList<string> Rules { get; init; }

    /// <summary>False: AWS Config is done without by choice, and its absence is only noted.</summary>
    public bool Config { get; init; } = true;

    /// <summary><c>detect/sensitive-resources</c>.</summary>
    public Settings.GlobList Sensitive { get; init; } = Settings.GlobList.None;
}
