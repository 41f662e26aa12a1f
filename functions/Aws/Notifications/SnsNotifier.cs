using Amazon.SimpleNotificationService;
using Sentinel.Core.Reports;

namespace Sentinel.Aws.Notifications;

/// <summary>Pages by SNS, once for each incident, state and target. The page is marked as sent after it was: a crash in between sends it
/// again, with the same id (the attribute <c>page</c>, and <c>metadata.uid</c> in the finding) for receivers to drop.</summary>
public sealed class SnsNotifier(IAmazonSimpleNotificationService sns, string topicArn, PageMarkers markers, INotifierObserver observer) : INotifier
{
    public async Task<bool> NotifyAsync(Page page, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(page);
        if (await IsSentAsync(page, cancellationToken)) return true;
        string? message;
        try
        {
            message = (await sns.PublishAsync(SnsMessage.Of(page, topicArn), cancellationToken)).MessageId;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // whatever it is, containment goes on
        {
            observer.NotSent(page, e);
            return false;
        }
        await MarkAsync(page, message, cancellationToken);
        return true;
    }

    // In doubt it is sent: twice is better than never.
    private async Task<bool> IsSentAsync(Page page, CancellationToken cancellationToken)
    {
        try
        {
            return await markers.IsSentAsync(page, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // whatever it is, containment goes on
        {
            observer.NotRemembered(page, e);
            return false;
        }
    }

    private async Task MarkAsync(Page page, string? message, CancellationToken cancellationToken)
    {
        try
        {
            await markers.MarkAsync(page, message, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // it was sent, which is what counts
        {
            observer.NotRemembered(page, e);
        }
    }
}
