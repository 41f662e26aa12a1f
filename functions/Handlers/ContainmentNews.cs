using Microsoft.Extensions.Logging;
using Sentinel.Aws.Response;
using Sentinel.Core.Containment;
using Sentinel.Handlers.Observability;

namespace Sentinel.Handlers;

/// <summary>Tells of what was done about a function: on-call, the log, the metrics. What is done is done: a page that cannot be sent holds nothing up, is kept,
/// and whoever acted is told, so that it may be tried again sooner.</summary>
internal sealed class ContainmentNews(Pager pager, CountedAnswers counted, Metrics metrics, StructuredLog logs, TimeProvider clock)
{
    private readonly ILogger _log = logs.CreateLogger("Responder");

    /// <summary>Does it and tells of it, also when it is done but for the evidence, which is then thrown on.</summary>
    /// <exception cref="PageNotSentException">It is done, and on-call does not know yet.</exception>
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

    /// <returns>False: a page could not be sent; it is kept.</returns>
    public async Task<bool> TellAsync(ContainmentMessage request, IReadOnlyList<ContainmentAction> actions, CancellationToken cancellationToken)
    {
        var told = true;
        foreach (var page in ContainmentPages.Of(request, actions, clock.GetUtcNow())) told &= await pager.TellAsync(page, cancellationToken);
        foreach (var action in actions)
        {
            _log.Acted(action.Incident, action.Step, action.Target, action.Status, action.Reason);
            if (action.Step == Steps.QuarantineFunction) await CountAsync(request, action, cancellationToken);
        }
        return told;
    }

    private async Task CountAsync(ContainmentMessage request, ContainmentAction action, CancellationToken cancellationToken)
    {
        if (action.Status is not (ActionStatus.Done or ActionStatus.Refused) || !await IsNewAsync(request, action.Status, cancellationToken)) return;
        metrics.Add(action.Status == ActionStatus.Done ? Counter.Containments : Counter.Refusals);
        if (action.Status == ActionStatus.Done) metrics.Observe(Age.Containment, clock.GetUtcNow() - request.Incident.Time);
    }

    // In doubt it is counted: nothing is done again because of a number.
    private async Task<bool> IsNewAsync(ContainmentMessage request, ActionStatus answer, CancellationToken cancellationToken)
    {
        try
        {
            return await counted.IsFirstAsync(request, answer, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // whatever it is, what was done is done
        {
            _log.NotCounted(request.Incident.Id, e);
            return true;
        }
    }
}

/// <summary>It is done, but on-call could not be told yet.</summary>
/// <param name="actions">What was done.</param>
public sealed class PageNotSentException(IReadOnlyList<ContainmentAction> actions) : Exception("On-call could not be told.")
{
    public IReadOnlyList<ContainmentAction> Actions => actions;
}
