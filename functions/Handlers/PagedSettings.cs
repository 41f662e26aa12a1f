using System.Collections.Concurrent;
using Amazon.SimpleSystemsManagement;
using Sentinel.Aws.Notifications;
using Sentinel.Aws.Settings;
using Sentinel.Core.Reports;
using Sentinel.Core.Settings;

namespace Sentinel.Handlers;

/// <summary>The settings in force, where a pause, and a value that is refused, page as soon as they are read. Every function that reads them tries; the markers make it one page.</summary>
internal sealed class PagedSettings : ISettingsObserver, IDisposable
{
    private readonly ConcurrentQueue<Page> _unsent = new();
    private readonly SsmSettings _settings;
    private readonly ISettingsObserver _log;
    private readonly INotifier _notifier;
    private readonly TimeProvider _clock;

    public PagedSettings(IAmazonSimpleSystemsManagement ssm, ISettingsObserver log, INotifier notifier, TimeProvider clock)
    {
        (_log, _notifier, _clock) = (log, notifier, clock);
        _settings = new SsmSettings(ssm, clock, this);
    }

    /// <summary>As <see cref="SsmSettings.ToActUponAsync"/>. A page that cannot be sent is tried again with the next call; the settings hold all the same.</summary>
    /// <exception cref="Aws.ConfigurationException">They have never been read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> ended it.</exception>
    public async ValueTask<SentinelSettings> CurrentAsync(CancellationToken cancellationToken)
    {
        var settings = await _settings.ToActUponAsync(cancellationToken);
        while (_unsent.TryPeek(out var page) && await _notifier.NotifyAsync(page, cancellationToken)) _unsent.TryDequeue(out _);
        return settings;
    }

    public void Dispose() => _settings.Dispose();

    void ISettingsObserver.Refused(Refusal refusal)
    {
        _log.Refused(refusal);
        _unsent.Enqueue(Page.About(refusal, _clock.GetUtcNow()));
    }

    void ISettingsObserver.Unreadable(Exception reason) => _log.Unreadable(reason);

    // Whoever observes the settings may not wait, so the page goes out after the read.
    void ISettingsObserver.Paused(Pause pause)
    {
        _log.Paused(pause);
        _unsent.Enqueue(Page.About(pause, _clock.GetUtcNow()));
    }
}
