using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;

namespace Sentinel.Core.Containment;

public enum ContainmentKind { Contain, Lifted, Changed, Grown, Alert }

/// <summary>A <see cref="ContainmentRequest"/> on its way from the detecting side to the acting side, as JSON.</summary>
public sealed record ContainmentMessage
{
    // Room for a page of evidence, well below the 256 KiB that SQS takes.
    private const int MostSignals = 100;

    public required ContainmentKind Kind { get; init; }
    /// <summary>With the weightiest 100 of its signals.</summary>
    public required Incident Incident { get; init; }
    public required string Account { get; init; }
    /// <summary>Full ARN without qualifier; empty for an alert.</summary>
    public required string Function { get; init; }
    /// <summary>Contain and grown: which life of the function, and since when it stands condemned.</summary>
    public ContainmentTarget? Target { get; init; }
    /// <summary>Contain: the function as the events tell of it; reality is read again.</summary>
    public FunctionState? Seen { get; init; }
    /// <summary>Lifted: the signal that told of it.</summary>
    public Signal? Lift { get; init; }
    /// <summary>Changed: what was changed.</summary>
    public FunctionEvent? Change { get; init; }

    /// <summary>The same for the same cause: what a queue tells a repetition by. A lift, a change, a further stage is a cause of its own.</summary>
    [JsonIgnore]
    public string Cause => Signal.Hash($"{Kind}/{Function}", Kind switch
    {
        ContainmentKind.Lifted => Lift!.Id,
        ContainmentKind.Changed => Change!.EventId,
        ContainmentKind.Alert => Incident.Id,
        ContainmentKind.Grown => $"{Incident.Id}/{Incident.Signals.Select(s => s.Stage).Distinct().Count()}",
        _ => $"{Target!.Value.Life.UtcTicks.ToString(CultureInfo.InvariantCulture)}/{Target!.Value.Since.UtcTicks.ToString(CultureInfo.InvariantCulture)}",
    });

    public static ContainmentMessage Of(ContainmentRequest request)
    {
        var incident = request.Incident;
        if (incident.Signals.Count > MostSignals)
        {
            var heaviest = incident.Signals.OrderByDescending(s => s.Weight).ThenBy(s => s.Time).ThenBy(s => s.Id, StringComparer.Ordinal).Take(MostSignals);
            incident = incident with { Signals = [.. heaviest.OrderBy(s => s.Time).ThenBy(s => s.Id, StringComparer.Ordinal)] };
        }
        return request switch
        {
            ContainmentRequest.Contain contain => new() { Kind = ContainmentKind.Contain, Incident = incident, Account = request.Account, Function = contain.Target.Function, Target = contain.Target, Seen = contain.Seen },
            ContainmentRequest.Lifted lifted => new() { Kind = ContainmentKind.Lifted, Incident = incident, Account = request.Account, Function = lifted.Signal.Function!, Lift = lifted.Signal },
            ContainmentRequest.Changed changed => new() { Kind = ContainmentKind.Changed, Incident = incident, Account = request.Account, Function = changed.Function, Change = changed.Change },
            ContainmentRequest.Grown grown => new() { Kind = ContainmentKind.Grown, Incident = incident, Account = request.Account, Function = grown.Target.Function, Target = grown.Target },
            ContainmentRequest.Alert => new() { Kind = ContainmentKind.Alert, Incident = incident, Account = request.Account, Function = "" },
            _ => throw new ArgumentOutOfRangeException(nameof(request)),
        };
    }

    public string ToJson() => JsonSerializer.Serialize(this, ContainmentJson.Default.ContainmentMessage);

    /// <exception cref="JsonException">It is no such message.</exception>
    public static ContainmentMessage Parse(ReadOnlySpan<byte> utf8) => JsonSerializer.Deserialize(utf8, ContainmentJson.Default.ContainmentMessage) ?? throw new JsonException("null is no message");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(ContainmentMessage))]
[JsonSerializable(typeof(Incident))]
internal sealed partial class ContainmentJson : JsonSerializerContext;
