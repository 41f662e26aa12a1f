using Sentinel.Aws.Notifications;
using Sentinel.Core.Reports;

namespace Sentinel.Aws.Response;

/// <summary>Tells on-call, and notes with the incident what on-call was told, whoever says it.</summary>
public sealed class BookedNotifier(INotifier inner, IncidentBook incidents) : INotifier
{
    /// <exception cref="Amazon.Runtime.AmazonServiceException">The page is out and could not be noted; it is not sent again when this is repeated.</exception>
    public async Task<bool> NotifyAsync(Page page, CancellationToken cancellationToken = default)
    {
        if (!await inner.NotifyAsync(page, cancellationToken)) return false;
        if (page.State is not (PageState.RefusedSetting or PageState.Paused or PageState.Blind or PageState.SeesAgain)) await incidents.ToldAsync(page.Incident, page.State, cancellationToken);
        return true;
    }
}
