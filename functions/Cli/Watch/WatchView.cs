using System.Globalization;
using System.Text.RegularExpressions;
using Sentinel.Core.Incidents;
using Sentinel.Core.Reports;
using Sentinel.Core.Settings;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sentinel.Cli.Watch;

/// <summary>A deployment as a screenful. Whatever was named elsewhere is shown through <see cref="Printable"/> and is never markup.</summary>
internal static partial class WatchView
{
    private const int MostRows = 12;
    private const int NameWidth = 60;

    // As the alarm on the queue of the control plane has it (cdk/Constructs/Alarms.cs).
    private static readonly TimeSpan Late = TimeSpan.FromMinutes(5);

    /// <param name="stack">What the names of its queues begin with.</param>
    public static IRenderable Of(WatchedState state, string stack) => new Rows(
        new Rule(string.Create(CultureInfo.InvariantCulture, $"[bold]SentinelStack[/] [grey]{state.At.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z[/]")) { Justification = Justify.Left, Style = Style.Parse("grey") },
        Plain(Headline(state), state.Waiting.Count > 0 ? "bold yellow" : state.Contained.Count > 0 ? "bold green" : "bold"),
        Text.Empty,
        Contained(state),
        Waiting(state),
        Incidents(state),
        Queues(state, stack),
        Gaps(state));

    private static string Headline(WatchedState state) => string.Create(CultureInfo.InvariantCulture,
        $"{Count(state.Incidents.Count, "incident")} in 7 days · {Count(state.Contained.Count, "function")} contained · {state.Waiting.Count} waiting for approval");

    private static Table Contained(WatchedState state)
    {
        var table = New("Contained now", "function", "since", "for", "lifts");
        foreach (var one in state.Contained.Take(MostRows))
            table.AddRow(Name(one.Function), Plain(Stamp(one.Since)), Plain(Span(state.At - one.Since), state.At - one.Since > TimeSpan.FromHours(24) ? "red" : null), Plain(one.IsBeingAnswered ? "being answered" : one.Lifts.ToString(CultureInfo.InvariantCulture)));
        return Ended(table, state.Contained.Count, 4);
    }

    private static Table Waiting(WatchedState state)
    {
        var table = New("Waiting for approval", "function", "asked", "left", "");
        foreach (var one in state.Waiting.Take(MostRows)) table.AddRow(Name(one.Message.Function), Plain(Stamp(one.AskedAt)), Plain(Span(one.Until - state.At), "yellow"), Plain("sentinel approve"));
        return Ended(table, state.Waiting.Count, 4);
    }

    private static Table Incidents(WatchedState state)
    {
        var table = New("Incidents", "id", "alert", "verdict", "score", "who", "told");
        foreach (var (incident, states) in state.Incidents.Reverse().Take(MostRows))
            table.AddRow(Plain(incident.Id), Plain(Stamp(incident.AlertTime)), Plain(Words.Of(incident.Verdict), incident.Verdict == Verdict.Contain ? "red" : "yellow"),
                Plain(incident.Score.ToString(CultureInfo.InvariantCulture)), Name(incident.Principal ?? "unknown"), Plain(string.Join(", ", states.Order().Select(s => s.Text()))));
        return Ended(table, state.Incidents.Count, 6);
    }

    private static IRenderable Queues(WatchedState state, string stack)
    {
        if (state.Queues is not { } queues) return Plain("Queues: not shown; sqs:ListQueues and cloudwatch:GetMetricData are not allowed.", "grey");
        var table = New("Queues", "queue", "oldest message waits");
        foreach (var (queue, oldest) in queues.Take(MostRows)) table.AddRow(Plain(QueueName(queue, stack)), Plain(Waits(oldest), ColourOf(queue, oldest)));
        return Ended(table, queues.Count, 2);
    }

    private static string Waits(TimeSpan? oldest) => oldest switch
    {
        null => "not measured of late",
        { Ticks: 0 } => "empty",
        { TotalMinutes: < 1 } age => string.Create(CultureInfo.InvariantCulture, $"{age.Seconds} s"),
        { } age => Span(age),
    };

    // What lies in a dead-letter queue was given up.
    private static string? ColourOf(string queue, TimeSpan? oldest) => oldest is not { Ticks: > 0 } age ? "grey" : age > Late || queue.Contains("DeadLetters", StringComparison.Ordinal) ? "red" : null;

    /// <summary>Without what CloudFormation puts around it: <c>sentinel-ControlQueueA1B2C3D4-e5F6g7H8</c> is Control.</summary>
    internal static string QueueName(string queue, string stack)
    {
        var match = GeneratedName().Match(queue);
        return match.Success && match.Groups["stack"].Value == stack ? match.Groups["name"].Value : Printable.Of(queue, NameWidth);
    }

    [GeneratedRegex("^(?<stack>[a-z][a-z0-9-]*)-(?<name>[A-Z][A-Za-z]*?)(?:Queue)?[0-9A-F]{8}-[A-Za-z0-9]+(?:\\.fifo)?$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex GeneratedName();

    private static IRenderable Gaps(WatchedState state) => state.Gaps switch
    {
        null => Plain("Coverage: no check has left word.", "grey"),
        [] => Plain("Coverage: no gap is known.", "green"),
        var gaps => new Rows([Plain($"Coverage: {Count(gaps.Count, "gap")}", "red"), .. gaps.Take(MostRows).Select(g => Plain("  " + g, "red"))]),
    };

    private static Table New(string title, params string[] heads)
    {
        var table = new Table { Border = TableBorder.Simple, Expand = true, Title = new TableTitle(title, Style.Parse("bold")) };
        foreach (var head in heads) table.AddColumn(new TableColumn(new Text(head, Style.Parse("grey"))));
        return table;
    }

    private static Table Ended(Table table, int all, int columns)
    {
        if (all == 0) table.AddRow([Plain("none", "grey"), .. Enumerable.Repeat<IRenderable>(Text.Empty, columns - 1)]);
        if (all > MostRows) table.AddRow([Plain(string.Create(CultureInfo.InvariantCulture, $"and {all - MostRows} more"), "grey"), .. Enumerable.Repeat<IRenderable>(Text.Empty, columns - 1)]);
        return table;
    }

    private static Text Name(string arn) => Plain(Printable.Of(arn[(arn.LastIndexOf(':') + 1)..] is { Length: > 0 } name ? name : arn, NameWidth));

    private static Text Plain(string text, string? style = null) => new(Printable.Of(text, 300), style is null ? Style.Plain : Style.Parse(style));

    private static string Count(int count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    private static string Span(TimeSpan span) => span.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalHours} h {span.Minutes} min") : string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, span.Minutes)} min");
}
