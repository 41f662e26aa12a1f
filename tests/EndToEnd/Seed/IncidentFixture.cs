using System.IO.Compression;
using System.Text;
using Sentinel.Cli.Simulation;

namespace Sentinel.EndToEnd.Tests.Seed;

/// <summary>The incident as it lies in the repository; where it does not, as the simulator plays it.</summary>
internal static class IncidentFixture
{
    public static string Folder { get; } = Path.Combine(Repository.Root, "tests", "data", "incident");

    public static bool Exists => Directory.Exists(Folder);

    public static SimulatedStream Read() => Exists
        ? new SimulatedStream { History = Lines("history.jsonl.gz"), Events = Lines("events.jsonl.gz"), Truth = Truth.Parse(File.ReadAllText(Path.Combine(Folder, "truth.json"))) }
        : Simulator.SeedIncident();

    private static List<ReadOnlyMemory<byte>> Lines(string file)
    {
        using var reader = new StreamReader(new GZipStream(File.OpenRead(Path.Combine(Folder, file)), CompressionMode.Decompress), Encoding.UTF8);
        var lines = new List<ReadOnlyMemory<byte>>();
        while (reader.ReadLine() is { } line) lines.Add(Encoding.UTF8.GetBytes(line));
        return lines;
    }
}
