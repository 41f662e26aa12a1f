using System.Text.Json;
using Sentinel.Cli.Simulation;

namespace Sentinel.Cli.Tests.Simulation;

/// <summary>Reads simulated lines back the slow way, with nothing of the system under test.</summary>
internal static class Sample
{
    public static List<JsonElement> Records(IEnumerable<ReadOnlyMemory<byte>> lines) => [.. lines.Select(Record)];

    public static JsonElement Record(ReadOnlyMemory<byte> line)
    {
        var root = JsonDocument.Parse(line).RootElement;
        return root.TryGetProperty("detail", out var detail) ? detail : root;
    }

    public static string Text(this JsonElement record, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (record.ValueKind != JsonValueKind.Object || !record.TryGetProperty(name, out record)) return "";
        }

        return record.ValueKind == JsonValueKind.String ? record.GetString()! : "";
    }

    public static string Name(this JsonElement record) => record.Text("eventName");

    public static DateTimeOffset Time(this JsonElement record) => record.GetProperty("eventTime").GetDateTimeOffset();

    public static string Network(this JsonElement record)
    {
        var address = record.Text("sourceIPAddress").Split('.');
        return address.Length == 4 && char.IsAsciiDigit(address[0][0]) ? $"{address[0]}.{address[1]}" : "";
    }

    public static string Principal(this JsonElement record) => record.Text("userIdentity", "sessionContext", "sessionIssuer", "arn") is { Length: > 0 } issuer
        ? issuer
        : record.Text("userIdentity", "arn");

    public static byte[] Joined(IEnumerable<ReadOnlyMemory<byte>> lines) => [.. lines.SelectMany(l => l.ToArray().Append((byte)'\n'))];

    public static IEnumerable<string> EveryScenario => Simulator.Attacks.Concat(Simulator.Benign).Select(s => s.Name);
}
