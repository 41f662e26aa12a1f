using System.Globalization;
using Sentinel.Core.Detections;
using Sentinel.Core.Incidents;

namespace Sentinel.Core.Reports.Facts;

/// <summary>What speaks against the verdict, or for an honest reading of it.</summary>
internal static class Doubts
{
    public static IReadOnlyList<string> Of(IncidentCase incidentCase, IReadOnlyList<Signal> scored, DataAtRisk data)
    {
        var against = new List<string>();
        var novelty = scored.Where(s => s.Evidence == Evidence.Novelty).Sum(s => s.Weight);
        if (novelty > 0) against.Add(string.Create(CultureInfo.InvariantCulture, $"{novelty} of {incidentCase.Source.Incident.Score} points are novelty: that something was never seen before, not that it does harm."));
        if (scored.Select(s => s.Stage).Distinct().Count() < 2) against.Add("All of the score is of one stage.");
        if (data.Tables.All(t => t.Use is null)) against.Add("No access to data was seen (which may be for want of data events).");
        if (incidentCase.Records.Count > 0 && incidentCase.Records.All(r => !r.Succeeded)) against.Add("Every call of the incident failed.");
        foreach (var signal in scored)
        {
            if (ReportMaker.InfoOf(signal.Detection) is { } info) against.Add($"{signal.Detection} also fires for: {info.FalsePositives}");
        }
        return against;
    }
}
