namespace Sentinel.Core.Coverage;

/// <summary>What must work for an account and region to be seen.</summary>
public enum Sensor
{
    /// <summary>Who belongs to the organisation.</summary>
    Accounts,

    /// <summary>The role that asks the rest.</summary>
    Role,
    Heartbeat,
    Regions,
    Trail,
    FunctionData,
    TableData,
    Forwarding,
    ServiceInvocations,
    Config,
    GuardDuty,
    GuardDutyLambda,
    FlowLogs,

    /// <summary>Of this deployment, in its own account.</summary>
    Queue,

    /// <summary>What an account's rules could not deliver.</summary>
    Undelivered,
}

/// <summary>How bad it is.</summary>
public enum Sight
{
    /// <summary>By choice, or of little weight: it is said, nobody is woken.</summary>
    Noted,

    /// <summary>It could not be asked, so nobody knows.</summary>
    Unknown,

    /// <summary>What happens there is not seen. Pages, once when it begins and once when it ends.</summary>
    Blind,
}

/// <summary>Something that is not seen, or not known to be.</summary>
/// <param name="Region">Empty: the whole account.</param>
/// <param name="Subject">The trail, table or queue it is about; empty when it is about the sensor as such.</param>
/// <param name="What">A sentence's worth, in words. Holds names that others chose: encode it where it is shown.</param>
public sealed record Gap(string Account, string Region, Sensor Sensor, Sight Sight, string What, string Subject = "")
{
    /// <summary>The same for the same gap, whatever is said of it. Printable ASCII; at most 1,000 characters.</summary>
    public string Key => $"{Account}#{Region}#{Sensor.Id()}#{(Subject.Length <= 200 && IsPlain(Subject) ? Subject : Incidents.Signal.Hash(Subject, "", ""))}";

    private static bool IsPlain(string text) => !text.AsSpan().ContainsAnyExceptInRange('!', '~');
}

public static class Sensors
{
    /// <summary>As lines, pages and JSON have it: <c>function-data</c>.</summary>
    public static string Id(this Sensor sensor) => sensor switch
    {
        Sensor.Accounts => "accounts",
        Sensor.Role => "role",
        Sensor.Heartbeat => "heartbeat",
        Sensor.Regions => "regions",
        Sensor.Trail => "trail",
        Sensor.FunctionData => "function-data",
        Sensor.TableData => "table-data",
        Sensor.Forwarding => "forwarding",
        Sensor.ServiceInvocations => "service-invocations",
        Sensor.Config => "config",
        Sensor.GuardDuty => "guardduty",
        Sensor.GuardDutyLambda => "guardduty-lambda",
        Sensor.FlowLogs => "flow-logs",
        Sensor.Queue => "queue",
        Sensor.Undelivered => "undelivered",
        _ => throw new ArgumentOutOfRangeException(nameof(sensor), sensor, "No such sensor."),
    };
}
