using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Containment;

/// <summary>What the detecting side asks of the acting side.</summary>
/// <param name="Due">Clock at which it is to be acted upon.</param>
public abstract record ContainmentRequest(DateTimeOffset Due, Incident Incident, string Account)
{
    /// <summary>Contain a function.</summary>
    public sealed record Contain(DateTimeOffset Due, Incident Incident, string Account, ContainmentTarget Target) : ContainmentRequest(Due, Incident, Account)
    {
        /// <summary>The function as the events tell of it, for one who acts elsewhere; null in replay, where it is looked at when it is due.</summary>
        public FunctionState? Seen { get; init; }
    }

    /// <summary>Somebody lifted a quarantine.</summary>
    public sealed record Lifted(DateTimeOffset Due, Incident Incident, string Account, Signal Signal) : ContainmentRequest(Due, Incident, Account);

    /// <summary>A contained function was changed.</summary>
    public sealed record Changed(DateTimeOffset Due, Incident Incident, string Account, string Function, FunctionEvent Change) : ContainmentRequest(Due, Incident, Account);

    /// <summary>Tell on-call of an incident about which nothing is to be done. Not used in replay, whose reader sees the incident itself.</summary>
    public sealed record Alert(DateTimeOffset Due, Incident Incident, string Account) : ContainmentRequest(Due, Incident, Account);

    /// <summary>The incident has come to hold enough for its users' keys.</summary>
    public sealed record Grown(DateTimeOffset Due, Incident Incident, string Account, ContainmentTarget Target) : ContainmentRequest(Due, Incident, Account);
}

/// <summary>Answers requests: looks at reality again, plans, writes down, acts. A request may come twice. What acting means is up to the world it is
/// given: in replay the ledger alone says what would have been done.</summary>
public sealed class Responder(SentinelSettings settings, ILedger ledger, IFunctionWorld world, IPipelineObserver observer)
{
    private readonly Dictionary<(string Account, long Hour), int> _containments = [];
    private readonly HashSet<(string, DateTimeOffset)> _leftAlone = []; // refused, or the mode does not let us: said once
    private readonly HashSet<string> _deactivated = new(StringComparer.Ordinal);

    /// <summary>Told whenever a function is stopped (true) or was found freed (false), with the time.</summary>
    public Action<string, DateTimeOffset, bool>? Turned { get; set; }

    /// <summary>Functions whose quarantine was done, sorted.</summary>
    public SortedSet<string> Contained { get; } = new(StringComparer.Ordinal);

    public void Handle(ContainmentRequest request)
    {
        switch (request)
        {
            case ContainmentRequest.Contain contain: Contain(contain); break;
            case ContainmentRequest.Lifted lifted: ContainAgain(lifted); break;
            case ContainmentRequest.Changed changed: FollowUp(changed); break;
            case ContainmentRequest.Grown grown: DeactivateKeys(grown); break;
            default: throw new ArgumentOutOfRangeException(nameof(request));
        }
    }

    private void Contain(ContainmentRequest.Contain request)
    {
        var target = request.Target;
        Regroup(target.Function);
        if (ledger.Of(target.Function).FirstOrDefault(e => e.Life == target.Life) is { } known)
        {
            if (target.Since >= known.Since) return;
            known.Since = target.Since;
            Refine(known, request.Due);
            return;
        }
        if (_leftAlone.Contains((target.Function, target.Life))) return;
        var state = world.Look(target, request.Due);
        var hour = (request.Account, request.Due.UtcTicks / TimeSpan.TicksPerHour);
        var plan = Planner.Plan(new PlanInput(request.Incident, state, settings.At(request.Due), request.Account, _containments.GetValueOrDefault(hour), 0));
        if (plan.Any(s => s is { Step: Steps.QuarantineFunction, Status: ActionStatus.Done }))
        {
            var entry = ledger.File(new LedgerEntry { Function = target.Function, Life = target.Life, Since = target.Since, ActedAt = request.Due, Prior = state.Concurrency });
            foreach (var step in plan.Where(s => s.Status == ActionStatus.Done)) entry.Done.Add((step.Step, step.Target));
            if (!state.IsNew) _containments[hour] = _containments.GetValueOrDefault(hour) + 1;
            Contained.Add(target.Function);
            Turned?.Invoke(target.Function, request.Due, true);
        }
        else
        {
            _leftAlone.Add((target.Function, target.Life));
        }
        Tell(plan, request, target.Function);
    }

    /// <summary>A creation that was told late splits a life: each entry belongs to the life of the moment it speaks of, and the first one stands for it.</summary>
    private void Regroup(string function)
    {
        foreach (var entry in ledger.Of(function)) entry.Life = world.LifeAt(function, entry.Since);
        foreach (var life in ledger.Of(function).GroupBy(e => e.Life).ToList())
        {
            foreach (var later in life.OrderBy(e => e.Since).Skip(1)) ledger.Withdraw(later);
        }
    }

    private void ContainAgain(ContainmentRequest.Lifted request)
    {
        if (request.Signal.Function is not { } function) return;
        if (ledger.Of(function).LastOrDefault(e => e.ActedAt <= request.Signal.Time) is not { } entry || !entry.Lifts.Add(request.Signal.Id)) return;
        var target = new ContainmentTarget(function, entry.Life, entry.Since, entry.Since);
        var state = world.Look(target, request.Due);
        if (!state.Exists) return;
        Turned?.Invoke(function, request.Signal.Time, false);
        Turned?.Invoke(function, request.Due, true);
        var plan = Planner.Plan(new PlanInput(request.Incident, state with { IsNew = true, IsAsBefore = false }, settings.At(request.Due), request.Account, 0, entry.Lifts.Count))
            .Where(s => s.Step is not Steps.PreserveEvidence and not Steps.DeactivateAccessKeys)
            .Select(s => s.Step == Steps.QuarantineFunction ? s with { Reason = $"lifted by {request.Signal.Principal ?? "someone"}; {s.Reason}" } : s);
        Tell(plan, request, function);
    }

    private void FollowUp(ContainmentRequest.Changed request)
    {
        foreach (var earlier in ledger.Of(request.Function).Where(e => e.Since >= request.Change.Time)) Refine(earlier, request.Due);
        if (ledger.Of(request.Function).LastOrDefault(e => e.ActedAt < request.Change.Time) is not { } entry) return;
        var (step, reason) = request.Change.Kind switch
        {
            FunctionEventKind.MappingCreated or FunctionEventKind.MappingEnabled => (Steps.DisableEventSources, $"1 mapping(s): {request.Change.Mapping}, made after containment"),
            FunctionEventKind.CodeChanged or FunctionEventKind.ConfigurationChanged => (Steps.PreserveEvidence, "changed after containment: preserved again"),
            _ => (null, ""),
        };
        if (step is null || (settings.Steps is { } chosen && !chosen.Contains(step, StringComparer.Ordinal))) return;
        var key = (step, request.Change.EventId);
        if (entry.Done.Contains(key)) return;
        entry.Done.Add(key);
        Tell([new PlannedStep(step, request.Function, ActionStatus.Done, reason)], request, request.Function);
    }

    private void DeactivateKeys(ContainmentRequest.Grown request)
    {
        var state = new FunctionState { Function = request.Target.Function, Exists = true };
        Tell(Planner.KeySteps(new PlanInput(request.Incident, state, settings.At(request.Due), request.Account, 0, 0)), request, request.Target.Function);
    }

    /// <summary>A record that came late told more of what was there before the function stood condemned.</summary>
    private void Refine(LedgerEntry known, DateTimeOffset clock) =>
        known.Prior = world.Look(new ContainmentTarget(known.Function, known.Life, known.Since, known.Since), clock).Concurrency;

    private void Tell(IEnumerable<PlannedStep> plan, ContainmentRequest request, string function)
    {
        foreach (var step in plan)
        {
            if (step.Step == Steps.DeactivateAccessKeys && !_deactivated.Add(step.Target)) continue;
            observer.Acted(new ContainmentAction(request.Due, request.Incident.Id, step.Step, step.Target, step.Status, step.Reason) { Function = function });
        }
    }
}
