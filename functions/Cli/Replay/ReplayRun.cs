using Sentinel.Cli.Input;
using Sentinel.Cli.Simulation;
using Sentinel.Cli.Story;
using Sentinel.Core;
using Sentinel.Core.Incidents;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Replay;

/// <summary>One replay, from the options to the exit code.</summary>
internal sealed class ReplayRun(Terminal terminal, ReplayParts parts, ReplayRequest request)
{
    public int Run()
    {
        var started = terminal.Clock.GetTimestamp();
        var notes = new List<string>();
        if (ReadSettings(notes) is not { } settings || !ReadTruth(out var truth)) return ExitCode.Unreadable;
        if (request.Report is { } report && !CanWrite(report)) return ExitCode.Unreadable;

        using var lines = request.Format == ReplayFormat.Jsonl ? new JsonLines(terminal.RawOut) : null;
        var log = new IncidentLog(lines);
        var evidence = request.Report is null ? null : new ReportEvidence(log);
        var countries = parts.OpenCountries();
        using var release = countries as IDisposable;
        var facts = new MemoryFactStore();
        var pipeline = new Core.Pipeline(new PipelineOptions
        {
            Facts = facts,
            Settings = settings,
            Countries = countries,
            DeliveryDelay = request.DeliveryDelay,
            Observer = log,
            Detections = parts.Detections(),
            Records = evidence is null ? new MemoryRecordStore() : evidence,
        });
        var feed = new ReplayFeed(pipeline, facts, lines, terminal);
        LiveProgress.Show(terminal, request, feed, pipeline, () => ReadAll(feed));
        pipeline.Complete();

        var counts = pipeline.Counts();
        var summary = new ReplaySummary(counts, feed.Rejected, [.. counts.Notes, .. notes, .. feed.Notes], (long)terminal.Clock.GetElapsedTime(started).TotalMilliseconds);
        var stories = log.Incidents.Select(i => new IncidentStory(i, log.ActionsOf(i), settings, countries, summary)).ToList();
        lines?.Summarised(summary);
        if (lines is null) new StoryPrinter(terminal).Print(stories, summary);
        if (request.Report is { } directory)
        {
            IncidentFile.WriteAll(directory, stories);
            IncidentReports.WriteAll(directory, log.Incidents.Select(i => evidence!.ReportOf(i, pipeline, facts, settings, countries, summary.Notes)), request.JiraProject);
        }
        return Exit(feed, log, truth, summary);
    }

    private void ReadAll(ReplayFeed feed)
    {
        feed.IsHistory = true;
        if (request.History.Count > 0) Source(request.History).Read(feed, terminal.Interrupted);
        feed.IsHistory = false;
        var (flowLogs, others) = FlowLogFiles.Split(request.Paths, feed.Unreadable);
        if (flowLogs.Count > 0)
        {
            feed.IsAhead = true;
            Source(flowLogs).Read(feed, terminal.Interrupted);
            feed.IsAhead = false;
            feed.Next();
        }
        Source(others).Read(feed, terminal.Interrupted);
        feed.Complete();
    }

    private RecordSource Source(IReadOnlyList<string> paths) => new(paths, () => new InterruptibleInput(terminal.OpenInput(), terminal.Interrupted));

    private int Exit(ReplayFeed feed, IncidentLog log, Truth? truth, ReplaySummary summary)
    {
        if (terminal.Interrupted.IsCancellationRequested) return ExitCode.Interrupted;
        var expectation = truth is null ? null : new Expectation(truth, summary.Counts.Contained, log.Incidents);
        IReadOnlyList<string> differences = expectation is null ? [] : [.. expectation.Missed, .. expectation.Overdone];
        foreach (var difference in differences) terminal.Error.WriteLine($"sentinel: {Printable.Of(difference, 500)}");
        if (feed.Unopened > 0) return ExitCode.Unreadable;
        if (differences.Count > 0) return ExitCode.Unexpected;
        return log.Incidents.Any(IsFound) ? ExitCode.Found : ExitCode.Done;
    }

    private bool IsFound(Incident incident) => request.FailOn switch
    {
        FailOn.Alert => incident.Verdict >= Verdict.Alert,
        FailOn.Contain => incident.Verdict == Verdict.Contain,
        _ => false,
    };

    /// <summary>A refused value is told and the default stays, as in a deployment; only a file that is not there stops the replay.</summary>
    private SentinelSettings? ReadSettings(List<string> notes)
    {
        if (request.Settings is not { } path) return SentinelSettings.Default;
        if (ReadFile("--settings", path) is not { } bytes) return null;
        var reading = SettingsReader.ReadJson(bytes, SentinelSettings.Default);
        foreach (var refusal in reading.Refusals)
        {
            terminal.Error.WriteLine($"sentinel: setting {refusal} The default is in force.");
            notes.Add($"setting refused: {refusal.Name}");
        }
        return reading.Settings;
    }

    private bool ReadTruth(out Truth? truth)
    {
        truth = null;
        if (request.Expect is not { } path) return true;
        if (ReadFile("--expect", path) is not { } bytes) return false;
        try
        {
            truth = Truth.Parse(System.Text.Encoding.UTF8.GetString(bytes));
            return true;
        }
        catch (System.Text.Json.JsonException e)
        {
            terminal.Error.WriteLine($"sentinel: --expect {Printable.Of(path, 200)} is not what simulate writes to truth.json: {Printable.Of(e.Message, 200)}");
            return false;
        }
    }

    private byte[]? ReadFile(string option, string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            terminal.Error.WriteLine($"sentinel: {option} {Printable.Of(path, 200)} could not be opened: {Printable.Of(e.Message, 200)}");
            return null;
        }
    }

    // Found out before the work, not after it.
    private bool CanWrite(string directory)
    {
        try
        {
            Directory.CreateDirectory(directory);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            terminal.Error.WriteLine($"sentinel: --report {Printable.Of(directory, 200)} is no directory that can be written: {Printable.Of(e.Message, 200)}");
            return false;
        }
    }
}
