using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Sentinel.Handlers.Observability;
using Sentinel.Handlers.Queue;

namespace Sentinel.Handlers.Tests;

/// <summary>Logs, metrics and batches over a stream in memory, at noon.</summary>
internal sealed class Observed : IDisposable
{
    private readonly MemoryStream _written = new();
    private readonly LineOutput _output;

    public Observed(LogLevel level = LogLevel.Information)
    {
        _output = new LineOutput(_written);
        var environment = Sample.Environment(level: level);
        Logs = new StructuredLog(_output, environment, Clock);
        Metrics = new Metrics(_output, environment, Clock);
        Batch = new SqsBatch(Logs, Metrics);
    }

    public FakeTimeProvider Clock { get; } = new(Sample.Noon);
    public StructuredLog Logs { get; }
    public Metrics Metrics { get; }
    public SqsBatch Batch { get; }

    public string Text => Encoding.UTF8.GetString(_written.ToArray());

    /// <summary>Each line as JSON. Throws when one of them is not.</summary>
    public IReadOnlyList<JsonElement> Lines => [.. Text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonElement.Parse(l))];

    public void Dispose()
    {
        Logs.Dispose();
        _output.Dispose();
        _written.Dispose();
    }
}
