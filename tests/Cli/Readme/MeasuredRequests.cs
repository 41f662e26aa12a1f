using System.Globalization;

namespace Sentinel.Cli.Tests.Readme;

/// <summary>What <c>tests/Benchmarks/results/requests.md</c> counts of a load.</summary>
/// <param name="Sets">Of function, caller and minute in a batch; null for a load without invocations.</param>
internal sealed record MeasuredLoad(decimal Records, decimal? Sets, decimal Writes, decimal Reads)
{
    // So many keys a BatchGetItem asks for at most, and each is a read of its own. Most ask for fewer.
    private const int KeysOfBatch = 100;

    public MeasuredLoad Times(decimal factor) => this with { Writes = Writes * factor, Reads = Reads * factor };

    /// <param name="operations">As <c>Query 52, UpdateItem 45</c>.</param>
    public static MeasuredLoad Of(decimal records, decimal? sets, string operations)
    {
        var load = new MeasuredLoad(records, sets, 0, 0);
        foreach (var operation in operations.Split(", "))
        {
            var (name, count) = (operation.Split(' ')[0], Number(operation.Split(' ')[1]));
            load = name switch
            {
                "UpdateItem" => load with { Writes = load.Writes + count },
                "Query" or "GetItem" => load with { Reads = load.Reads + count },
                "BatchGetItem" => load with { Reads = load.Reads + (count * KeysOfBatch) },
                _ => throw new FormatException($"Whether {name} reads or writes is not known here; requests.md counts {count} of them."),
            };
        }
        return load;
    }

    public static decimal Number(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);
}

/// <summary>The loads of which an ordinary day consists.</summary>
internal sealed record MeasuredRequests(MeasuredLoad Control, MeasuredLoad Changes, MeasuredLoad Invocations)
{
    public MeasuredRequests Times(decimal factor) => new(Control.Times(factor), Changes.Times(factor), Invocations.Times(factor));

    /// <exception cref="FormatException">A load or a column is missing, and the README cannot be renewed from it.</exception>
    public static MeasuredRequests Read(string markdown)
    {
        var rows = markdown.Split('\n').Where(l => l.StartsWith('|')).Select(l => l.Split('|')[1..^1].Select(c => c.Trim()).ToArray()).ToList();
        var columns = rows.Count > 0 ? rows[0] : [];
        return new(Load("steady control plane"), Load("changes of functions and roles"), Load("steady invocations"));

        MeasuredLoad Load(string name)
        {
            var row = rows.Find(r => r[0].StartsWith(name, StringComparison.Ordinal)) ?? throw new FormatException($"requests.md has no load '{name}'.");
            var each = Cell(row, "for each function, caller and minute of a batch");
            var sets = each.Length == 0 ? (decimal?)null : MeasuredLoad.Number(Cell(row, "requests")) / MeasuredLoad.Number(each);
            return MeasuredLoad.Of(MeasuredLoad.Number(Cell(row, "records")), sets, Cell(row, "by operation"));
        }

        string Cell(string[] row, string column) => Array.IndexOf(columns, column) is var at and >= 0 ? row[at] : throw new FormatException($"requests.md has no column '{column}'.");
    }
}
