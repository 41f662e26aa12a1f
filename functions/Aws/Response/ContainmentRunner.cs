using System.Net.Sockets;
using Amazon.Lambda.Model;
using Amazon.Runtime;
using Sentinel.Aws.Containment;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Response;

/// <summary>What a <see cref="ContainmentRunner"/> works with.</summary>
public sealed record ContainmentRunnerOptions
{
    /// <summary>All steps that it may take; a plan that names another one is refused.</summary>
    public required IReadOnlyList<IContainmentStep> Steps { get; init; }
    public required ContainmentLedger Ledger { get; init; }
    /// <summary>Where requests wait for a person.</summary>
    public required Approvals Approvals { get; init; }
    /// <summary>The settings in force; the last good ones when they cannot be read.</summary>
    public required Func<CancellationToken, ValueTask<SentinelSettings>> Settings { get; init; }
    /// <summary>ARNs of the stack's own functions and roles: never acted upon.</summary>
    public required IReadOnlySet<string> Own { get; init; }
    public required TimeProvider Clock { get; init; }
}

/// <summary>
/// Answers what the detecting side asks: looks at reality again, plans, writes down, acts, verifies. Any message may come again at any time, also after a crash
/// between any two calls: what was there first stays on file, and what was done is done again to the same end.
/// </summary>
public sealed partial class ContainmentRunner(ContainmentRunnerOptions options)
{
    private readonly ContainmentLedger _ledger = options.Ledger;

    /// <summary>Deals with one message.</summary>
    /// <returns>What was done, or why not; empty when the message asks for what is done already.</returns>
    /// <exception cref="AmazonServiceException">AWS refused; part of the work may be done. The message is to come again.</exception>
    /// <exception cref="EvidenceFailedException">Contained, but the code could not be copied yet. The message is to come again.</exception>
    public async Task<IReadOnlyList<ContainmentAction>> HandleAsync(ContainmentMessage message, CancellationToken cancellationToken)
    {
        var actions = await AnswerAsync(message, isApproved: false, cancellationToken);
        await AskWhereNeededAsync(message, actions, cancellationToken);
        return actions;
    }

    /// <summary>Does what waited for a yes. The guard rails that no approval overrides are looked at again, and so is reality.</summary>
    /// <returns>As <see cref="HandleAsync"/>. It waits on until it is <see cref="SettleAsync">settled</see>.</returns>
    public Task<IReadOnlyList<ContainmentAction>> ApproveAsync(PendingApproval approval, CancellationToken cancellationToken) =>
        AnswerAsync(approval.Message, isApproved: true, cancellationToken);

    /// <summary>Forgets what waited, unless it goes on waiting; to be called when on-call knows what came of it: who dies in between is asked to approve it again.</summary>
    /// <param name="actions">What came of it.</param>
    public async Task SettleAsync(PendingApproval approval, IReadOnlyList<ContainmentAction> actions, CancellationToken cancellationToken)
    {
        // Paused, or observing by now: it may still be approved when that is over.
        if (!actions.Any(a => a.Status is ActionStatus.Skipped)) await options.Approvals.RemoveAsync(approval, cancellationToken);
    }

    private async Task AskWhereNeededAsync(ContainmentMessage message, IReadOnlyList<ContainmentAction> actions, CancellationToken cancellationToken)
    {
        if (actions.Any(CanBeApproved)) await options.Approvals.AskAsync(message, cancellationToken);
    }

    private static bool CanBeApproved(ContainmentAction action) => action.Status == ActionStatus.Waiting
        || (action.Status == ActionStatus.Refused && action.Reason.StartsWith(Parameters.CapName, StringComparison.Ordinal));

    private async Task<IReadOnlyList<ContainmentAction>> AnswerAsync(ContainmentMessage message, bool isApproved, CancellationToken cancellationToken)
    {
        if (message.Kind == ContainmentKind.Alert) return [];
        var settings = await options.Settings(cancellationToken);
        var latest = await _ledger.LatestAsync(message.Function, cancellationToken);
        return message.Kind switch
        {
            ContainmentKind.Contain => await ContainAsync(message, settings, latest, isApproved, cancellationToken),
            ContainmentKind.Lifted when latest is { IsOpen: true } => await ContainAgainAsync(message, settings, latest, isApproved, cancellationToken),
            ContainmentKind.Changed when latest is { IsOpen: true } => await FollowUpAsync(message, latest, cancellationToken),
            ContainmentKind.Grown when latest is { IsOpen: true } => await TakeAsync(message, latest, KeySteps(message, settings, isApproved), cancellationToken),
            _ => [],
        };
    }

    private async Task<IReadOnlyList<ContainmentAction>> ContainAsync(ContainmentMessage message, SentinelSettings settings, LedgerEpoch? latest, bool isApproved, CancellationToken cancellationToken)
    {
        var target = message.Target ?? throw new FormatException("A message that asks to contain names no target.");
        var open = latest is { IsOpen: true } && latest.Header.Life >= target.Life ? latest : null;
        // Asked again for what was released since: only what came after the release is a new reason.
        if (open is null && latest is { ReleasedAt: { } released } && latest.Header.Life >= target.Life && target.Since <= released) return [];
        var now = options.Clock.GetUtcNow();
        var incident = open?.Header.Incident ?? message.Incident.Id;
        var (state, evidence) = await LookAsync(message, target, incident, cancellationToken);
        if (options.Own.Contains(message.Function)) return [Refused(message, now, "own: a function of SentinelStack itself")];
        var input = new PlanInput(message.Incident, open is null ? state : state with { IsNew = true }, settings, message.Account, 0, open?.Lifts.Count ?? 0, isApproved);
        var plan = Planner.Plan(input);
        if (!Quarantines(plan)) return [.. plan.Select(s => Action(message, now, s))];
        if (open is null && !state.IsNew && !isApproved && !await _ledger.TryCountAsync(message.Account, now, message.Function, settings.MaxContainmentsPerHour, cancellationToken))
        {
            plan = Planner.Plan(input with { Contained = Math.Max(settings.MaxContainmentsPerHour, 0) });
        }
        // What was begun is finished, also where reality shows it done: only the ledger knows whether it is noted.
        if (open is not null) plan = [.. plan, .. open.Steps.Where(s => IsUnfinished(s, plan)).Select(s => new PlannedStep(s.Step, s.Record.Target.Arn, ActionStatus.Done, "begun before"))];
        var epoch = open?.Epoch ?? (latest?.Epoch ?? 0) + 1;
        var header = new LedgerHeader(message.Function, message.Account, RegionOf(message.Function), incident, target.Life, target.Since, now, state.IsNew);
        if (plan.Any(s => s.Status == ActionStatus.Done)) await _ledger.OpenAsync(epoch, open?.Header ?? header, cancellationToken);
        var actions = await TakeAsync(message, new LedgerEpoch(epoch, open?.Header ?? header, null, [], []), plan, cancellationToken, evidence);
        return actions;
    }

    /// <summary>Reality, beside what only the events tell.</summary>
    private async Task<(FunctionState State, EvidenceRecord? Evidence)> LookAsync(ContainmentMessage message, ContainmentTarget target, string incident, CancellationToken cancellationToken)
    {
        var seen = message.Seen ?? new FunctionState { Function = message.Function, Exists = true };
        try
        {
            var evidence = (EvidenceRecord)await StepNamed(Steps.PreserveEvidence).InspectAsync(new StepTarget(incident, message.Function, RegionOf(message.Function)), cancellationToken);
            var role = evidence.Function.Role is { } arn ? Arns.Role(arn) : null;
            return (seen with
            {
                Exists = true,
                IsNew = target.Life == target.SuspectChange,
                Concurrency = evidence.Concurrency,
                Role = role,
                RoleIsNew = seen.RoleIsNew && string.Equals(seen.Role, role, StringComparison.Ordinal),
                Mappings = [.. evidence.Mappings.Where(m => m.WasEnabled).Select(m => m.Uuid).Order(StringComparer.Ordinal)],
                // Known only where the events told both; any doubt is no reason to leave a condemned function alone.
                IsAsBefore = seen.IsAsBefore && evidence.Function.CodeSha256 == seen.CodeBefore && role == seen.RoleBefore,
            }, evidence);
        }
        catch (ResourceNotFoundException)
        {
            return (seen with { Exists = false }, null);
        }
    }

    private async Task<IReadOnlyList<ContainmentAction>> TakeAsync(
        ContainmentMessage message, LedgerEpoch epoch, IReadOnlyList<PlannedStep> plan, CancellationToken cancellationToken, EvidenceRecord? evidence = null)
    {
        var actions = new List<ContainmentAction>();
        Exception? copy = null;
        var (function, number) = (message.Function, epoch.Epoch);
        var preserve = evidence is not null && plan.Any(s => s is { Step: Steps.PreserveEvidence, Status: ActionStatus.Done })
            ? (EvidenceRecord)await _ledger.FileAsync(function, number, Steps.PreserveEvidence, evidence, cancellationToken) : null;
        if (preserve is not null) await FileGrantsAsync(epoch, cancellationToken);
        foreach (var step in plan)
        {
            var now = options.Clock.GetUtcNow();
            if (step.Status != ActionStatus.Done || step.Step == Steps.PreserveEvidence)
            {
                actions.Add(Action(message, now, step));
                continue;
            }
            if (options.Own.Contains(step.Target))
            {
                actions.Add(Action(message, now, step with { Status = ActionStatus.Refused, Reason = "own: a role of SentinelStack itself" }));
                continue;
            }
            var verified = await ActAsync(epoch, step, cancellationToken);
            var reason = verified.Holds ? step.Reason : $"NOT contained: {string.Join("; ", verified.Findings.Select(f => f.Text))}";
            actions.Add(Action(message, options.Clock.GetUtcNow(), step with { Status = verified.Holds ? ActionStatus.Done : ActionStatus.Failed, Reason = reason }));
            if (step.Step == Steps.QuarantineFunction && preserve is not null) copy = await CopyAsync(function, number, preserve, cancellationToken);
        }
        return copy is null ? actions : throw new EvidenceFailedException(actions, copy);
    }

    // Who may invoke the function when it is condemned is written down, so that only what is granted afterwards is closed.
    private async Task FileGrantsAsync(LedgerEpoch epoch, CancellationToken cancellationToken)
    {
        if (options.Steps.FirstOrDefault(s => s.Name == FollowUpSteps.ClosePermissions) is not { } step) return;
        var (function, incident, region) = (epoch.Header.Function, epoch.Header.Incident, epoch.Header.Region);
        await _ledger.FileAsync(function, epoch.Epoch, step.Name, await step.InspectAsync(new StepTarget(incident, function, region), cancellationToken), cancellationToken);
    }

    private async Task<Verification> ActAsync(LedgerEpoch epoch, PlannedStep planned, CancellationToken cancellationToken)
    {
        var step = StepNamed(planned.Step);
        var function = epoch.Header.Function;
        var found = await step.InspectAsync(new StepTarget(epoch.Header.Incident, planned.Target, epoch.Header.Region), cancellationToken);
        var record = await _ledger.FileAsync(function, epoch.Epoch, planned.Step, found, cancellationToken);
        var extended = record.Extend(found);
        if (!ReferenceEquals(extended, record) && await _ledger.ExtendAsync(function, epoch.Epoch, planned.Step, record, extended, cancellationToken)) record = extended;
        await step.ApplyAsync(record, cancellationToken);
        await _ledger.AppliedAsync(function, epoch.Epoch, planned.Step, planned.Target, cancellationToken);
        return await step.VerifyAsync(record, cancellationToken);
    }

    // A failed copy neither delays nor undoes a containment: it is tried again with the message.
    private async Task<Exception?> CopyAsync(string function, int epoch, EvidenceRecord record, CancellationToken cancellationToken, string revision = "")
    {
        try
        {
            await StepNamed(Steps.PreserveEvidence).ApplyAsync(record, cancellationToken);
            await _ledger.AppliedAsync(function, epoch, Steps.PreserveEvidence, record.Target.Arn, cancellationToken, revision);
            return null;
        }
        // A timeout comes as a cancellation, though nobody cancelled.
        catch (Exception e) when (e is AmazonServiceException or AmazonClientException or HttpRequestException or IOException or SocketException
            || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return e;
        }
    }

    private async Task<IReadOnlyList<ContainmentAction>> ContainAgainAsync(ContainmentMessage message, SentinelSettings settings, LedgerEpoch open, bool isApproved, CancellationToken cancellationToken, IReadOnlyList<LedgerStep>? drifted = null)
    {
        var lifts = await _ledger.LiftedAsync(message.Function, open.Epoch, message.Lift!.Id, cancellationToken);
        var target = new ContainmentTarget(message.Function, open.Header.Life, open.Header.Since, open.Header.Life);
        var (state, _) = await LookAsync(message, target, open.Header.Incident, cancellationToken);
        if (!state.Exists) return [Refused(message, options.Clock.GetUtcNow(), "function-gone: deleted before it could be acted upon")];
        var roleIsNew = open.Steps.Any(s => s.Step == Steps.DenyExecutionRole);
        var plan = Planner.Plan(new PlanInput(message.Incident, state with { IsNew = true, IsAsBefore = false, RoleIsNew = roleIsNew }, settings, message.Account, 0, lifts, isApproved))
            .Where(s => s.Step is not Steps.PreserveEvidence and not Steps.DeactivateAccessKeys)
            .Select(s => s.Step == Steps.QuarantineFunction ? s with { Reason = $"lifted by {Printable.Of(message.Lift.Principal ?? "someone", 200)}; {s.Reason}" } : s).ToList();
        var status = plan.Find(s => s.Step == Steps.QuarantineFunction)?.Status ?? ActionStatus.Refused;
        plan.AddRange((drifted ?? []).Where(d => !plan.Exists(p => p.Step == d.Step && p.Target == d.Record.Target.Arn)).Select(d => new PlannedStep(d.Step, d.Record.Target.Arn, status, "lifted")));
        return await TakeAsync(message, open, plan, cancellationToken);
    }

    private async Task<IReadOnlyList<ContainmentAction>> FollowUpAsync(ContainmentMessage message, LedgerEpoch open, CancellationToken cancellationToken)
    {
        switch (message.Change?.Kind)
        {
            case Core.Knowledge.FunctionEventKind.MappingCreated or Core.Knowledge.FunctionEventKind.MappingEnabled:
                return await TakeAsync(message, open, [new PlannedStep(Steps.DisableEventSources, message.Function, ActionStatus.Done, $"mapping {Printable.Of(message.Change.Mapping ?? "", 64)}, made after containment")], cancellationToken);
            case Core.Knowledge.FunctionEventKind.Opened:
                return await TakeAsync(message, open,
                [
                    new PlannedStep(FollowUpSteps.CloseFunctionUrls, message.Function, ActionStatus.Done, "opened after containment"),
                    new PlannedStep(FollowUpSteps.ClosePermissions, message.Function, ActionStatus.Done, "opened after containment"),
                ], cancellationToken);
            case Core.Knowledge.FunctionEventKind.CodeChanged or Core.Knowledge.FunctionEventKind.ConfigurationChanged:
                var revision = $"#{message.Change.EventId}";
                var found = await StepNamed(Steps.PreserveEvidence).InspectAsync(new StepTarget(open.Header.Incident, message.Function, open.Header.Region), cancellationToken);
                var record = (EvidenceRecord)await _ledger.FileAsync(message.Function, open.Epoch, Steps.PreserveEvidence, found, cancellationToken, revision);
                var action = Action(message, options.Clock.GetUtcNow(), new PlannedStep(Steps.PreserveEvidence, message.Function, ActionStatus.Done, "changed after containment: preserved again"));
                return await CopyAsync(message.Function, open.Epoch, record, cancellationToken, revision) is { } failed ? throw new EvidenceFailedException([action], failed) : [action];
            default:
                return [];
        }
    }

    private static IReadOnlyList<PlannedStep> KeySteps(ContainmentMessage message, SentinelSettings settings, bool isApproved) =>
        Planner.KeySteps(new PlanInput(message.Incident, new FunctionState { Function = message.Function, Exists = true }, settings, message.Account, 0, 0, isApproved));

    private IContainmentStep StepNamed(string name) => options.Steps.FirstOrDefault(s => s.Name == name) ?? throw new NotSupportedException($"no step is called {name}");

    private static bool IsUnfinished(LedgerStep step, IReadOnlyList<PlannedStep> plan) =>
        !step.Applied && step.Step is not Steps.PreserveEvidence and not FollowUpSteps.ClosePermissions && !plan.Any(p => p.Step == step.Step && p.Target == step.Record.Target.Arn);

    private static bool Quarantines(IReadOnlyList<PlannedStep> plan) => plan.Any(s => s is { Step: Steps.QuarantineFunction, Status: ActionStatus.Done });

    private static ContainmentAction Refused(ContainmentMessage message, DateTimeOffset now, string reason) =>
        Action(message, now, new PlannedStep(Steps.QuarantineFunction, message.Function, ActionStatus.Refused, reason));

    private static ContainmentAction Action(ContainmentMessage message, DateTimeOffset now, PlannedStep step) =>
        new(now, message.Incident.Id, step.Step, step.Target, step.Status, step.Reason) { Function = message.Function };

    private static string RegionOf(string function) => Arns.Part(function, 3) is { Length: > 0 } region ? region.ToString() : throw new FormatException("A function is named without its region.");
}

/// <summary>The function is contained, but its code is not copied yet.</summary>
/// <param name="actions">What was done nevertheless.</param>
public sealed class EvidenceFailedException(IReadOnlyList<ContainmentAction> actions, Exception cause) : Exception($"The evidence could not be copied: {cause.Message}", cause)
{
    public IReadOnlyList<ContainmentAction> Actions => actions;
}
