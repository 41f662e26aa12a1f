using System.Globalization;
using Amazon.Lambda.Model;
using Sentinel.Aws.Containment;
using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;

namespace Sentinel.Aws.Response;

/// <summary>Looks again, without having been asked, whether what the ledger says is in force.</summary>
public sealed partial class ContainmentRunner
{
    /// <summary>Verifies every step of an open containment; what is not in force counts as lifted, and is done again. A lift is written down before it is answered, and
    /// counts once: a sweep that died in the middle of its answer is followed by one that answers the same lift, until it is <see cref="AnsweredAsync">answered</see>.</summary>
    /// <param name="incident">For which it was contained, as far as it is known: who is denied at a second lift follows from it.</param>
    /// <returns>Null when the function is not contained; without actions when all is in force.</returns>
    public async Task<DriftCheck?> VerifyAsync(string function, Func<string, CancellationToken, Task<Incident?>> incident, CancellationToken cancellationToken)
    {
        var open = await _ledger.LatestAsync(function, cancellationToken);
        if (open is { IsOpen: false }) await _ledger.ForgetAsync(function, open.Epoch, cancellationToken);
        if (open is not { IsOpen: true }) return null;
        var drifted = new List<LedgerStep>();
        var findings = new List<string>();
        foreach (var step in open.Steps.Where(IsHeld))
        {
            var found = (await FindingsAsync(step, cancellationToken)).Where(f => f.Kind is FindingKind.Lifted or FindingKind.Unrecorded).Select(f => f.Text).ToList();
            if (found.Count == 0) continue;
            drifted.Add(step);
            findings.AddRange(found);
        }
        if (drifted.Count == 0 && open.Answering is null) return new DriftCheck(open, null, []);
        var message = open.Answering ?? await _ledger.AnsweringAsync(function, open.Epoch, new ContainmentMessage
        {
            Kind = ContainmentKind.Lifted,
            Incident = await incident(open.Header.Incident, cancellationToken) ?? Unknown(open.Header),
            Account = open.Header.Account,
            Function = function,
            Lift = Lift(open.Header, options.Clock.GetUtcNow(), findings),
        }, cancellationToken);
        var actions = await ContainAgainAsync(message, await options.Settings(cancellationToken), open, isApproved: false, cancellationToken, drifted);
        await AskWhereNeededAsync(message, actions, cancellationToken);
        return new DriftCheck(open, message, actions);
    }

    /// <summary>On-call knows of the lift that was found, and of what was done about it: the next one is another one. May be called again.</summary>
    public Task AnsweredAsync(DriftCheck check, CancellationToken cancellationToken) => _ledger.AnsweredAsync(check.Open.Header.Function, check.Open.Epoch, cancellationToken);

    // What was filed and never noted as applied was to be applied; the grants are only written down.
    private static bool IsHeld(LedgerStep step) => !step.Reverted && step.Step is not Steps.PreserveEvidence && (step.Applied || step.Step is not FollowUpSteps.ClosePermissions);

    private async Task<IReadOnlyList<Finding>> FindingsAsync(LedgerStep step, CancellationToken cancellationToken)
    {
        try
        {
            return (await StepNamed(step.Step).VerifyAsync(step.Record, cancellationToken)).Findings;
        }
        catch (ResourceNotFoundException) // nothing is left to hold
        {
            return [];
        }
    }

    private static Signal Lift(LedgerHeader header, DateTimeOffset now, IReadOnlyList<string> findings) => new()
    {
        Id = Signal.Hash("quarantine-lifted", header.Function, now.UtcDateTime.ToString("O", CultureInfo.InvariantCulture)),
        Detection = "quarantine-lifted",
        Stage = Stage.Evasion,
        Evidence = Evidence.Content,
        Group = "quarantine-lifted",
        Weight = 0,
        Time = now,
        Last = now,
        EventId = null,
        Count = null,
        Principal = null,
        Session = null,
        Suspect = null,
        Function = header.Function,
        Account = header.Account,
        Region = header.Region,
        Summary = string.Join("; ", findings),
        Source = "",
        Subjects = [header.Function],
    };

    // The incident is not on file any more: what is known of it stands in the ledger.
    private static Incident Unknown(LedgerHeader header) => new()
    {
        Id = header.Incident,
        Supersedes = [],
        Verdict = Verdict.Contain,
        Time = header.Since,
        AlertTime = header.Since,
        Score = 0,
        Principal = null,
        Session = null,
        Functions = [header.Function],
        Detections = [],
        Signals = [],
        Roles = [],
        Targets = [new ContainmentTarget(header.Function, header.Life, header.Since, header.Since)],
    };
}

/// <summary>What a look at an open containment found.</summary>
/// <param name="Message">The lift that was answered; null when all was in force.</param>
public sealed record DriftCheck(LedgerEpoch Open, ContainmentMessage? Message, IReadOnlyList<ContainmentAction> Actions);
