namespace Sentinel.Cli;

/// <summary>Where a command reads, writes and learns that it should stop.</summary>
public sealed record Terminal
{
    /// <summary>Standard output as bytes, for JSON lines; <see cref="Out"/> writes to the same place.</summary>
    public required Stream RawOut { get; init; }
    public required TextWriter Out { get; init; }
    public required TextWriter Error { get; init; }
    public required Func<Stream> OpenInput { get; init; }
    public required TimeProvider Clock { get; init; }
    /// <summary>Environment variables by name; default those of the process.</summary>
    public Func<string, string?> Variable { get; init; } = Environment.GetEnvironmentVariable;
    public CancellationToken Interrupted { get; init; }
    /// <summary>Standard output goes to a person: colours, and the person's width.</summary>
    public bool OutIsTerminal { get; init; }
    /// <summary>Standard error goes to a person: live progress.</summary>
    public bool ErrorIsTerminal { get; init; }
    /// <summary>Columns for text.</summary>
    public int Width { get; init; } = 100;
}
