using System.Net;
using Sentinel.Cli.Replay;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Story;

/// <summary>What an analyst wants to know of one incident, taken from what the pipeline told. Names are as recorded: who prints them escapes them.</summary>
internal sealed class IncidentStory
{
    private const string NoMfa = "no-mfa-change";

    public IncidentStory(Incident incident, IReadOnlyList<ContainmentAction> actions, SentinelSettings settings, ICountries? countries, ReplaySummary summary)
    {
        (Incident, Actions, Settings, Summary) = (incident, actions, settings, summary);
        Sources = [.. incident.Signals.Select(s => s.Source).Where(s => s.Length > 0).Distinct(StringComparer.Ordinal).Select(s => new Source(s, CountryOf(s, countries)))];
        Principals = [.. incident.Signals.Select(s => s.Principal).OfType<string>().Where(p => !string.Equals(p, incident.Principal, StringComparison.Ordinal)).Distinct(StringComparer.Ordinal)];
        Scored = Score(incident, settings.Window);
        Bonus = incident.Score - Scored.Sum(s => s.Weight);
        Moments = Fold(InOrder(incident.Signals));
        Contained = [.. actions.Where(a => a is { Step: Steps.QuarantineFunction, Status: ActionStatus.Done }).Select(a => a.Function).Distinct(StringComparer.Ordinal)];
    }

    public Incident Incident { get; }
    public IReadOnlyList<ContainmentAction> Actions { get; }
    public SentinelSettings Settings { get; }
    public ReplaySummary Summary { get; }
    public IReadOnlyList<Source> Sources { get; }
    /// <summary>Others that the signals name, services among them.</summary>
    public IReadOnlyList<string> Principals { get; }
    /// <summary>Signals that made the score: the heaviest of each group inside the window that ends at the verdict.</summary>
    public IReadOnlyList<Signal> Scored { get; }
    /// <summary>Points for further stages.</summary>
    public int Bonus { get; }
    public IReadOnlyList<Moment> Moments { get; }
    /// <summary>Functions whose quarantine was done, in that order.</summary>
    public IReadOnlyList<string> Contained { get; }
    /// <summary>Null: no signal says.</summary>
    public bool? Mfa => Incident.Signals.Any(s => string.Equals(s.Detection, NoMfa, StringComparison.Ordinal)) ? false : null;
    public int Stages => Scored.Select(s => s.Stage).Distinct().Count();
    public IEnumerable<string> Undo => Contained.Select(f => $"sentinel release {f}");

    internal readonly record struct Source(string Address, string? Country);

    /// <summary>Signals of one detection about one function that follow each other, as one entry.</summary>
    internal sealed record Moment(Signal First, Signal Last, int Signals);

    private static string? CountryOf(string source, ICountries? countries) => countries is not null && IPAddress.TryParse(source, out var address) ? countries.CountryOf(address) : null;

    private static List<Signal> Score(Incident incident, TimeSpan window) =>
    [
        .. InOrder(incident.Signals.Where(s => s.Time <= incident.Time && s.Last > incident.Time - window && incident.Detections.Contains(s.Detection, StringComparer.Ordinal))
            .GroupBy(s => s.Group, StringComparer.Ordinal).Select(g => g.MaxBy(s => s.Weight)!)),
    ];

    // One call sets off several signals: the stages then tell a better story than the ids.
    private static IEnumerable<Signal> InOrder(IEnumerable<Signal> signals) => signals.OrderBy(s => s.Time).ThenBy(s => s.Stage).ThenBy(s => s.Detection, StringComparer.Ordinal);

    private static List<Moment> Fold(IEnumerable<Signal> signals)
    {
        var moments = new List<Moment>();
        foreach (var signal in signals)
        {
            if (moments is [.., var last] && string.Equals(last.First.Detection, signal.Detection, StringComparison.Ordinal) && string.Equals(last.First.Function, signal.Function, StringComparison.Ordinal))
                moments[^1] = last with { Last = signal, Signals = last.Signals + 1 };
            else
                moments.Add(new Moment(signal, signal, 1));
        }
        return moments;
    }
}
