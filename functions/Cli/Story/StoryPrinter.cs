using System.Globalization;
using System.Text;
using Sentinel.Cli.Replay;
using Sentinel.Core.Containment;
using Sentinel.Core.Incidents;
using Sentinel.Core.Settings;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Sentinel.Cli.Story;

/// <summary>Prints the stories and the summary. In colour on a terminal; without a single escape sequence elsewhere.</summary>
internal sealed class StoryPrinter
{
    // A screenful; the file of --report has them all.
    private const int MostMoments = 40;
    private const int MostNotes = 12;
    private const int NameWidth = 200;

    private readonly Terminal _terminal;
    private readonly StringBuilder _plain = new();
    private readonly IAnsiConsole _console;

    public StoryPrinter(Terminal terminal)
    {
        _terminal = terminal;
        _console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(terminal.OutIsTerminal ? terminal.Out : new StringWriter(_plain) { NewLine = "\n" }),
            Ansi = terminal.OutIsTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = terminal.OutIsTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
        });
        _console.Profile.Width = terminal.Width;
        _console.Profile.Capabilities.Unicode = true;
    }

    public void Print(IReadOnlyList<IncidentStory> stories, ReplaySummary summary)
    {
        foreach (var story in stories) Print(story);
        if (stories.Count > 0)
        {
            _console.Write(new Rule { Style = Style.Parse("grey") });
            Say("This was a replay: nothing was touched. A deployment in mode enforce takes the same steps.", "grey");
            _console.WriteLine();
        }
        Print(summary);
        // Columns are padded to their width; in a file the blanks would only be noise.
        foreach (var line in _plain.ToString().Split('\n').SkipLast(1)) _terminal.Out.WriteLine(line.TrimEnd());
        _terminal.Out.Flush();
    }

    private void Print(IncidentStory story)
    {
        var incident = story.Incident;
        var contained = story.Contained.Count > 0;
        var (word, color) = (contained, incident.Verdict) switch
        {
            (true, _) => ("CONTAINED", "green"),
            (_, Verdict.Contain) when story.Actions.Any(a => a.Status == ActionStatus.Waiting) => ("WAITS FOR APPROVAL", "yellow"),
            (_, Verdict.Contain) => ("NOT CONTAINED", "red"),
            _ => ("ALERT", "yellow"),
        };
        var at = contained ? story.Actions.First(a => a.Step == Steps.QuarantineFunction && a.Status == ActionStatus.Done).Time : incident.Time;
        _console.Write(new Rule($"[bold {color}]{word}[/] [bold]{Stamp(at)}[/] [grey]incident {Safe(incident.Id)}[/]") { Justification = Justify.Left, Style = Style.Parse(color) });
        _console.WriteLine();
        Print(Facts(story));
        Section("What happened", Timeline(story));
        Section(contained || incident.Verdict == Verdict.Contain ? "Why it is contained" : "Why it alerts", Arithmetic(story));
        if (story.Actions.Count > 0) Section("What was done", ActionTable(story));
        if (contained) Section("How to undo", new Rows(story.Undo.Select(u => Plain(u, "cyan"))));
    }

    private static Grid Facts(IncidentStory story)
    {
        var incident = story.Incident;
        var facts = Columns(10);
        Fact("Who", incident.Principal ?? "unknown");
        if (incident.Session is { } session) Fact("Session", session);
        foreach (var other in story.Principals.Take(5)) Fact("and", other);
        if (story.Sources.Count > 0) Fact("From", string.Join(", ", story.Sources.Take(5).Select(s => s.Country is { } country ? $"{s.Address} ({country})" : s.Address)) + (story.Mfa is false ? ", without MFA" : ""));
        foreach (var function in incident.Functions.Take(10)) Fact("Function", function);
        Fact("Verdict", incident.Verdict == Verdict.Contain && incident.AlertTime < incident.Time
            ? $"alert at {Stamp(incident.AlertTime)}, contain {Span(incident.Time - incident.AlertTime)} later"
            : $"{Words.Of(incident.Verdict)} at {Stamp(incident.Time)}");
        if (story is { Contained.Count: > 0, Summary.Counts: var counts } && counts.Contained.Count == story.Contained.Count)
            Fact("Prevented", string.Create(CultureInfo.InvariantCulture, $"{Count(counts.InvocationsPrevented, "invocation")}; {counts.InvocationsBeforeContainment:N0} ran before containment"));
        return facts;

        void Fact(string name, string value) => facts.AddRow(new Text(name, Style.Parse("grey")), new Text(Printable.Of(value, NameWidth)));
    }

    private static Grid Timeline(IncidentStory story)
    {
        var shown = story.Moments.Take(MostMoments).ToList();
        var grid = Columns(9, shown.Max(m => Words.Of(m.First.Stage).Length), 4, Math.Min(32, shown.Max(m => Printable.Of(m.First.Detection, NameWidth).Length)), null);
        var day = story.Incident.Time.UtcDateTime.Date;
        foreach (var moment in shown)
        {
            var signal = moment.First;
            var weight = story.Scored.Contains(signal) ? string.Create(CultureInfo.InvariantCulture, $"+{signal.Weight}") : "";
            var more = moment.Signals > 1 ? string.Create(CultureInfo.InvariantCulture, $" ({moment.Signals - 1} more until {moment.Last.Time.UtcDateTime:HH:mm:ss}Z)") : "";
            grid.AddRow(
                new Text(signal.Time.UtcDateTime.Date == day ? Clock(signal.Time) : Stamp(signal.Time), Style.Parse("grey")),
                new Text(Words.Of(signal.Stage)),
                new Text(weight, Style.Parse("bold")),
                new Text(Printable.Of(signal.Detection, NameWidth), Style.Parse("bold")),
                new Text(Printable.Of(signal.Summary, 300) + more));
        }
        if (story.Moments.Count > MostMoments) grid.AddRow("", "", "", "", string.Create(CultureInfo.InvariantCulture, $"… and {story.Moments.Count - MostMoments} more"));
        return grid;
    }

    private static Text Arithmetic(IncidentStory story)
    {
        var parts = story.Scored.Select(s => string.Create(CultureInfo.InvariantCulture, $"{s.Weight} {s.Detection}")).ToList();
        if (story.Bonus > 0) parts.Add(string.Create(CultureInfo.InvariantCulture, $"{story.Bonus} for {story.Stages} stages"));
        var settings = story.Settings;
        return Plain(string.Create(CultureInfo.InvariantCulture, $"{string.Join(" + ", parts)} = {story.Incident.Score}; alerts at {settings.ScoreAlert}, contains at {settings.ScoreContain}"), null);
    }

    private static Grid ActionTable(IncidentStory story)
    {
        var grid = Columns(9, 8, 22, null);
        var isOnly = story.Incident.Functions.Count == 1; // then its name need not be said again
        var day = story.Incident.Time.UtcDateTime.Date;
        foreach (var action in story.Actions)
        {
            grid.AddRow(
                new Text(action.Time.UtcDateTime.Date == day ? Clock(action.Time) : Stamp(action.Time), Style.Parse("grey")),
                new Text(Words.Of(action.Status), Style.Parse(action.Status switch { ActionStatus.Done => "green", ActionStatus.Skipped => "grey", ActionStatus.Waiting => "yellow", _ => "red" })),
                new Text(action.Step),
                new Text(Printable.Of(isOnly && string.Equals(action.Target, action.Function, StringComparison.Ordinal) ? action.Reason : $"{Name(action.Target)}: {action.Reason}", 400)));
        }
        return grid;
    }

    private void Print(ReplaySummary summary)
    {
        var counts = summary.Counts;
        Say(string.Create(CultureInfo.InvariantCulture, $"{Count(counts.Events, "event")}, {Count(counts.Signals, "signal")}, {Count(counts.Incidents, "incident")}, {Count(counts.Contained.Count, "function")} contained in {summary.ElapsedMilliseconds / 1000.0:N1} s"), "bold");
        if (counts.Contained.Count > 0) Say(string.Create(CultureInfo.InvariantCulture, $"{counts.InvocationsBeforeContainment:N0} of {counts.InvocationsBeforeContainment + counts.InvocationsPrevented:N0} invocations ran before containment"), null);
        if (counts.Unwanted + counts.Duplicates + counts.Late + summary.Rejected > 0)
            Say(string.Create(CultureInfo.InvariantCulture, $"{counts.Unwanted:N0} of no interest to any detection, {counts.Duplicates:N0} duplicates, {counts.Late:N0} late, {summary.Rejected:N0} not understood"), "grey");
        foreach (var note in summary.Notes.Take(MostNotes)) Say($"note: {Printable.Of(note, 300)}", "yellow");
        if (summary.Notes.Count > MostNotes) Say($"… and {summary.Notes.Count - MostNotes} more notes", "yellow");
    }

    private void Section(string title, IRenderable body)
    {
        _console.WriteLine();
        Say(title, "bold underline");
        Print(body);
        if (title == "How to undo") _console.WriteLine();
    }

    private void Print(IRenderable body) => _console.Write(new Padder(body, new Padding(2, 0, 0, 0)));

    private void Say(string text, string? style) => _console.Write(new Rows(Plain(text, style)));

    private static Text Plain(string text, string? style) => new(Printable.Of(text, 2000), style is null ? Style.Plain : Style.Parse(style));

    private static Grid Columns(params int?[] widths)
    {
        var grid = new Grid();
        foreach (var width in widths) grid.AddColumn(new GridColumn { Width = width, NoWrap = width is not null, Padding = new Padding(0, 0, 1, 0) });
        if (widths.Length == 1) grid.AddColumn(new GridColumn { Padding = new Padding(0) });
        return grid;
    }

    private static string Safe(string text, int width = NameWidth) => Markup.Escape(Printable.Of(text, width));

    /// <summary>The last part of an ARN is enough beside the list of functions above.</summary>
    private static string Name(string arn) => arn[(arn.LastIndexOf(':') + 1)..];

    private static string Count(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count:N0} {noun}{(count == 1 ? "" : "s")}");

    private static string Stamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Clock(DateTimeOffset time) => time.UtcDateTime.ToString("HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Span(TimeSpan span) => span.TotalHours >= 1
        ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalHours:N1} hours")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min {span.Seconds} s");
}
