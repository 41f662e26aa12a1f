namespace Sentinel.Cli.Simulation;

/// <summary>What to simulate. Scenario names are those of <see cref="Simulator.Attacks"/> and <see cref="Simulator.Benign"/>.</summary>
public sealed record SimulationRequest
{
    public required ulong Seed { get; init; }

    /// <summary>Length of the history in days, at least 8; null lets the seed choose, 8 to 60.</summary>
    public int? Days { get; init; }

    public IReadOnlyList<string> Attacks { get; init; } = [];
    public IReadOnlyList<string> Benign { get; init; } = [];
}

/// <summary>
/// The records, by event time; each element is one JSON object in UTF-8 without a newline, either a plain CloudTrail record or an
/// EventBridge envelope.
/// </summary>
#pragma warning disable CA1711 // a stream of records; nobody takes it for a System.IO.Stream
public sealed record SimulatedStream
#pragma warning restore CA1711
{
    public required IReadOnlyList<ReadOnlyMemory<byte>> History { get; init; }
    public required IReadOnlyList<ReadOnlyMemory<byte>> Events { get; init; }
    public required Truth Truth { get; init; }

    /// <summary>What sensors other than CloudTrail's management events and invocations saw of the same day: data events of tables, findings, changes of compliance; empty where there is nothing.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Sensors { get; init; } = [];

    /// <summary>Tuning that the scenarios presume, keys without the <c>/sentinel/</c> prefix, values string arrays; null when there is none.</summary>
    public IReadOnlyDictionary<string, object?>? Settings { get; init; }

    /// <summary>The settings as a file that <c>replay --settings</c> reads; null when there are none.</summary>
    public string? SettingsToJson()
    {
        if (Settings is null) return null;
        using var stream = new MemoryStream();
        using (var json = new System.Text.Json.Utf8JsonWriter(stream, new System.Text.Json.JsonWriterOptions { Indented = true, NewLine = "\n" }))
        {
            json.WriteStartObject();
            foreach (var (key, value) in Settings)
            {
                json.WriteStartArray(key);
                foreach (var item in (string[])value!) json.WriteStringValue(item);
                json.WriteEndArray();
            }

            json.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }
}

/// <summary>One attack or one honest event: its name on the command line, what happens, and how it must end.</summary>
public sealed record Scenario(string Name, string Summary, string End)
{
    internal Action<Scene> Play { get; init; } = static _ => { };
}

/// <summary>Invents an organisation and lets scenarios happen in it. The same request gives the same bytes, on every machine.</summary>
public static class Simulator
{
    public static IReadOnlyList<Scenario> Attacks { get; } = [.. ContainedAttacks.All, .. EvasiveAttacks.All, .. AlertedAttacks.All];

    public static IReadOnlyList<Scenario> Benign { get; } = [.. QuietDays.All, .. SuspiciousDays.All];

    /// <summary>An unknown scenario name or fewer than 8 days is an <see cref="ArgumentException"/>.</summary>
    public static SimulatedStream Run(SimulationRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Organisation.Create(request.Seed, request.Days).EventDay(request.Attacks, request.Benign);
    }

    /// <summary>The incident of 14 March 2024 to the second, after 30 days of history; events from 12:00Z to 18:30Z.</summary>
    public static SimulatedStream SeedIncident() => Simulation.SeedIncident.Play();
}
