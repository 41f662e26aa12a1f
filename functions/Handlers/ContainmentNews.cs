using Microsoft.Extensions.Logging;
using Sentinel.Aws.Notifications;
using Sentinel.Aws.Response;
using Sentinel.Core.Containment;
using Sentinel.Handlers.Observability;

namespace Sentinel.Handlers;

/// <summary>Tells of what was done about a function: on-call, the log, the metrics. What is done is done: a page that cannot be sent holds nothing up, but
/// whoever acted is told, so that it is tried again.</summary>
internal sealed class ContainmentNews(INotifier notifier, Metrics metrics, StructuredLog logs, TimeProvider clock)
{
    private readonly ILogger _log = logs.CreateLogger("Responder");

    /// <summary>Does it and tells of it, also when it is done but for the evidence, which is then thrown on.</summary>
    /// <exception cref="PageNotSentException">It is done, and on-call does not know. The message is to come again.</exception>
    public async Task<IReadOnlyList<ContainmentAction>> OfAsync(ContainmentMessage request, Func<Task<IReadOnlyList<ContainmentAction>>> act, CancellationToken cancellationToken)
    {
        try
        {
            var actions = await act();
            return await TellAsync(request, actions, cancellationToken) ? actions : throw new PageNotSentException(actions);
        }
        catch (EvidenceFailedException e)
        {
            await TellAsync(request, e.Actions, cancellationToken);
            throw;
        }
    }

    /// <returns>False: a page could not be sent.</returns>
    public async Task<bool> TellAsync(ContainmentMessage request, IReadOnlyList<ContainmentAction> actions, CancellationToken cancellationToken)
    {
        var told = true;
        foreach (var page in ContainmentPages.Of(request, actions, clock.GetUtcNow()))
        {
            if (await notifier.NotifyAsync(page, cancellationToken)) continue;
            metrics.Add(Counter.PagesNotSent);
            told = false;
        }
        foreach (var action in actions)
        {
            _log.Acted(action.Incident, action.Step, action.Target, action.Status, action.Reason);
            if (action.Step != Steps.QuarantineFunction) continue;
            if (action.Status == ActionStatus.Refused) metrics.Add(Counter.Refusals);
            if (action.Status != ActionStatus.Done) continue;
            metrics.Add(Counter.Containments);
            metrics.Observe(Age.Containment, clock.GetUtcNow() - request.Incident.Time);
        }
        return told;
    }
}

/// <summary>It is done, but on-call could not be told.</summary>
/// <param name="actions">What was done.</param>
public sealed class PageNotSentException(IReadOnlyList<ContainmentAction> actions) : Exception("On-call could not be told.")
{
    public IReadOnlyList<ContainmentAction> Actions => actions;
}
