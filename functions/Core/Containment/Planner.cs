using System.Globalization;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Containment;

/// <summary>A step to take, or the reason why it is not taken.</summary>
/// <param name="Target">ARN of the function, role or user.</param>
public sealed record PlannedStep(string Step, string Target, ActionStatus Status, string Reason);

/// <summary>All that a plan depends on.</summary>
/// <param name="Settings">As they count at that moment: <see cref="SentinelSettings.At"/>.</param>
/// <param name="Contained">Containments in the account in this UTC hour of the acting clock, functions made inside their incident apart.</param>
/// <param name="Lifts">How often somebody else has lifted the quarantine in this life of the function.</param>
/// <param name="IsApproved">A person said yes to what waited or was capped; the guard rails that no approval overrides still hold.</param>
public sealed record PlanInput(Incident Incident, FunctionState State, SentinelSettings Settings, string Account, int Contained, int Lifts, bool IsApproved = false);

/// <summary>Decides what is done about a condemned function, apart from doing it. Pure; guard rails come first and fail closed.</summary>
public static class Planner
{
    /// <summary>Stages an incident must hold before an IAM user's keys are deactivated without being asked.</summary>
    private const int StagesForKeys = 3;

    private const string Approved = "approved";

    /// <summary>The steps in their order, each to be done or with the reason why not. Never empty.</summary>
    public static IReadOnlyList<PlannedStep> Plan(PlanInput input)
    {
        var function = input.State.Function;
        if (Rail(input) is { } rail) return [new PlannedStep(Steps.QuarantineFunction, function, ActionStatus.Refused, rail)];
        if (IsCapped(input)) return Capped(input);
        var (status, mode) = Permission(input);
        var wanted = input.Settings.Steps;
        var steps = new List<PlannedStep>();
        Add(Steps.PreserveEvidence, function, true, "configuration, concurrency, mappings and policies are written down first");
        Add(Steps.QuarantineFunction, function, true, $"reserved concurrency {Text(input.State.Concurrency)} -> 0");
        if (input.State.Mappings.Count > 0) Add(Steps.DisableEventSources, function, true, $"{input.State.Mappings.Count} mapping(s): {string.Join(", ", input.State.Mappings)}");
        if (input.State is { Role: { } role, RoleIsNew: true }) Add(Steps.DenyExecutionRole, role, true, "created inside the incident");
        else if (input.State.Role is { } older && (input.Lifts > 1 || wanted?.Contains(Steps.DenyExecutionRole, StringComparer.Ordinal) == true)) steps.Add(OlderRole(older, input));
        steps.AddRange(KeySteps(input).Where(s => wanted is null || wanted.Contains(s.Step, StringComparer.Ordinal)));
        if (input.Lifts > 1) steps.AddRange(DenyPrincipals(input));
        return steps;

        void Add(string step, string target, bool byDefault, string reason)
        {
            if (!(wanted?.Contains(step, StringComparer.Ordinal) ?? byDefault)) return;
            steps.Add(new PlannedStep(step, target, status, mode is null ? reason : $"{mode}: {reason}"));
        }
    }

    /// <summary>What an incident that has grown adds: keys of the IAM users behind it. Empty when nothing is due.</summary>
    public static IReadOnlyList<PlannedStep> KeySteps(PlanInput input)
    {
        var incident = input.Incident;
        var chosen = input.Settings.Steps?.Contains(Steps.DeactivateAccessKeys, StringComparer.Ordinal);
        if (chosen is false || (chosen is null && incident.Signals.Select(s => s.Stage).Distinct().Count() < StagesForKeys)) return [];
        var (status, mode) = Permission(input);
        return [.. Suspects(incident).Where(IsUser).Select(u => new PlannedStep(Steps.DeactivateAccessKeys, u, status,
            mode is null ? $"incident holds {incident.Signals.Select(s => s.Stage).Distinct().Count()} stages" : mode))];
    }

    private static string? Rail(PlanInput input)
    {
        var state = input.State;
        if (!state.Exists) return "function-gone: deleted before it could be acted upon";
        if (!state.IsNew && input.Settings.ProtectedFunctions.IsMatch(state.Function)) return "protected-functions: matches response/protected-functions";
        if (state.IsAsBefore) return "unchanged: code and role equal those before the incident";
        return null;
    }

    private static bool IsCapped(PlanInput input) => !input.IsApproved && !input.State.IsNew && input.Lifts == 0 && input.Contained >= input.Settings.MaxContainmentsPerHour;

    private static List<PlannedStep> Capped(PlanInput input)
    {
        var limit = input.Settings.MaxContainmentsPerHour.ToString(CultureInfo.InvariantCulture);
        var steps = new List<PlannedStep>
        {
            new(Steps.QuarantineFunction, input.State.Function, ActionStatus.Refused, $"{Parameters.CapName}: {limit} reached; sentinel approve {input.State.Function}"),
        };
        if (input.State.Role is { } role)
        {
            steps.Add(input.State.RoleIsNew
                ? new PlannedStep(Steps.DenyExecutionRole, role, Permission(input).Status, "cap reached; the role was created inside the incident")
                : OlderRole(role, input));
        }
        steps.AddRange(DenyPrincipals(input));
        return steps;
    }

    // A role from before the incident may be shared with honest functions.
    private static PlannedStep OlderRole(string role, PlanInput input) => input.IsApproved
        ? new PlannedStep(Steps.DenyExecutionRole, role, ActionStatus.Done, $"{Approved}: older than the incident")
        : new PlannedStep(Steps.DenyExecutionRole, role, ActionStatus.Waiting, "older than the incident: denied with approval only");

    private static IEnumerable<PlannedStep> DenyPrincipals(PlanInput input) => Suspects(input.Incident).Select(suspect => suspect switch
    {
        _ when IsUser(suspect) => new PlannedStep(Steps.DenyPrincipal, suspect, Permission(input).Status, Permission(input).Reason ?? "SentinelDenyAll on the IAM user"),
        _ when suspect.Contains("AWSReservedSSO_", StringComparison.Ordinal) =>
            new PlannedStep(Steps.DenyPrincipal, suspect, ActionStatus.Refused, "sso: not possible from a member account; deny the user in IAM Identity Center"),
        _ when suspect.EndsWith(":root", StringComparison.Ordinal) => new PlannedStep(Steps.DenyPrincipal, suspect, ActionStatus.Refused, "root: cannot be denied; page"),
        _ when input.IsApproved => new PlannedStep(Steps.DenyExecutionRole, suspect, ActionStatus.Done, $"{Approved}: the role that the suspect acts with"),
        _ => new PlannedStep(Steps.DenyPrincipal, suspect, ActionStatus.Waiting, "role: a shared role is denied with approval only"),
    });

    private static (ActionStatus Status, string? Reason) Permission(PlanInput input) => input.Settings.ModeOf(input.Account) switch
    {
        // A pause, and a mode that is observe by now, were chosen after the request, by whoever may choose.
        ResponseMode.Approve or ResponseMode.Enforce when input.IsApproved => (ActionStatus.Done, Approved),
        ResponseMode.Enforce => (ActionStatus.Done, null),
        ResponseMode.Approve => (ActionStatus.Waiting, "mode=approve"),
        _ => (ActionStatus.Skipped, input.Settings.Pause is { } pause ? $"mode=observe, paused {pause}" : "mode=observe"),
    };

    private static IEnumerable<string> Suspects(Incident incident) =>
        incident.Signals.Where(s => s.Suspect is not null && s.Stage is not Stage.Corroboration).Select(s => s.Suspect!).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    private static bool IsUser(string suspect) => suspect.Contains(":user/", StringComparison.Ordinal);

    private static string Text(int? concurrency) => concurrency?.ToString(CultureInfo.InvariantCulture) ?? "none";
}
