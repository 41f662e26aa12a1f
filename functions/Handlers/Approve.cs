using System.Text.Json;
using Amazon.Lambda.Core;
using Sentinel.Aws.Notifications;
using Sentinel.Aws.Response;
using Sentinel.Core.Containment;

namespace Sentinel.Handlers;

/// <summary>Does what waited for a person, invoked directly with an <see cref="ApproveRequest"/>; answers with an <see cref="ApproveResult"/>.</summary>
internal sealed class Approve(ContainmentRunner runner, Approvals approvals, ContainmentNews news, TimeProvider clock) : IHandler
{
    public async Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken)
    {
        ApproveRequest request;
        try
        {
            request = JsonSerializer.Deserialize(payload.Span, DirectJson.Default.ApproveRequest) ?? throw new JsonException("null");
        }
        catch (JsonException e)
        {
            throw new MalformedEventException($"the event is no approval, expected {{\"function\":\"arn:…\"}}: {e.Message}");
        }
        if (request.Function is null || !request.Function.StartsWith("arn:", StringComparison.Ordinal)) throw new MalformedEventException("function is no ARN, expected arn:aws:lambda:REGION:ACCOUNT:function:NAME");
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
            var actions = await runner.ApproveAsync(approval, cancellationToken);
            await news.TellAsync(approval.Message, actions, cancellationToken);
            done |= actions.Any(a => a.Status == ActionStatus.Done);
            lines.AddRange(actions.Count == 0 ? ["it is done already"] : actions.Select(a => $"{a.Step} {a.Target}: {a.Status.ToString().ToLowerInvariant()}, {a.Reason}"));
        }
        return new ApproveResult(function, done, lines);
    }
}
