namespace Sentinel.Core.Containment;

/// <summary>The names of the containment steps, as they stand in <c>response/steps</c>, in the JSON lines and in the ledger.</summary>
public static class Steps
{
    public const string PreserveEvidence = "preserve-evidence";
    public const string QuarantineFunction = "quarantine-function";
    public const string DisableEventSources = "disable-event-sources";
    public const string DenyExecutionRole = "deny-execution-role";
    public const string DeactivateAccessKeys = "deactivate-access-keys";
    public const string DenyPrincipal = "deny-principal";

    /// <summary>Every step, in the order in which a plan takes them.</summary>
    public static IReadOnlyList<string> All { get; } =
        [PreserveEvidence, QuarantineFunction, DisableEventSources, DenyExecutionRole, DeactivateAccessKeys, DenyPrincipal];
}
