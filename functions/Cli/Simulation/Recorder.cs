namespace Sentinel.Cli.Simulation;

/// <summary>Collects calls in any order and gives them back by event time, equal times in the order they were added.</summary>
internal sealed class Recorder(Prng random)
{
    private readonly RecordWriter _writer = new(random);
    private readonly List<(DateTimeOffset Time, byte[] Line)> _lines = [];

    public int Count => _lines.Count;

    public void Add(Call call) => _lines.Add((call.Time, _writer.Write(call)));

    public IEnumerable<(DateTimeOffset Time, byte[] Line)> Lines => _lines;

    public static IReadOnlyList<ReadOnlyMemory<byte>> InOrder(IEnumerable<(DateTimeOffset Time, byte[] Line)> lines) =>
        [.. lines.OrderBy(line => line.Time).Select(line => (ReadOnlyMemory<byte>)line.Line)];
}
