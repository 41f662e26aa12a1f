using Spectre.Console;

namespace Sentinel.Cli;

/// <summary>A line on standard error that moves while something lasts; nothing when nobody watches.</summary>
internal static class LiveLine
{
    /// <param name="work">Is given what to call with how far it is, 0 to 1 or null where nobody knows, and with words for it.</param>
    public static async Task ShowAsync(Terminal terminal, string title, Func<Action<double?, string>, Task> work)
    {
        if (!terminal.ErrorIsTerminal)
        {
            await work(static (_, _) => { });
            return;
        }
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(terminal.Error), Interactive = InteractionSupport.Yes });
        await console.Progress().AutoClear(true).Columns(new SpinnerColumn(), new ProgressBarColumn(), new TaskDescriptionColumn { Alignment = Justify.Left }).StartAsync(async context =>
        {
            var task = context.AddTask(Markup.Escape(title), maxValue: 1);
            task.IsIndeterminate = true;
            await work((part, text) =>
            {
                task.IsIndeterminate = part is null;
                if (part is { } done) task.Value = done;
                task.Description = Markup.Escape(text);
            });
            // Short work is over before the line was drawn once.
            context.Refresh();
        });
    }
}
