namespace Sentinel.Cdk.Events;

/// <summary>Which queue an event waits in.</summary>
public enum EventRoute
{
    /// <summary>Few and urgent.</summary>
    Control,

    /// <summary>Many: a flood of them must not delay the others.</summary>
    Invocations,
}

/// <summary>One kind of event that is taken: in the members it is forwarded, on the bus it is led to a queue, by the same pattern.</summary>
/// <param name="Id">Part of the names of its rules.</param>
/// <param name="Pattern">Of EventBridge; below 2,048 characters, which is what a rule takes.</param>
/// <param name="OnlyInUsEast1">The service records it nowhere else.</param>
/// <param name="ReadOnlyCalls">CloudTrail counts the calls as reading, which rules see only when asked to.</param>
internal sealed record EventSource(string Id, string Description, EventRoute Route, IReadOnlyDictionary<string, object> Pattern, bool OnlyInUsEast1 = false, bool ReadOnlyCalls = false)
{
    /// <summary>Of the rules that carry it. Reading calls are left out by AWS unless this is said: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html</summary>
    public string State => ReadOnlyCalls ? "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS" : "ENABLED";
}
