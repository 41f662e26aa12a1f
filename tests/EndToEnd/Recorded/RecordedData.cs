using System.Text.Json;

namespace Sentinel.EndToEnd.Tests.Recorded;

/// <summary>Data that others recorded. It is not part of the repository: <c>SENTINEL_RECORDED_DATA</c> names it, or <c>shared/data</c> in a folder above.</summary>
internal static class RecordedData
{
    /// <summary>Null where there is none.</summary>
    public static string? Folder { get; } = new[] { Environment.GetEnvironmentVariable("SENTINEL_RECORDED_DATA") }
        .Concat(Repository.Above(Repository.Root).Select(d => Path.Combine(d, "shared", "data"))).FirstOrDefault(Directory.Exists);

    /// <summary>The records of a file, one a line.</summary>
    public static IEnumerable<RecordedCall> Read(params string[] path) =>
        File.ReadLines(Path.Combine([Folder!, .. path])).Where(l => l.Length > 0).Select(l => new RecordedCall(l));

    public static IEnumerable<string> Files(string folder, string pattern) => Directory.EnumerateFiles(Path.Combine(Folder!, folder), pattern).Order(StringComparer.Ordinal);
}

/// <summary>A record, and of it what a table shows.</summary>
internal sealed record RecordedCall(string Json)
{
    private readonly JsonElement _root = Parse(Json);

    public string Api => $"{Text("eventSource")?.Split('.')[0]}:{Text("eventName")}";

    /// <summary>What the record does not tell; null when it tells of a call that was done.</summary>
    public string? Missing => (Text("errorCode"), HasParameters) switch
    {
        ({ } error, false) => $"{error}, and no requestParameters",
        ({ } error, true) => error,
        (null, false) => "no requestParameters",
        _ => null,
    };

    public bool IsReading => _root.TryGetProperty("readOnly", out var read) && read.ValueKind == JsonValueKind.True;

    private bool HasParameters => _root.TryGetProperty("requestParameters", out var parameters) && parameters.ValueKind == JsonValueKind.Object;

    private string? Text(string name) => _root.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    /// <summary>The record itself: some files wrap it and say where it came from.</summary>
    public string Record => _root.TryGetProperty("event", out var wrapped) ? wrapped.GetRawText() : Json;

    private static JsonElement Parse(string json)
    {
        using var document = JsonDocument.Parse(json);
        return document.RootElement.Clone();
    }
}
