using Sentinel.Core.Reports;

namespace Sentinel.Aws.Notifications;

/// <summary>Tells on-call. Best effort: what fails here stops nothing else.</summary>
public interface INotifier
{
    /// <summary>Sends the page unless it was sent before. Safe to repeat. Throws only when cancelled.</summary>
    /// <returns>False: it could not be sent, which has been counted and logged; call again with the next delivery.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> ended it.</exception>
    Task<bool> NotifyAsync(Page page, CancellationToken cancellationToken = default);
}
