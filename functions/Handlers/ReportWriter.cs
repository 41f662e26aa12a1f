using Microsoft.Extensions.Logging;
using Sentinel.Aws.Reports;
using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Core.Settings;
using Sentinel.Handlers.Observability;

namespace Sentinel.Handlers;

/// <summary>Puts the report of an incident beside its evidence, when all else about it is done.</summary>
internal sealed class ReportWriter(ReportArchive archive, Func<CancellationToken, ValueTask<SentinelSettings>> settings, Metrics metrics, StructuredLog logs)
{
    private readonly ILogger _log = logs.CreateLogger("Responder");

    /// <returns>False: it could not be written, which is counted and logged; it is to be tried again.</returns>
    public async Task<bool> WriteAsync(Incident incident, IReadOnlyList<ContainmentAction> actions, CancellationToken cancellationToken)
    {
        try
        {
            await archive.WriteAsync(incident, actions, await settings(cancellationToken), cancellationToken);
            return true;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested) // whatever it is, what was done is done
        {
            metrics.Add(Counter.ReportsNotWritten);
            _log.ReportNotWritten(incident.Id, e);
            return false;
        }
    }
}

/// <summary>All is done and told, but for the reports.</summary>
public sealed class ReportsNotWrittenException(int count) : Exception($"{count} reports could not be written.");
