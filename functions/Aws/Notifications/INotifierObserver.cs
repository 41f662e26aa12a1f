using Sentinel.Core.Reports;

namespace Sentinel.Aws.Notifications;

/// <summary>Counts and logs what a notifier could not do. Implementers do not throw, and log no more of a page than its id, state and incident.</summary>
public interface INotifierObserver
{
    /// <summary>The topic did not take the page.</summary>
    void NotSent(Page page, Exception reason);

    /// <summary>Whether the page was sent before could not be read or written: it may arrive twice.</summary>
    void NotRemembered(Page page, Exception reason);
}
