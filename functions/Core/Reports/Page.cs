using Sentinel.Core.Containment;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Reports;

/// <summary>What on-call is told: one for each incident, state and target. Holds names as they came; whoever writes them out encodes them
/// (<see cref="PageText"/>, <see cref="PageLines"/>, <see cref="OcsfFinding"/>).</summary>
public sealed record Page
{
    public required PageState State { get; init; }
    /// <summary>Id of the incident; for settings and pauses one derived from their text.</summary>
    public required string Incident { get; init; }
    /// <summary>Clock of the acting side, UTC.</summary>
    public required DateTimeOffset Time { get; init; }
    /// <summary>ARN of the function, or the name of the parameter; null when the page is about no single one.</summary>
    public string? Target { get; init; }
    public string? Account { get; init; }
    public string? Region { get; init; }
    /// <summary>The suspect, as an ARN.</summary>
    public string? Principal { get; init; }
    public string? Session { get; init; }
    public int? Score { get; init; }
    /// <summary>One sentence more, where the rest does not say it.</summary>
    public string? Note { get; init; }
    public IReadOnlyList<PageAction> Actions { get; init; } = [];
    public IReadOnlyList<PageEvidence> Evidence { get; init; } = [];
    /// <summary>Ours, not an attacker's; only <c>https</c> ones are shown.</summary>
    public IReadOnlyList<PageLink> Links { get; init; } = [];
    /// <summary>Sets pages of one incident, state and target apart that are to be sent each, as the signal of a lift; null when it is said once.</summary>
    public string? Occasion { get; init; }

    /// <summary>The same for the same incident, state, target and occasion: a receiver that has seen it drops the second copy. 16 hex digits.</summary>
    public string Id => Signal.Hash(Incident, $"{State.Text()}#{Target}", Occasion ?? "");

    /// <summary>A page about an incident.</summary>
    /// <param name="target">ARN of the function; its account and region are the page's.</param>
    public static Page About(Incident incident, PageState state, DateTimeOffset time, string? target, IReadOnlyList<PageAction> actions)
    {
        ArgumentNullException.ThrowIfNull(incident);
        var place = target?.Split(':') is [_, _, _, var region, var account, _, ..] ? (account, region)
            : incident.Signals is [var first, ..] ? (first.Account, first.Region) : (null, null);
        return new Page
        {
            State = state,
            Incident = incident.Id,
            Time = time,
            Target = target,
            Account = place.Item1,
            Region = place.Item2,
            Principal = incident.Principal,
            Session = incident.Session,
            Score = incident.Score,
            Actions = actions,
            Evidence = [.. incident.Signals.Select(s => new PageEvidence(s.Time, s.Detection, TechniqueOf(s.Detection), s.Principal, s.Source, s.Summary))],
            Links = [.. LinksOf(incident, target)],
        };
    }

    /// <summary>A page about a value that was not taken.</summary>
    public static Page About(Refusal refusal, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return new Page
        {
            State = PageState.RefusedSetting,
            Incident = "setting-" + Signal.Hash(refusal.Name, refusal.Value, refusal.Allowed),
            Time = time,
            Target = refusal.Name,
            Note = $"{refusal} What was last in force stays.",
        };
    }

    /// <summary>A page about the organisation-wide switch.</summary>
    public static Page About(Pause pause, DateTimeOffset time)
    {
        ArgumentNullException.ThrowIfNull(pause);
        var text = pause.ToString();
        return new Page
        {
            State = PageState.Paused,
            Incident = "pause-" + Signal.Hash(Parameters.PauseName, text),
            Time = time,
            Target = Parameters.PauseName,
            Note = $"Nothing is contained in any account: {text}",
        };
    }

    /// <summary>The last part of <see cref="Target"/>, else the suspect, else the incident: what a short text names.</summary>
    internal string Name => Target is { } target ? target[(target.LastIndexOf(':') + 1)..] is { Length: > 0 } name ? name : target : Principal ?? Incident;

    // The function, and the call that tipped the scale.
    private static IEnumerable<PageLink> LinksOf(Incident incident, string? target)
    {
        if (target is not null && ConsoleLinks.Function(target) is { } function) yield return new PageLink("The function in the console", function);
        var last = incident.Signals.LastOrDefault(s => s.EventId is not null && s.Time <= incident.Time);
        if (last is not null && ConsoleLinks.Event(last.EventId!, last.Region, last.Account) is { } call) yield return new PageLink("The call in the event history", call);
    }

    private static string? TechniqueOf(string detection) => Catalogue.All.FirstOrDefault(d => d.Info.Id == detection)?.Info.Technique;
}

/// <summary>A step, and what came of it.</summary>
/// <param name="Target">ARN of the function, role or user.</param>
/// <param name="Prior">What was there before, in words: <c>reserved concurrency none</c>; null when nothing was changed.</param>
public sealed record PageAction(string Step, string Target, ActionStatus Status, string Reason, string? Prior = null);

/// <summary>A signal, as a page shows it.</summary>
/// <param name="Technique">ATT&amp;CK id; null when the detection is not in the catalogue.</param>
/// <param name="Source"><c>sourceIPAddress</c>; empty when unknown.</param>
public sealed record PageEvidence(DateTimeOffset Time, string Detection, string? Technique, string? Principal, string Source, string Summary);

/// <summary>Where to read on.</summary>
public sealed record PageLink(string Title, Uri Address);
