using System.Text.Json;
using Sentinel.Core.Containment;

namespace Sentinel.Core.Incidents;

/// <summary>How far an incident went.</summary>
public enum Verdict { None, Alert, Contain }

/// <summary>Signals that belong together, and what they add up to. Immutable.</summary>
public sealed record Incident
{
    /// <summary>Hash of its smallest signal; another signal that comes late and is smaller changes it.</summary>
    public required string Id { get; init; }
    /// <summary>Ids of incidents that had alerted by themselves and were joined to this one, sorted.</summary>
    public required IReadOnlyList<string> Supersedes { get; init; }
    public required Verdict Verdict { get; init; }
    /// <summary>Event time at which the verdict was reached, UTC.</summary>
    public required DateTimeOffset Time { get; init; }
    /// <summary>Event time at which the alert threshold was reached; not after <see cref="Time"/>.</summary>
    public required DateTimeOffset AlertTime { get; init; }
    /// <summary>Score at <see cref="Time"/>.</summary>
    public required int Score { get; init; }
    /// <summary>The suspect whose signals weigh most, as an ARN; null when no signal names one.</summary>
    public required string? Principal { get; init; }
    public required string? Session { get; init; }
    /// <summary>Functions that the signals concern, sorted.</summary>
    public required IReadOnlyList<string> Functions { get; init; }
    /// <summary>Ids of the detections at <see cref="Time"/>, sorted.</summary>
    public required IReadOnlyList<string> Detections { get; init; }
    /// <summary>All signals, in the order of (time, id).</summary>
    public required IReadOnlyList<Signal> Signals { get; init; }
    /// <summary>Roles that the signals concern, sorted.</summary>
    public required IReadOnlyList<string> Roles { get; init; }
    /// <summary>Functions to contain, each with the event time from which; empty unless the verdict is contain.</summary>
    public required IReadOnlyList<ContainmentTarget> Targets { get; init; }

    /// <summary>All of it, as the acting side files it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, ContainmentJson.Default.Incident);

    /// <exception cref="JsonException">It is no incident.</exception>
    public static Incident Parse(ReadOnlySpan<byte> utf8) => JsonSerializer.Deserialize(utf8, ContainmentJson.Default.Incident) ?? throw new JsonException("null is no incident");
}

/// <summary>A function that an incident condemns, in one of its lives.</summary>
/// <param name="Life">Creation time of the life; <see cref="DateTimeOffset.MinValue"/> when its creation was never seen.</param>
/// <param name="Since">Event time from which it stands condemned.</param>
/// <param name="SuspectChange">Event time of the suspect's first creation or change of it within reach.</param>
public readonly record struct ContainmentTarget(string Function, DateTimeOffset Life, DateTimeOffset Since, DateTimeOffset SuspectChange);
