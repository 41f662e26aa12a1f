using Microsoft.Extensions.Logging;
using Sentinel.Aws.Notifications;
using Sentinel.Aws.Response;
using Sentinel.Core.Containment;
using Sentinel.Handlers.Observability;

namespace Sentinel.Handlers;

/// <summary>Tells of what was done about a function: on-call, the log, the metrics. What is done is done: a page that cannot be sent has been
/// logged, and holds nothing up.</summary>
internal sealed class ContainmentNews(INotifier notifier, Metrics metrics, StructuredLog logs, TimeProvider clock)
{
    private readonly ILogger _log = logs.CreateLogger("Responder");

    /// <summary>Does it and tells of it, also when it is done but for the evidence, which is then thrown on.</summary>
    public async Task<IReadOnlyList<ContainmentAction>> OfAsync(ContainmentMessage request, Func<Task<IReadOnlyList<ContainmentAction>>> act, CancellationToken cancellationToken)
    {
        try
        {
            var actions = await act();
            await TellAsync(request, actions, cancellationToken);
            return actions;
        }
        catch (EvidenceFailedException e)
        {
            await TellAsync(request, e.Actions, cancellationToken);
            throw;
        }
    }

    public async Task TellAsync(ContainmentMessage request, IReadOnlyList<ContainmentAction> actions, CancellationToken cancellationToken)
    {
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
