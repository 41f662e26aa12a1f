using Microsoft.Extensions.Logging;
using Sentinel.Aws.Notifications;
using Sentinel.Aws.Settings;
using Sentinel.Core.Reports;
using Sentinel.Core.Settings;

namespace Sentinel.Handlers.Observability;

/// <summary>Logs what is wrong with the settings.</summary>
internal sealed class SettingsLog(StructuredLog logs) : ISettingsObserver
{
    private readonly ILogger _log = logs.CreateLogger("Settings");

    public void Refused(Refusal refusal) => _log.SettingRefused(refusal.ToString());

    public void Unreadable(Exception reason) => _log.SettingsUnreadable(reason);

    public void Paused(Pause pause) => _log.Paused(pause.ToString());
}

/// <summary>Logs pages that did not arrive.</summary>
internal sealed class NotifierLog(StructuredLog logs) : INotifierObserver
{
    private readonly ILogger _log = logs.CreateLogger("Notifier");

    public void NotSent(Page page, Exception reason) => _log.PageNotSent(reason, page.Id, page.State, page.Incident);

    public void NotRemembered(Page page, Exception reason) => _log.PageNotRemembered(reason, page.Id, page.State, page.Incident);
}
