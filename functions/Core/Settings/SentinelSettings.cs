using System.Net;

namespace Sentinel.Core.Settings;

/// <summary>What SentinelStack may do in an account by itself.</summary>
public enum ResponseMode { Observe, Approve, Enforce }

/// <summary>The tuning in force, typed and in range. Immutable. Names, ranges and defaults: <see cref="Parameters"/>.</summary>
public sealed record SentinelSettings
{
    private static readonly Dictionary<string, ResponseMode> NoAccounts = new(StringComparer.Ordinal);

    public static SentinelSettings Default { get; } = new();

    public int EstablishDays { get; init; } = 7;
    public int WindowMinutes { get; init; } = 180;
    public IReadOnlyList<Deployer> Deployers { get; init; } = [];
    public GlobList SensitiveResources { get; init; } = GlobList.None;
    public IReadOnlyList<IPNetwork> TrustedNetworks { get; init; } = [];
    public int FloodFunctionPer5Minutes { get; init; } = 300;
    public int FloodPrincipalPer5Minutes { get; init; } = 200;
    public int FloodBaselineFactor { get; init; } = 5;
    public int ScoreAlert { get; init; } = 40;
    public int ScoreContain { get; init; } = 80;
    /// <summary>Replay enforces unless told otherwise; a deployment chooses.</summary>
    public ResponseMode Mode { get; init; } = ResponseMode.Enforce;
    public IReadOnlyDictionary<string, ResponseMode> ModeByAccount { get; init; } = NoAccounts;
    /// <summary>Null: not paused. <see cref="At"/> makes it count.</summary>
    public Pause? Pause { get; init; }
    /// <summary>Null: the default of DESIGN section 5, which depends on the incident.</summary>
    public IReadOnlyList<string>? Steps { get; init; }
    public GlobList ProtectedFunctions { get; init; } = GlobList.None;
    public int MaxContainmentsPerHour { get; init; } = 10;

    public TimeSpan Window => TimeSpan.FromMinutes(WindowMinutes);

    public ResponseMode ModeOf(string account) => ModeByAccount.TryGetValue(account, out var mode) ? mode : Mode;

    /// <summary>As they count at that moment of the acting clock: while a pause is in force every mode is observe; one that is over is gone.</summary>
    public SentinelSettings At(DateTimeOffset clock)
    {
        if (Pause is null) return this;
        return Pause.IsInForce(clock) ? this with { Mode = ResponseMode.Observe, ModeByAccount = NoAccounts } : this with { Pause = null };
    }

    /// <summary>Some entry of <c>detect/deployers</c> matches and has not expired at <paramref name="time"/>.</summary>
    public bool IsDeployer(string arn, DateTimeOffset time)
    {
        foreach (var deployer in Deployers)
        {
            if (deployer.Arn.IsMatch(arn) && (deployer.Until is not { } until || DateOnly.FromDateTime(time.UtcDateTime) <= until)) return true;
        }
        return false;
    }

    public bool IsTrusted(IPAddress address)
    {
        foreach (var network in TrustedNetworks)
        {
            if (network.Contains(address)) return true;
        }
        return false;
    }
}

/// <summary>A principal that deploys, as <c>arn | reason | until yyyy-mm-dd</c>.</summary>
/// <param name="Until">Last day, UTC, on which the entry holds; null for no end.</param>
public sealed record Deployer(Glob Arn, string? Reason, DateOnly? Until);
