using System.Globalization;
using Sentinel.Cli.Input;
using Sentinel.Core;
using Spectre.Console;

namespace Sentinel.Cli.Replay;

/// <summary>A line on standard error that moves while records are read; nothing when nobody watches.</summary>
internal static class LiveProgress
{
    public static void Show(Terminal terminal, ReplayRequest request, ReplayFeed feed, Pipeline pipeline, Action read)
    {
        // JSON lines scrolling by on the same screen would be torn by it.
        if (!terminal.ErrorIsTerminal || (request.Format == ReplayFormat.Jsonl && terminal.OutIsTerminal))
        {
            read();
            return;
        }
        var total = RecordSource.TotalBytes([.. request.History, .. request.Paths]);
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error) });
        console.Progress().AutoClear(true).Columns(new SpinnerColumn(), new ProgressBarColumn(), new PercentageColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }).Start(context =>
        {
            var task = context.AddTask("reading");
            feed.Progressed = bytes => Move(task, feed.IsHistory, bytes, total, pipeline.Counts());
            read();
            feed.Progressed = null;
        });
    }

    private static void Move(ProgressTask task, bool isHistory, long bytes, long? total, PipelineCounts counts)
    {
        if (total is { } all) (task.MaxValue, task.Value) = (Math.Max(1, all), bytes);
        else task.IsIndeterminate = true;
        task.Description = isHistory
            ? string.Create(CultureInfo.InvariantCulture, $"learning from history, {bytes / 1_000_000.0:N1} MB")
            : string.Create(CultureInfo.InvariantCulture, $"{counts.Events:N0} events · {counts.Signals:N0} signals · {counts.Incidents:N0} incidents · {counts.Contained.Count:N0} contained");
    }
}
