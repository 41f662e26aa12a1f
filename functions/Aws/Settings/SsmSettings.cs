using System.Diagnostics.CodeAnalysis;
using Amazon.SimpleSystemsManagement;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Settings;

/// <summary>The tuning under <c>/sentinel/</c> in SSM, read again when it is older than <see cref="Lifetime"/>. A value that is refused leaves its parameter as it
/// was last in force; when SSM cannot be read everything stays. Before anything was ever read nobody may act. Until <c>response/mode</c> is set the mode is the one that was
/// chosen at deployment, which the stack publishes; where none was chosen, nothing is contained: the mode is observe. Safe to use from many threads.</summary>
public sealed class SsmSettings(IAmazonSimpleSystemsManagement ssm, TimeProvider clock, ISettingsObserver observer) : IDisposable
{
    private const string GuardRails = "response/";

    // A throttled SSM is not asked at every record, and one that is back not left waiting for a whole lifetime.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly RefusalLog _refusals = new(observer);
    private HashSet<string>? _neverGood;
    private Pause? _told;
    private bool _isUnreadable;
    private volatile Snapshot? _snapshot;

    /// <summary>What holds where nothing at all stands in SSM: the defaults, and observe.</summary>
    public static SentinelSettings Unset { get; } = SentinelSettings.Default with { Mode = ResponseMode.Observe };

    /// <summary>How long settings are used before SSM is asked again; default five minutes.</summary>
    public TimeSpan Lifetime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>With a slash at both ends; default <c>/sentinel/</c>.</summary>
    public string Path { get; init; } = "/sentinel/";

    /// <summary>The settings in force now; a pause counts already. Never throws because of what stands in SSM, or because SSM fails.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> ended it.</exception>
    public ValueTask<SentinelSettings> CurrentAsync(CancellationToken cancellationToken = default) => InForceAsync(toActUpon: false, cancellationToken);

    /// <summary>The same for whoever contains: until they have been read once nobody knows what they allow, and what is asked meanwhile must be asked
    /// again, not be taken for something to observe. Each call tries to read.</summary>
    /// <exception cref="ConfigurationException">They have never been read.</exception>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> ended it.</exception>
    public ValueTask<SentinelSettings> ToActUponAsync(CancellationToken cancellationToken = default) => InForceAsync(toActUpon: true, cancellationToken);

    /// <summary>What a process comes to that starts now and finds these values. Others keep what was last in force where a value is refused.</summary>
    public static FirstReading ReadFirst(StandingParameters standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        var defaults = DefaultsOf(standing);
        var reading = SettingsReader.Read(standing.Values, defaults, defaults);
        var observes = RefusedGuardRails(reading).Any();
        return new FirstReading(observes ? Observing(reading.Settings) : reading.Settings, reading.Refusals, observes);
    }

    /// <summary>What holds for parameters that are not set.</summary>
    public static SentinelSettings DefaultsOf(StandingParameters standing)
    {
        ArgumentNullException.ThrowIfNull(standing);
        return standing.DeployedMode is { } mode ? Unset with { Mode = mode } : Unset;
    }

    public void Dispose() => _reading.Dispose();

    private async ValueTask<SentinelSettings> InForceAsync(bool toActUpon, CancellationToken cancellationToken)
    {
        var snapshot = _snapshot;
        if (IsDue(snapshot, toActUpon))
        {
            await _reading.WaitAsync(cancellationToken);
            try
            {
                // Somebody else may have read while we waited.
                snapshot = _snapshot;
                if (IsDue(snapshot, toActUpon)) _snapshot = snapshot = await ReadAsync(snapshot, cancellationToken);
            }
            finally
            {
                _reading.Release();
            }
        }
        if (toActUpon && snapshot.IsUnread) throw new ConfigurationException($"the parameters under {Path} have not been read since this process started: nothing is contained until they are");
        return snapshot.Effective.At(clock.GetUtcNow());
    }

    private bool IsDue([NotNullWhen(false)] Snapshot? snapshot, bool toActUpon) =>
        snapshot is null || clock.GetUtcNow() >= snapshot.Until || (toActUpon && snapshot.IsUnread);

    private async Task<Snapshot> ReadAsync(Snapshot? last, CancellationToken cancellationToken)
    {
        StandingParameters standing;
        try
        {
            standing = await ParameterPath.ReadAsync(ssm, Path, cancellationToken);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // whatever keeps us from reading, the last good ones stay
        {
            if (!_isUnreadable) observer.Unreadable(e);
            _isUnreadable = true;
            var retry = clock.GetUtcNow() + (Patience < Lifetime ? Patience : Lifetime);
            return last is null ? new Snapshot(Unset, Unset, retry) { IsUnread = true } : last with { Until = retry };
        }
        _isUnreadable = false;
        var defaults = DefaultsOf(standing);
        var reading = SettingsReader.Read(standing.Values, last?.Read ?? defaults, defaults);
        _refusals.Tell([.. reading.Refusals, .. Unchosen(standing)], standing.Values);
        var effective = IsDoubtful(reading) ? Observing(reading.Settings) : reading.Settings;
        Tell(effective.Pause);
        return new Snapshot(reading.Settings, effective, clock.GetUtcNow() + Lifetime);
    }

    private static IEnumerable<Refusal> Unchosen(StandingParameters standing)
    {
        if (standing.DeployedMode is not null || standing.Values.Any(v => v.Key == Parameters.ModeName)) yield break;
        yield return new Refusal(Parameters.ModeName, "", $"{Parameters.Find(Parameters.ModeName)!.Allowed}; it is not set, and a deployment must choose: observe until then");
    }

    /// <summary>A guard rail has been unreadable since this process first looked: nobody knows what it said before, and its default may be the wrong one.</summary>
    private bool IsDoubtful(SettingsReading reading)
    {
        var refused = RefusedGuardRails(reading).ToHashSet(StringComparer.Ordinal);
        if (_neverGood is null) _neverGood = refused;
        else _neverGood.IntersectWith(refused);
        return _neverGood.Count > 0;
    }

    private static IEnumerable<string> RefusedGuardRails(SettingsReading reading) =>
        reading.Refusals.Select(r => r.Name).Where(n => n.StartsWith(GuardRails, StringComparison.Ordinal) && Parameters.Find(n) is not null);

    private static SentinelSettings Observing(SentinelSettings settings) => settings with { Mode = ResponseMode.Observe, ModeByAccount = Unset.ModeByAccount };

    private void Tell(Pause? pause)
    {
        if (pause is not null && pause != _told && pause.IsInForce(clock.GetUtcNow())) observer.Paused(pause);
        _told = pause;
    }

    /// <param name="Read">What the next reading falls back to.</param>
    /// <param name="Effective">What is handed out, but for the pause.</param>
    private sealed record Snapshot(SentinelSettings Read, SentinelSettings Effective, DateTimeOffset Until)
    {
        /// <summary>Nothing was ever read.</summary>
        public bool IsUnread { get; init; }
    }
}

/// <summary>What comes of a first look at SSM.</summary>
/// <param name="Settings">A pause is in it, but does not count yet.</param>
/// <param name="OnlyObserves">A guard rail is refused, so every mode is observe, whatever was chosen.</param>
public sealed record FirstReading(SentinelSettings Settings, IReadOnlyList<Refusal> Refusals, bool OnlyObserves);
