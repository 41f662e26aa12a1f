using System.Text;
using Amazon.SimpleNotificationService;
using Amazon.SimpleNotificationService.Model;
using Sentinel.Core.Reports;

namespace Sentinel.Aws.Notifications;

/// <summary>Pages by SNS, once for each incident, state and target. The page is marked as sent after it was: a crash in between sends it
/// again, with the same id (the attribute <c>page</c>, and <c>metadata.uid</c> in the finding) for receivers to drop.</summary>
/// <param name="chatTopicArn">To which chat channels listen by way of Amazon Q Developer in chat applications; null for none. Best effort: what is not sent there is logged, and not sent again.</param>
public sealed class SnsNotifier(IAmazonSimpleNotificationService sns, string topicArn, PageMarkers markers, INotifierObserver observer, string? chatTopicArn = null) : INotifier
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
        if (chatTopicArn is not null) await ChatAsync(page, chatTopicArn, cancellationToken);
        return true;
    }

    private async Task ChatAsync(Page page, string topic, CancellationToken cancellationToken)
    {
        try
        {
            await sns.PublishAsync(new PublishRequest { TopicArn = topic, Message = Encoding.UTF8.GetString(ChatMessage.Of(page)) }, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // on-call knows already
        {
            observer.NotSent(page, e);
        }
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
