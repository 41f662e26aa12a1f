using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Incidents;
using Sentinel.Core.Reports.Facts;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Reports.Writing;

/// <summary>One element of <c>Findings</c> in Security Hub's BatchImportFindings, in the AWS Security Finding Format 2018-10-08
/// (https://docs.aws.amazon.com/securityhub/latest/userguide/securityhub-findings-format.html).</summary>
public static class AsffFinding
{
    private const int MostResources = 32;
    private const int LongestTitle = 256, LongestDescription = 1024, LongestRecommendation = 512, LongestId = 512, LongestRegion = 16;

    public static byte[] Of(IncidentReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var buffer = new ArrayBufferWriter<byte>(8 * 1024);
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteString("SchemaVersion", "2018-10-08");
            json.WriteString("Id", Printable.Of($"sentinelstack/{report.Incident.Id}", LongestId));
            json.WriteString("ProductArn", $"arn:{Arns.PartitionOf(report.Region)}:securityhub:{Printable.Of(report.Region, 32)}:{Printable.Of(report.Account, 12)}:product/{Printable.Of(report.Account, 12)}/default");
            json.WriteString("GeneratorId", "SentinelStack");
            json.WriteString("AwsAccountId", Printable.Of(report.Account, 12));
            WriteTypes(json, report);
            json.WriteString("FirstObservedAt", PageText.Time(report.Started));
            json.WriteString("LastObservedAt", PageText.Time(report.Incident.Signals.Max(s => s.Last)));
            json.WriteString("CreatedAt", PageText.Time(report.Incident.AlertTime));
            json.WriteString("UpdatedAt", PageText.Time(report.Contained ?? report.Incident.Time));
            WriteText(json, report);
            WriteResources(json, report);
            WriteFields(json, report);
            json.WriteString("RecordState", report.Outcome == Outcome.Released ? "ARCHIVED" : "ACTIVE");
            Single(json, "Workflow", "Status", report.Outcome == Outcome.Released ? "RESOLVED" : "NEW");
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteText(Utf8JsonWriter json, IncidentReport report)
    {
        Single(json, "Severity", "Label", (report.Outcome, report.Verdict) switch
        {
            (Outcome.Released, _) => "INFORMATIONAL",
            (Outcome.Contained, _) => "HIGH",
            (_, Verdict.Contain) => "CRITICAL",
            _ => "MEDIUM",
        });
        json.WriteNumber("Confidence", report.Confidence switch { Confidence.High => 95, Confidence.Medium => 70, _ => 40 });
        json.WriteString("Title", Cut($"{Headline.OutcomeOf(report.Outcome)}: {Headline.Title(report)}", LongestTitle));
        json.WriteString("Description", Cut(string.Join(' ', Summaries.Of(report)), LongestDescription));
        if (report.Undo.Concat(report.Open).FirstOrDefault(w => w.Commands.Count > 0) is not { } work) return;
        json.WriteStartObject("Remediation");
        Single(json, "Recommendation", "Text", Cut($"{work.Title}: {work.Commands[0]}", LongestRecommendation));
        json.WriteEndObject();
    }

    private static void WriteTypes(Utf8JsonWriter json, IncidentReport report)
    {
        json.WriteStartArray("Types");
        json.WriteStringValue("TTPs/Execution");
        if (report.Data.Tables.Any(t => t.Use is not null) || report.Data.Egress.Count > 0) json.WriteStringValue("Effects/Data Exfiltration");
        json.WriteEndArray();
    }

    private static void WriteResources(Utf8JsonWriter json, IncidentReport report)
    {
        var resources = report.Functions.Select(f => ("AwsLambdaFunction", f.Arn))
            .Concat(report.Roles.Select(r => ("AwsIamRole", r.Arn)))
            .Concat(report.Actors.Where(a => a.Arn.Contains(":user/", StringComparison.Ordinal)).Select(a => ("AwsIamUser", a.Arn)))
            .Concat(report.Data.Tables.Select(t => ("AwsDynamoDbTable", t.Table))).Where(r => !string.IsNullOrWhiteSpace(r.Item2)).ToList();
        // A finding names at least one.
        if (resources.Count == 0) resources.Add(("AwsAccount", $"AWS::::Account:{report.Account}"));
        json.WriteStartArray("Resources");
        foreach (var (type, arn) in resources.Take(MostResources))
        {
            json.WriteStartObject();
            json.WriteString("Type", type);
            json.WriteString("Id", Printable.Of(arn, LongestId));
            json.WriteString("Partition", Arns.PartitionOf(report.Region));
            // Security Hub refuses text in which nothing stands.
            if (!string.IsNullOrWhiteSpace(report.Region)) json.WriteString("Region", Printable.Of(report.Region, LongestRegion));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteFields(Utf8JsonWriter json, IncidentReport report)
    {
        json.WriteStartObject("ProductFields");
        json.WriteString("sentinelstack/incident", Printable.Of(report.Incident.Id, 64));
        json.WriteString("sentinelstack/score", report.Incident.Score.ToString(CultureInfo.InvariantCulture));
        json.WriteString("sentinelstack/outcome", report.Outcome.ToString());
        json.WriteString("sentinelstack/techniques", string.Join(',', report.Techniques.Select(t => t.Id)));
        json.WriteEndObject();
    }

    private static void Single(Utf8JsonWriter json, string property, string key, string value)
    {
        json.WriteStartObject(property);
        json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static string Cut(string text, int longest) => text.Length <= longest ? text : text[..(longest - 1)] + "…";
}
