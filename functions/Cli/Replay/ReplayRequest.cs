namespace Sentinel.Cli.Replay;

internal enum ReplayFormat { Text, Jsonl }

internal enum FailOn { Never, Alert, Contain }

/// <summary>The options of <c>sentinel replay</c>.</summary>
internal sealed record ReplayRequest
{
    public required IReadOnlyList<string> Paths { get; init; }
    public IReadOnlyList<string> History { get; init; } = [];
    public string? Settings { get; init; }
    public ReplayFormat Format { get; init; }
    public string? Report { get; init; }
    /// <summary>Key of the Jira project that the issues of the report are for.</summary>
    public string JiraProject { get; init; } = Core.Reports.Writing.ReportFile.DefaultProject;
    public FailOn FailOn { get; init; }
    public TimeSpan DeliveryDelay { get; init; }
    public string? Expect { get; init; }
}
