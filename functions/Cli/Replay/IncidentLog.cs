using Sentinel.Core;
using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;

namespace Sentinel.Cli.Replay;

/// <summary>Keeps the last word on every incident and what was done about it, and passes on what it hears.</summary>
internal sealed class IncidentLog(IPipelineObserver? next = null) : IPipelineObserver
{
    private readonly Dictionary<string, Incident> _current = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _successors = new(StringComparer.Ordinal);
    private readonly List<ContainmentAction> _actions = [];

    /// <summary>By verdict time; incidents that another took the place of are left out.</summary>
    public IReadOnlyList<Incident> Incidents => [.. _current.Values.OrderBy(i => i.Time).ThenBy(i => i.Id, StringComparer.Ordinal)];

    /// <summary>In the order in which they happened, those told under an id that was superseded included.</summary>
    public IReadOnlyList<ContainmentAction> ActionsOf(Incident incident) =>
        [.. _actions.Where(a => string.Equals(Latest(a.Incident), incident.Id, StringComparison.Ordinal)).OrderBy(a => a.Time)];

    public void Signalled(Signal signal) => next?.Signalled(signal);

    public void Happened(Incident incident, IReadOnlyList<string> supersedes)
    {
        _successors.Remove(incident.Id);
        _current[incident.Id] = incident;
        foreach (var old in supersedes)
        {
            if (string.Equals(Latest(old), incident.Id, StringComparison.Ordinal)) continue;
            _current.Remove(old);
            _successors[old] = incident.Id;
        }
        next?.Happened(incident, supersedes);
    }

    public void Acted(ContainmentAction action)
    {
        _actions.Add(action);
        next?.Acted(action);
    }

    private string Latest(string id)
    {
        // Each step leads to an incident told later, except where an id came back; then the chain is no longer than the ids.
        for (var steps = _successors.Count; steps > 0 && _successors.TryGetValue(id, out var newer); steps--) id = newer;
        return id;
    }
}
