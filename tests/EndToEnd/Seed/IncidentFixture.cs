using System.IO.Compression;
using System.Text;
using Sentinel.Cli.Simulation;

namespace Sentinel.EndToEnd.Tests.Seed;

/// <summary>The incident as it lies in the repository.</summary>
internal static class IncidentFixture
{
    private static string Folder { get; } = Path.Combine(Repository.Root, "tests", "data", "seed-incident");

    public static SimulatedStream Read() => new()
    {
        History = Lines("history.jsonl.gz"),
        Events = Lines("events.jsonl.gz"),
        Sensors = Lines("sensors.jsonl.gz"),
        Truth = Truth.Parse(File.ReadAllText(Path.Combine(Folder, "truth.json"))),
    };

    private static List<ReadOnlyMemory<byte>> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder, file)), CompressionMode.Decompress), Encoding.UTF8);
        var lines = new List<ReadOnlyMemory<byte>>();
        while (reader.ReadLine() is { } line) lines.Add(Encoding.UTF8.GetBytes(line));
        return lines;
    }
}
