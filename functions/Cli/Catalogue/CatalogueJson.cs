using System.Text;
using System.Text.Json;
using Sentinel.Core.Detections;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Catalogue;

/// <summary>The catalogue for programs.</summary>
internal static class CatalogueJson
{
    public static void Write(TextWriter output, IReadOnlyList<Detection> detections)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            json.WriteStartArray("detections");
            foreach (var detection in detections) Write(json, detection);
            json.WriteEndArray();
            json.WriteStartArray("parameters");
            foreach (var parameter in Parameters.All) Write(json, parameter);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        output.WriteLine(Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length));
    }

    private static void Write(Utf8JsonWriter json, Detection detection)
    {
        var info = detection.Info;
        json.WriteStartObject();
        json.WriteString("id", info.Id);
        json.WriteString("title", info.Title);
        json.WriteString("technique", info.Technique);
        json.WriteString("stage", Words.Of(info.Stage));
        json.WriteString("evidence", Words.Of(info.Evidence));
        json.WriteNumber("weight", info.Weight);
        json.WriteString("weight_reason", info.WeightReason);
        json.WriteString("group", info.Group);
        json.WriteString("why", info.Why);
        json.WriteString("triage", info.Triage);
        json.WriteString("false_positives", info.FalsePositives);
        json.WriteString("blind_to", info.BlindTo);
        json.WriteStartArray("wants");
        foreach (var call in detection.Wants) json.WriteStringValue(call);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, Parameter parameter)
    {
        json.WriteStartObject();
        json.WriteString("name", parameter.Name);
        json.WriteString("allowed", parameter.Allowed);
        json.WriteString("default", parameter.Default);
        json.WriteBoolean("list", parameter.IsList);
        json.WriteString("doc", parameter.Doc);
        json.WriteEndObject();
    }
}
