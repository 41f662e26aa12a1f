using Sentinel.Core.Containment;
using Sentinel.Core.Reports;

namespace Sentinel.Aws.Response;

/// <summary>What on-call is told of the answer to a message: one page for each state that the actions came to.</summary>
public static class ContainmentPages
{
    /// <param name="actions">In the order in which they were taken; empty when there was nothing to do, which nobody is told.</param>
    public static IReadOnlyList<Page> Of(ContainmentMessage message, IReadOnlyList<ContainmentAction> actions, DateTimeOffset now)
    {
        if (message.Kind == ContainmentKind.Alert) return [Page.About(message.Incident, PageState.Alert, now, null, [])];
        if (StateOf(message, actions) is not { } state) return [];
        // On-call was told that it is contained; what is closed afterwards stands in the log and the ledger.
        if (state == PageState.Contained && message.Kind != ContainmentKind.Contain) return [];
        var taken = actions.Select(a => new PageAction(a.Step, a.Target, a.Status, a.Reason)).ToList();
        var page = Page.About(message.Incident, state, now, message.Function, taken);
        return [message.Kind != ContainmentKind.Contain ? page with { Occasion = message.Cause } : page];
    }

    /// <summary>The gravest that was reached; null where nothing worth a page was done or refused.</summary>
    private static PageState? StateOf(ContainmentMessage message, IReadOnlyList<ContainmentAction> actions)
    {
        if (actions.Count == 0) return null;
        var quarantine = actions.Where(a => a.Step == Steps.QuarantineFunction).Select(a => (ActionStatus?)a.Status).FirstOrDefault();
        if (quarantine == ActionStatus.Failed) return PageState.NotContained;
        if (actions.Any(a => a.Status == ActionStatus.Failed)) return PageState.Failed;
        if (message.Kind == ContainmentKind.Lifted && quarantine == ActionStatus.Done) return PageState.Lifted;
        return quarantine switch
        {
            ActionStatus.Refused => PageState.Refused,
            ActionStatus.Waiting => PageState.WaitingForApproval,
            ActionStatus.Skipped => PageState.Alert, // the mode is observe: what would be done stands in the actions
            _ => PageState.Contained,
        };
    }
}
