using System.Text.Json;
using Amazon.Lambda.Core;
using Microsoft.Extensions.Logging;
using Sentinel.Aws.Notifications;
using Sentinel.Aws.Response;
using Sentinel.Core.Containment;
using Sentinel.Handlers.Observability;
using Sentinel.Handlers.Queue;

namespace Sentinel.Handlers;

/// <summary>Acts upon what the Detector asks, one function after the other.</summary>
internal sealed class ContainmentResponder(SqsBatch batch, ContainmentRunner runner, INotifier notifier, Metrics metrics, StructuredLog logs, TimeProvider clock) : IHandler
{
    private readonly ILogger _log = logs.CreateLogger("Responder");

    public Task<ReadOnlyMemory<byte>> InvokeAsync(ReadOnlyMemory<byte> payload, ILambdaContext context, CancellationToken cancellationToken) =>
        batch.EachAsync(payload, RespondAsync, cancellationToken);

    private async Task RespondAsync(SqsMessage message, CancellationToken cancellationToken)
    {
        ContainmentMessage request;
        try
        {
            request = ContainmentMessage.Parse(message.Body.Span);
        }
        catch (JsonException e)
        {
            throw new MalformedEventException($"the message is no request for containment: {e.Message}");
        }
        try
        {
            await TellAsync(request, await runner.HandleAsync(request, cancellationToken), cancellationToken);
        }
        catch (EvidenceFailedException e)
        {
            await TellAsync(request, e.Actions, cancellationToken);
            throw;
        }
    }

    private async Task TellAsync(ContainmentMessage request, IReadOnlyList<ContainmentAction> actions, CancellationToken cancellationToken)
    {
        // What is done is done: a page that cannot be sent has been logged, and holds nothing up.
        foreach (var page in ContainmentPages.Of(request, actions, clock.GetUtcNow())) await notifier.NotifyAsync(page, cancellationToken);
        foreach (var action in actions)
        {
            _log.Acted(action.Incident, action.Step, action.Target, action.Status, action.Reason);
            if (action.Step != Steps.QuarantineFunction) continue;
            if (action.Status == ActionStatus.Refused) metrics.Add(Counter.Refusals);
            if (action.Status != ActionStatus.Done) continue;
            metrics.Add(Counter.Containments);
            metrics.Observe(Age.Containment, clock.GetUtcNow() - request.Incident.Time);
        }
    }
}
