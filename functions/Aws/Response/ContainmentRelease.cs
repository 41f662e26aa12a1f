using Amazon.Lambda.Model;
using Sentinel.Aws.Containment;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;

namespace Sentinel.Aws.Response;

/// <summary>How a release ended.</summary>
/// <param name="Released">Nothing is held back any more.</param>
/// <param name="Lines">What was put back, what somebody else had changed, what could not be had, or why nothing was done; one line each, safe to print.</param>
/// <param name="Incident">For which it was contained; null when nothing was tried.</param>
/// <param name="Epoch">Of the ledger; 0 when nothing was tried.</param>
public sealed record ReleaseResult(string Function, bool Released, IReadOnlyList<string> Lines, string? Incident = null, int Epoch = 0);

/// <summary>Takes back exactly what the ledger says was done to a function, last step first. May be repeated, also after a crash in the middle of it.</summary>
public sealed class ContainmentRelease(IReadOnlyList<IContainmentStep> steps, ContainmentLedger ledger, ITargets targets)
{
    /// <param name="function">Full ARN without qualifier.</param>
    /// <param name="force">Also when code or role are no longer those that were condemned: then somebody has looked at what is let loose.</param>
    /// <param name="tell">Is given the incident and how it ended, before the ledger forgets about it: who dies in between tells it when this is repeated.</param>
    public async Task<ReleaseResult> ReleaseAsync(string function, bool force, Func<string, ReleaseResult, Task> tell, CancellationToken cancellationToken)
    {
        if (await ledger.LatestAsync(function, cancellationToken) is not { IsOpen: true } open) return new ReleaseResult(function, false, ["it is not contained"]);
        if (!force && await WhyNotAsync(open, cancellationToken) is { } reason) return new ReleaseResult(function, false, [reason]);
        var lines = new List<string>();
        var held = false;
        foreach (var taken in open.Steps.Reverse().Where(s => s.Step != Steps.PreserveEvidence))
        {
            var step = steps.FirstOrDefault(s => s.Name == taken.Step) ?? throw new NotSupportedException($"no step is called {taken.Step}");
            // A step that was filed and never noted as applied may have been applied: taking it back changes nothing where it was not.
            var reversal = await step.RevertAsync(taken.Record, cancellationToken);
            lines.AddRange(reversal.IsExact ? [$"{taken.Step}: as before"] : reversal.Remainders.Select(r => $"{taken.Step}: {r.Text}"));
            if (reversal.IsHeld) held = true;
            else await ledger.RevertedAsync(function, open.Epoch, taken, cancellationToken);
        }
        var result = new ReleaseResult(function, !held, lines, open.Header.Incident, open.Epoch);
        await tell(open.Header.Incident, result);
        if (!held) await ledger.CloseAsync(function, open.Epoch, cancellationToken);
        return result;
    }

    // Null when what would be let loose is what was condemned.
    private async Task<string?> WhyNotAsync(LedgerEpoch open, CancellationToken cancellationToken)
    {
        var seen = open.Steps.Select(s => s.Record).OfType<EvidenceRecord>().FirstOrDefault();
        if (seen is null) return "no evidence of it is on file; --force releases it nevertheless";
        try
        {
            var now = await targets.For(seen.Target).Lambda.GetFunctionConfigurationAsync(new GetFunctionConfigurationRequest { FunctionName = seen.Target.Arn }, cancellationToken);
            if (now.CodeSha256 != seen.Function.CodeSha256) return "its code is not the code that was condemned; --force releases it nevertheless";
            return Role(now.Role) != Role(seen.Function.Role) ? "its role is not the role that it had; --force releases it nevertheless" : null;
        }
        catch (ResourceNotFoundException)
        {
            return null; // nothing is let loose; what was done to others is taken back
        }
    }

    private static string? Role(string? arn) => arn is null ? null : Arns.Role(arn);
}
