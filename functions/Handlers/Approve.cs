using System.Text.Json;
using Amazon.Lambda.Core;
using Sentinel.Aws.Response;
using Sentinel.Core.Containment;

namespace Sentinel.Handlers;

/// <summary>Does what waited for a person, invoked directly with an <see cref="ApproveRequest"/>; answers with an <see cref="ApproveResult"/>.</summary>
internal sealed class Approve(ContainmentRunner runner, Approvals approvals, ContainmentNews news, ReportWriter reports, TimeProvider clock) : IHandler
{
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken)
    {
        var request = DirectRequest.Read(payload, DirectJson.Default.ApproveRequest, r => r.Function, """{"function":"arn:…"}""");
        var result = await ApproveAsync(request.Function, cancellationToken);
        return JsonSerializer.SerializeToUtf8Bytes(result, DirectJson.Default.ApproveResult);
    }

    private async Task<ApproveResult> ApproveAsync(string function, CancellationToken cancellationToken)
    {
        var pending = await approvals.ListAsync(function, cancellationToken);
        if (pending.Count == 0) return new ApproveResult(function, false, ["nothing waits for approval"]);
        var lines = new List<string>();
        var done = false;
        foreach (var approval in pending)
        {
            if (clock.GetUtcNow() >= approval.Until)
            {
                lines.Add($"asked at {approval.AskedAt.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z: too late since {approval.Until.UtcDateTime:yyyy-MM-ddTHH:mm:ss}Z");
                continue;
            }
            IReadOnlyList<ContainmentAction> actions;
            try
            {
                actions = await news.OfAsync(approval.Message, () => runner.ApproveAsync(approval, cancellationToken), cancellationToken);
            }
            catch (PageNotSentException e)
            {
                actions = e.Actions;
                lines.Add("on-call could not be told yet of what follows");
            }
            await runner.SettleAsync(approval, actions, cancellationToken);
            if (!await reports.WriteAsync(approval.Message.Incident, actions, cancellationToken)) lines.Add("the report could not be written; sentinel incidents report makes one");
            done |= actions.Any(a => a.Status == ActionStatus.Done);
            lines.AddRange(actions.Count == 0 ? ["it is done already"] : actions.Select(a => $"{a.Step} {a.Target}: {a.Status.ToString().ToLowerInvariant()}, {a.Reason}"));
        }
        return new ApproveResult(function, done, lines);
    }
}
