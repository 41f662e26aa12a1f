using System.Globalization;
using Sentinel.Aws.Containment;
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

    /// <summary>A containment that nobody has looked after: again after each whole day, with a stream mapping after each half day, because the records of
    /// the stream expire after 24 hours.</summary>
    /// <returns>Null while it is not due.</returns>
    public static Page? StillOpen(LedgerEpoch open, DateTimeOffset now)
    {
        var streams = open.Steps.Select(s => s.Record).OfType<EventSourcesRecord>().SelectMany(r => r.Mappings).Any(m => m.WasEnabled && IsStream(m.Source));
        var every = TimeSpan.FromHours(streams ? 12 : 24);
        var times = (int)((now - open.Header.ActedAt) / every);
        if (times < 1) return null;
        var hours = (times * every.TotalHours).ToString(CultureInfo.InvariantCulture);
        return new Page
        {
            State = PageState.Contained,
            Incident = open.Header.Incident,
            Time = now,
            Target = open.Header.Function,
            Account = open.Header.Account,
            Region = open.Header.Region,
            Note = $"Contained for more than {hours} hours and neither released nor deleted.{(streams ? " Records of its stream expire after 24 hours." : "")}",
            Occasion = $"{open.Epoch.ToString(CultureInfo.InvariantCulture)}/open/{hours}",
        };
    }

    /// <summary>Nobody said yes in time.</summary>
    public static Page Expired(PendingApproval approval, DateTimeOffset now) => Page.About(approval.Message.Incident, PageState.Refused, now, approval.Message.Function, []) with
    {
        Note = $"Nobody approved within {Approvals.Lifetime.TotalHours.ToString(CultureInfo.InvariantCulture)} hours: nothing was done, and it can be approved no more.",
        Occasion = $"expired/{approval.Message.Cause}",
    };

    private static bool IsStream(string? source) => source is not null && (source.Contains(":dynamodb:", StringComparison.Ordinal) || source.Contains(":kinesis:", StringComparison.Ordinal));

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
