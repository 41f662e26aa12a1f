using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text.Json;
using Sentinel.Core.Settings;

namespace Sentinel.Core.Reports;

/// <summary>A page for machines: an OCSF 1.3.0 Detection Finding with the cloud profile (https://schema.ocsf.io/1.3.0/classes/detection_finding).
/// Identifiers are exact but for unprintable characters and length; prose is defanged as in the mail.</summary>
public static class OcsfFinding
{
    /// <summary>Bytes; ASCII.</summary>
    public const int Longest = 24 * 1024;

    private const int Class = 2004;
    private const int Wide = 300;
    private const int Narrow = 100;

    // Tried in turn until it is short enough; without lists it always is.
    private static readonly int[] Lengths = [20, 8, 3, 0];

    /// <summary>At most <see cref="Longest"/> bytes: lists are cut where it would be longer, and say so in <c>unmapped.cut</c>.
    /// <c>finding_info.uid</c> is the incident, <c>metadata.uid</c> the page.</summary>
    public static byte[] Of(Page page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var buffer = new ArrayBufferWriter<byte>(4096);
        foreach (var most in Lengths)
        {
            buffer.ResetWrittenCount();
            using (var json = new Utf8JsonWriter(buffer)) Write(json, page, most);
            if (buffer.WrittenCount <= Longest) break;
        }
        return buffer.WrittenSpan.ToArray();
    }

    private static void Write(Utf8JsonWriter json, Page page, int most)
    {
        var (activity, activityName, status, statusName) = page.State switch
        {
            PageState.Alert or PageState.RefusedSetting or PageState.Paused or PageState.Blind => (1, "Create", 1, "New"),
            PageState.Released or PageState.SeesAgain => (3, "Close", 4, "Resolved"),
            _ => (2, "Update", 2, "In Progress"),
        };
        var severity = page.State.Severity();
        json.WriteStartObject();
        json.WriteNumber("activity_id", activity);
        json.WriteString("activity_name", activityName);
        json.WriteNumber("category_uid", 2);
        json.WriteString("category_name", "Findings");
        json.WriteNumber("class_uid", Class);
        json.WriteString("class_name", "Detection Finding");
        json.WriteNumber("type_uid", (Class * 100) + activity);
        json.WriteString("type_name", "Detection Finding: " + activityName);
        json.WriteNumber("time", page.Time.ToUnixTimeMilliseconds());
        json.WriteNumber("severity_id", (int)severity);
        json.WriteString("severity", severity.ToString());
        json.WriteNumber("status_id", status);
        json.WriteString("status", statusName);
        json.WriteString("message", PageLines.Brief(page));
        WriteMetadata(json, page);
        WriteCloud(json, page);
        WriteFinding(json, page, most);
        WriteResources(json, page);
        WriteEvidences(json, page, most);
        WriteRemediation(json, page);
        WriteUnmapped(json, page, most);
        json.WriteEndObject();
    }

    private static void WriteMetadata(Utf8JsonWriter json, Page page)
    {
        json.WriteStartObject("metadata");
        json.WriteString("version", "1.3.0");
        json.WriteString("uid", page.Id);
        json.WriteString("correlation_uid", Exact(page.Incident));
        json.WriteStartObject("product");
        json.WriteString("name", "SentinelStack");
        json.WriteString("vendor_name", "SentinelStack");
        json.WriteEndObject();
        json.WriteStartArray("profiles");
        json.WriteStringValue("cloud");
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteCloud(Utf8JsonWriter json, Page page)
    {
        json.WriteStartObject("cloud");
        json.WriteString("provider", "AWS");
        if (page.Region is { } region) json.WriteString("region", Exact(region));
        if (page.Account is { } account)
        {
            json.WriteStartObject("account");
            json.WriteString("uid", Exact(account));
            json.WriteString("type", "AWS Account");
            json.WriteNumber("type_id", 10);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteFinding(Utf8JsonWriter json, Page page, int most)
    {
        json.WriteStartObject("finding_info");
        json.WriteString("uid", Exact(page.Incident));
        json.WriteString("title", PageLines.Subject(page));
        if (page.Note is { } note) json.WriteString("desc", Defanged.Of(note, Wide));
        json.WriteStartArray("types");
        json.WriteStringValue(page.State.Text());
        json.WriteEndArray();
        if (page.Evidence.Count > 0)
        {
            json.WriteNumber("first_seen_time", page.Evidence.Min(e => e.Time).ToUnixTimeMilliseconds());
            json.WriteNumber("last_seen_time", page.Evidence.Max(e => e.Time).ToUnixTimeMilliseconds());
        }
        json.WriteStartArray("related_analytics");
        foreach (var detection in page.Evidence.Select(e => e.Detection).Distinct(StringComparer.Ordinal).Take(most))
        {
            json.WriteStartObject();
            json.WriteString("uid", Exact(detection));
            json.WriteString("name", Exact(detection));
            json.WriteString("type", "Rule");
            json.WriteNumber("type_id", 1);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("attacks");
        foreach (var technique in page.Evidence.Select(e => e.Technique).OfType<string>().Distinct(StringComparer.Ordinal).Take(most)) WriteTechnique(json, technique);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteTechnique(Utf8JsonWriter json, string technique)
    {
        var dot = technique.IndexOf('.', StringComparison.Ordinal);
        json.WriteStartObject();
        json.WriteStartObject("technique");
        json.WriteString("uid", Exact(dot < 0 ? technique : technique[..dot]));
        json.WriteEndObject();
        if (dot >= 0)
        {
            json.WriteStartObject("sub_technique");
            json.WriteString("uid", Exact(technique));
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void WriteResources(Utf8JsonWriter json, Page page)
    {
        if (page.Target is not { } target) return;
        json.WriteStartArray("resources");
        json.WriteStartObject();
        json.WriteString("uid", Exact(target));
        json.WriteString("name", Exact(page.Name));
        json.WriteString("type", page.State is PageState.RefusedSetting or PageState.Paused ? "AWS::SSM::Parameter" : "AWS::Lambda::Function");
        json.WriteEndObject();
        json.WriteEndArray();
    }

    private static void WriteEvidences(Utf8JsonWriter json, Page page, int most)
    {
        json.WriteStartArray("evidences");
        foreach (var evidence in page.Evidence.Take(most))
        {
            json.WriteStartObject();
            if (evidence.Principal is { } principal)
            {
                json.WriteStartObject("actor");
                json.WriteStartObject("user");
                json.WriteString("uid", Exact(principal));
                json.WriteEndObject();
                json.WriteEndObject();
            }
            if (evidence.Source.Length > 0)
            {
                json.WriteStartObject("src_endpoint");
                json.WriteString(IPAddress.TryParse(evidence.Source, out _) ? "ip" : "svc_name", Printable.Of(evidence.Source, Narrow));
                json.WriteEndObject();
            }
            json.WriteStartObject("data");
            json.WriteString("time", PageText.Time(evidence.Time));
            json.WriteString("detection", Exact(evidence.Detection));
            json.WriteString("summary", Defanged.Of(evidence.Summary, Wide));
            json.WriteEndObject();
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteRemediation(Utf8JsonWriter json, Page page)
    {
        if (PageCommand.Of(page) is not { } command) return;
        json.WriteStartObject("remediation");
        json.WriteString("desc", $"{PageCommand.Label(page.State)}: {command}");
        json.WriteStartArray("references");
        foreach (var link in PageText.Https(page.Links).Take(3)) json.WriteStringValue(link.Address.AbsoluteUri);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteUnmapped(Utf8JsonWriter json, Page page, int most)
    {
        json.WriteStartObject("unmapped");
        json.WriteString("state", page.State.Text());
        if (page.Principal is { } principal) json.WriteString("principal", Exact(principal));
        if (page.Session is { } session) json.WriteString("session", Exact(session));
        if (page.Score is { } score) json.WriteString("score", score.ToString(CultureInfo.InvariantCulture));
        if (PageCommand.Of(page) is { } command) json.WriteString("command", command);
        json.WriteStartArray("actions");
        foreach (var action in page.Actions.Take(most))
        {
            json.WriteStartObject();
            json.WriteString("step", Exact(action.Step));
            json.WriteString("target", Exact(action.Target));
            json.WriteString("status", action.Status.ToString().ToLowerInvariant());
            json.WriteString("reason", Defanged.Of(action.Reason, Wide));
            if (action.Prior is { } prior) json.WriteString("prior", Defanged.Of(prior, Wide));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteBoolean("cut", page.Actions.Count > most || page.Evidence.Count > most);
        json.WriteEndObject();
    }

    private static string Exact(string text) => Printable.Of(text, Wide);
}
