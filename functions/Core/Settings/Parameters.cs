using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;

namespace Sentinel.Core.Settings;

/// <summary>The tuning parameters under <c>/sentinel/</c>: the one list from which the README's table and the reading of settings are made.</summary>
public static class Parameters
{
    /// <summary>The organisation-wide switch: <see cref="Pause"/>.</summary>
    public const string PauseName = "response/pause";

    /// <summary>The general mode.</summary>
    public const string ModeName = "response/mode";

    /// <summary>How many containments an account may have in an hour; above it a person is asked.</summary>
    public const string CapName = "response/max-containments-per-hour";

    private const string ArnGlobs = "ARN patterns with * and ?";

    public static IReadOnlyList<Parameter> All { get; } =
    [
        ParameterKinds.Number("detect/establish-days", 1, 90, s => s.EstablishDays, (s, v) => s with { EstablishDays = v },
            "How many days a habit must have been seen before it counts as usual, and how long a suspect's change of a function is held against both."),
        ParameterKinds.Number("detect/window-minutes", 15, 1440, s => s.WindowMinutes, (s, v) => s with { WindowMinutes = v },
            "How far apart, by event time, signals may lie and still add up to one score."),
        ParameterKinds.List("detect/deployers", ArnGlobs + ", each `arn | reason | until yyyy-mm-dd` (reason and date optional)", ParameterKinds.ParseDeployer, ParameterKinds.Show,
            s => s.Deployers, (s, v) => s with { Deployers = v! },
            "Principals whose work it is to create and change functions; from a place that is new for them they still count."),
        Globs("detect/sensitive-resources", s => s.SensitiveResources, (s, v) => s with { SensitiveResources = v },
            "Tables, streams, buckets and queues whose wiring to a function weighs more."),
        ParameterKinds.List("detect/trusted-networks", "networks in CIDR notation, as `192.0.2.0/24`", text => ParameterKinds.ParseNetwork(text) is { } n ? new Network(n) : null, n => n.Value.ToString(),
            s => [.. s.TrustedNetworks.Select(n => new Network(n))], (s, v) => s with { TrustedNetworks = [.. v!.Select(n => n.Value)] },
            "Networks from which a call is never from a new place: offices, VPN exits, build runners."),
        ParameterKinds.Number("detect/flood/function-per-5-minutes", 10, 5000, s => s.FloodFunctionPer5Minutes, (s, v) => s with { FloodFunctionPer5Minutes = v },
            "Invocations of one function within five minutes that make a flood, unless its baseline is higher."),
        ParameterKinds.Number("detect/flood/principal-per-5-minutes", 10, 5000, s => s.FloodPrincipalPer5Minutes, (s, v) => s with { FloodPrincipalPer5Minutes = v },
            "Invocations by one principal within five minutes that make a flood, unless its baseline is higher."),
        ParameterKinds.Number("detect/flood/baseline-factor", 2, 100, s => s.FloodBaselineFactor, (s, v) => s with { FloodBaselineFactor = v },
            "How many times the highest five minutes of the established days a flood must reach."),
        ParameterKinds.Number("score/alert", 1, 1000, s => s.ScoreAlert, (s, v) => s with { ScoreAlert = v },
            "Score at which an incident pages; must be less than `score/contain`."),
        ParameterKinds.Number("score/contain", 1, 1000, s => s.ScoreContain, (s, v) => s with { ScoreContain = v },
            "Score at which an incident is contained, if it also has two stages, evidence other than novelty, and a function to contain."),
        Mode(ModeName, "chosen at deployment; in replay enforce",
            "Whether containment is only described, waits for `sentinel approve`, or happens."),
        Mode("response/mode/<account>", "as `response/mode`",
            "The same for one account of twelve digits, over the general mode.", account: "<account>"),
        new()
        {
            Name = PauseName,
            Allowed = "`none`, or `until yyyy-mm-ddThh:mm:ssZ | reason`",
            Default = "none",
            Doc = "Until then nothing is contained anywhere, whatever the modes say; a value that cannot be read pauses too.",
            Text = settings => settings.Pause?.ToString() ?? "none",
            // The one parameter whose last good value is not the safe one.
            Keep = (_, into) => into with { Pause = Pause.Unreadable },
            Read = (SentinelSettings settings, string text, out string culprit) =>
            {
                culprit = text;
                if (text.Trim() == "none") return settings with { Pause = null };
                return Pause.Parse(text.Trim()) is { } pause ? settings with { Pause = pause } : null;
            },
        },
        ParameterKinds.List("response/steps", "step names: " + string.Join(", ", Steps.All), text => Steps.All.FirstOrDefault(s => string.Equals(s, text, StringComparison.Ordinal)), s => s,
            s => s.Steps, (s, v) => s with { Steps = v },
            "Which containment steps happen by themselves.",
            "preserve-evidence, quarantine-function, disable-event-sources; deny-execution-role for a role created inside the incident; deactivate-access-keys for an IAM user with three stages"),
        Globs("response/protected-functions", s => s.ProtectedFunctions, (s, v) => s with { ProtectedFunctions = v },
            "Functions that are never contained, if they existed before the incident."),
        ParameterKinds.Number(CapName, 0, 1000, s => s.MaxContainmentsPerHour, (s, v) => s with { MaxContainmentsPerHour = v },
            "Containments per account and UTC hour, functions created inside the incident not counted; the rest pages."),
    ];

    private static Parameter Globs(string name, Func<SentinelSettings, GlobList> get, Func<SentinelSettings, GlobList, SentinelSettings> set, string doc) =>
        ParameterKinds.List(name, ArnGlobs, ParameterKinds.ParseArn, g => g.Pattern, s => get(s).Globs, (s, v) => set(s, new GlobList(v!)), doc);

    private static Parameter Mode(string name, string byDefault, string doc, string? account = null) => new()
    {
        Name = name,
        Allowed = "observe, approve or enforce",
        Default = byDefault,
        Doc = doc,
        Text = settings => account is null ? ParameterKinds.Show(settings.Mode) : settings.ModeByAccount.TryGetValue(account, out var mode) ? ParameterKinds.Show(mode) : null,
        Keep = (from, into) => account is null
            ? into with { Mode = from.Mode }
            : from.ModeByAccount.TryGetValue(account, out var mode) ? WithMode(into, account, mode) : into,
        Read = (SentinelSettings settings, string text, out string culprit) =>
        {
            culprit = text;
            if (ParameterKinds.ParseMode(text.Trim()) is not { } mode) return null;
            return account is null ? settings with { Mode = mode } : WithMode(settings, account, mode);
        },
    };

    /// <summary>The parameter of this name, <c>response/mode/111122223333</c> included; null when there is none.</summary>
    public static Parameter? Find(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        const string prefix = "response/mode/";
        if (name.StartsWith(prefix, StringComparison.Ordinal))
        {
            var account = name[prefix.Length..];
            return Arns.IsAccount(account) ? Mode(name, "as `response/mode`", "The mode of one account.", account) : null;
        }
        return All.FirstOrDefault(p => string.Equals(p.Name, name, StringComparison.Ordinal));
    }

    private static SentinelSettings WithMode(SentinelSettings settings, string account, ResponseMode mode) =>
        settings with { ModeByAccount = new Dictionary<string, ResponseMode>(settings.ModeByAccount, StringComparer.Ordinal) { [account] = mode } };

    private sealed record Network(System.Net.IPNetwork Value);
}
