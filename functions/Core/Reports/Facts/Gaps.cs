using System.Globalization;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Reports.Facts;

/// <summary>What could not be seen, and why: a fact that is missing here is unknown, not absent.</summary>
internal static class Gaps
{
    private const int MostOfCoverage = 20;

    public static IReadOnlyList<Unseen> Of(IncidentCase incidentCase, DataAtRisk data)
    {
        var source = incidentCase.Source;
        var gaps = new List<Unseen>();
        if (source.Tables.Count == 0) gaps.Add(new("Reads and deletes of table items", "No DynamoDB data event about the functions, roles or people of the incident arrived: the trail records none for these tables, or none was made."));
        else if (data.Tables.Any(t => t.Use?.ReadItemsAtMost is null && t.Use is not null)) gaps.Add(new("How many records a Scan or Query returned", "CloudTrail tells of the call, not of its answer."));
        if (source.Egress.Count == 0) gaps.Add(new("Where data was sent, and how much", "No flow log told of traffic. A function outside a VPC makes none."));
        gaps.Add(new("The code and the environment variables of the functions", "CloudTrail leaves both out. The code package is in the evidence where one was kept."));
        if (source.Invocations.Count == 0) gaps.Add(new("How often the functions were invoked", "No invocation was counted: data events of Lambda were not recorded, or are no longer kept."));
        if (source.Countries is null) gaps.Add(new("Countries of addresses", "The country database is missing."));
        if (incidentCase.Records.Count == 0) gaps.Add(new("Keys, sessions and MFA of the callers", "The calls themselves are no longer kept; what is told here comes from the signals."));
        var omitted = incidentCase.Records.Count(r => r.ParametersOmitted);
        if (omitted > 0) gaps.Add(new("Parameters of some calls", string.Create(CultureInfo.InvariantCulture, $"{omitted} calls carried more than CloudTrail records.")));
        if (incidentCase.Records.Any(r => r is { Denied: true, Function: null, Role: null })) gaps.Add(new("What refused calls were aimed at", "A refused call has no parameters in CloudTrail."));
        foreach (var gap in source.Coverage.Take(MostOfCoverage)) gaps.Add(new("Coverage", gap));
        if (source.Coverage.Count > MostOfCoverage) gaps.Add(new("Coverage", string.Create(CultureInfo.InvariantCulture, $"{source.Coverage.Count - MostOfCoverage} more; sentinel coverage lists them.")));
        foreach (var note in source.Notes) gaps.Add(new("Limits of this run", note));
        return gaps;
    }
}
