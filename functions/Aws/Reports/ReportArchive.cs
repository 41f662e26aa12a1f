using Sentinel.Aws.Containment;
using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Core.Reports.Writing;
using Sentinel.Core.Settings;

namespace Sentinel.Aws.Reports;

/// <summary>Reports in the evidence bucket, under <c>reports/&lt;incident&gt;/</c>. A later one takes the place of an earlier one; a bucket that keeps versions keeps both.</summary>
public sealed class ReportArchive(DeployedReports reports, EvidenceStore store)
{
    /// <summary>Writes the report in every format. May be repeated.</summary>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">DynamoDB or S3 refused, or kept failing.</exception>
    public async Task WriteAsync(Incident incident, IReadOnlyList<ContainmentAction> actions, SentinelSettings settings, CancellationToken cancellationToken)
    {
        var report = await reports.OfAsync(incident, actions, settings, cancellationToken);
        foreach (var file in ReportFile.Of(report)) await store.PutAsync($"reports/{incident.Id}/", $"report.{file.Name}", file.Content, cancellationToken, file.ContentType);
    }
}
