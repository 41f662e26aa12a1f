using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;

namespace Sentinel.Core;

/// <summary>Hears what the pipeline finds, in the order in which it is found. Implementers do not throw. A signal or incident may be told again
/// with more in it: the last word on an id counts.</summary>
public interface IPipelineObserver
{
    void Signalled(Signal signal);
    /// <param name="supersedes">Ids told before that this incident takes the place of.</param>
    void Happened(Incident incident, IReadOnlyList<string> supersedes);
    void Acted(ContainmentAction action);
}
