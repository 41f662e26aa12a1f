using Sentinel.Aws.Notifications;
using Sentinel.Aws.Response;
using Sentinel.Core.Reports;
using Sentinel.Handlers.Observability;

namespace Sentinel.Handlers;

/// <summary>Tells on-call, and keeps what could not be told until the schedule comes round: a page never holds up what it is about.</summary>
internal sealed class Pager(INotifier notifier, UnsentPages unsent, Metrics metrics)
{
    /// <summary>When this returns the page was sent, or is kept; when it throws, what the page is about must be done again. Safe to repeat.</summary>
    /// <returns>False: it could not be sent, which is counted, and is kept.</returns>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">It could not be kept, or not be noted.</exception>
    public async Task<bool> TellAsync(Page page, CancellationToken cancellationToken)
    {
        if (await notifier.NotifyAsync(page, cancellationToken)) return true;
        metrics.Add(Counter.PagesNotSent);
        await unsent.KeepAsync(page, cancellationToken);
        return false;
    }

    /// <summary>Sends what is kept, each page once.</summary>
    /// <returns>How many could not be sent again.</returns>
    public async Task<int> SendKeptAsync(CancellationToken cancellationToken)
    {
        var left = 0;
        foreach (var page in await unsent.ListAsync(cancellationToken))
        {
            if (await notifier.NotifyAsync(page, cancellationToken))
            {
                await unsent.RemoveAsync(page, cancellationToken);
                continue;
            }
            metrics.Add(Counter.PagesNotSent);
            left++;
        }
        return left;
    }
}
