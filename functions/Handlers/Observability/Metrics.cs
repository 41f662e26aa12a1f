using System.Text.Json;
using Sentinel.Core.Settings;

namespace Sentinel.Handlers.Observability;

/// <summary>What is counted. CloudWatch shows each under its name, in the namespace <c>SentinelStack</c>, by <c>Service</c>.</summary>
public enum Counter
{
    /// <summary>Records taken in and understood.</summary>
    Records,
    Signals,
    Incidents,
    Containments,

    /// <summary>Containments that a guard rail refused.</summary>
    Refusals,

    /// <summary>Messages that were not understood.</summary>
    Rejected,

    /// <summary>Pages about a function that could not be sent, each attempt.</summary>
    PagesNotSent,

    /// <summary>Gaps of coverage that are blindness, as they stand.</summary>
    BlindSpots,

    /// <summary>Accounts and regions that missed two heartbeats, as they stand.</summary>
    SilentPlaces,

    /// <summary>Accounts whose coverage was checked.</summary>
    AccountsChecked,

    /// <summary>Resources of which AWS Config was told something.</summary>
    Evaluations,
    NonCompliant,

    /// <summary>Reports that could not be written, each attempt.</summary>
    ReportsNotWritten,
}

/// <summary>Whose distribution is kept, in milliseconds.</summary>
public enum Age
{
    /// <summary><c>EventAge</c>: from a record's event time to when it was processed.</summary>
    Event,

    /// <summary><c>ContainmentAge</c>: from the event that asked for a containment to its end.</summary>
    Containment,
}

/// <summary>
/// Metrics by way of the log, in CloudWatch's embedded metric format: one line an invocation, none when there is nothing to say.
/// https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
/// Safe for several threads.
/// </summary>
public sealed class Metrics(LineOutput output, FunctionEnvironment environment, TimeProvider clock)
{
    public const string Namespace = "SentinelStack";

    /// <summary>As many values as the format takes for one metric.</summary>
    public const int MostValues = 100;

    private static readonly string[] CounterNames = Enum.GetNames<Counter>();
    private static readonly string[] AgeNames = ["EventAge", "ContainmentAge"];

    private readonly Lock _lock = new();
    private readonly long[] _counts = new long[CounterNames.Length];
    private readonly List<double>[] _ages = [.. AgeNames.Select(_ => new List<double>())];

    /// <param name="count">At least 0.</param>
    public void Add(Counter counter, long count = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        lock (_lock) _counts[(int)counter] += count;
    }

    /// <param name="age">Negative, when clocks differ, counts as zero.</param>
    public void Observe(Age whose, TimeSpan age)
    {
        lock (_lock) _ages[(int)whose].Add(Math.Max(0, Math.Round(age.TotalMilliseconds)));
    }

    /// <summary>Writes what was counted since the last time, and counts anew.</summary>
    /// <param name="requestId">Stands beside the metrics, so that a point in a graph leads to its log.</param>
    public void Flush(string requestId)
    {
        lock (_lock)
        {
            if (Array.TrueForAll(_counts, c => c == 0) && Array.TrueForAll(_ages, a => a.Count == 0)) return;
            output.Write((Metrics: this, RequestId: requestId), static (json, it) => it.Metrics.Write(json, it.RequestId));
            Array.Clear(_counts);
            foreach (var ages in _ages) ages.Clear();
        }
    }

    private void Write(Utf8JsonWriter json, string requestId)
    {
        json.WriteStartObject("_aws"u8);
        json.WriteNumber("Timestamp"u8, clock.GetUtcNow().ToUnixTimeMilliseconds());
        json.WriteStartArray("CloudWatchMetrics"u8);
        json.WriteStartObject();
        json.WriteString("Namespace"u8, Namespace);
        json.WriteStartArray("Dimensions"u8);
        json.WriteStartArray();
        json.WriteStringValue("Service"u8);
        json.WriteEndArray();
        json.WriteEndArray();
        json.WriteStartArray("Metrics"u8);
        for (var i = 0; i < _counts.Length; i++) Define(json, CounterNames[i], "Count"u8, _counts[i] > 0);
        for (var i = 0; i < _ages.Length; i++) Define(json, AgeNames[i], "Milliseconds"u8, _ages[i].Count > 0);
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteString("Service"u8, Printable.Of(environment.Service, 255));
        json.WriteString("function_request_id"u8, requestId);
        for (var i = 0; i < _counts.Length; i++)
        {
            if (_counts[i] > 0) json.WriteNumber(CounterNames[i], _counts[i]);
        }
        for (var i = 0; i < _ages.Length; i++)
        {
            if (_ages[i].Count > 0) WriteAges(json, AgeNames[i], _ages[i]);
        }
    }

    private static void Define(Utf8JsonWriter json, string name, ReadOnlySpan<byte> unit, bool present)
    {
        if (!present) return;
        json.WriteStartObject();
        json.WriteString("Name"u8, name);
        json.WriteString("Unit"u8, unit);
        json.WriteEndObject();
    }

    // More than fit are told by a hundred of them, evenly spread over their order: smallest, largest and percentiles stay, the number of samples does not.
    private static void WriteAges(Utf8JsonWriter json, string name, List<double> ages)
    {
        ages.Sort();
        var told = Math.Min(ages.Count, MostValues);
        json.WriteStartArray(name);
        for (var i = 0; i < told; i++) json.WriteNumberValue(told == ages.Count ? ages[i] : ages[(int)((long)i * (ages.Count - 1) / (told - 1))]);
        json.WriteEndArray();
    }
}
