namespace Sentinel.Core.Containment;

public enum ActionStatus { Done, Waiting, Skipped, Refused, Failed }

/// <summary>One step taken, or not taken, against one target.</summary>
/// <param name="Time">Clock of the acting side, UTC; in replay the highest event time seen plus the delivery delay.</param>
/// <param name="Incident">Id of the incident at that time.</param>
/// <param name="Step">Step name, as <c>quarantine-function</c>.</param>
/// <param name="Target">ARN of the function, role or user; for a mapping its UUID under the function.</param>
/// <param name="Reason">Why, or why not: <c>mode=observe</c>, <c>&lt;rail&gt;: …</c>.</param>
public sealed record ContainmentAction(DateTimeOffset Time, string Incident, string Step, string Target, ActionStatus Status, string Reason)
{
    /// <summary>The function that the step serves.</summary>
    public required string Function { get; init; }
}
