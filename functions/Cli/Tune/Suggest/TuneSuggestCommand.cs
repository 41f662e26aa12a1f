using System.CommandLine;
using System.Globalization;
using Sentinel.Cli.Input;
using Sentinel.Cli.Replay;
using Sentinel.Cli.Simulation;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Tune.Suggest;

/// <summary><c>sentinel tune suggest</c>.</summary>
internal static class TuneSuggestCommand
{
    private static readonly string[] Formats = ["text", "json"];

    public static Command Create(Terminal terminal, ReplayParts parts)
    {
        var paths = new Argument<string[]>("PATH") { Description = "The archive: files or directories, plain or gzip; read once for each candidate.", Arity = ArgumentArity.OneOrMore };
        var history = new Option<string[]>("--history") { Description = "Learn habits from it first: records, or a baseline that was learned or exported; may be given several times.", HelpName = "PATH" };
        var settings = new Option<string?>("--settings") { Description = "What is in force, as replay takes it; default: the defaults.", HelpName = "FILE" };
        var only = new Option<string[]>("--only") { Description = "Try only these parameters.", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        only.AcceptOnlyFromAmong([.. Candidates.Names]);
        var organisations = new Option<int>("--organisations") { Description = "Invented organisations on which each attack is played once.", HelpName = "0-20", DefaultValueFactory = _ => 2 };
        organisations.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var given }] && !(int.TryParse(given, CultureInfo.InvariantCulture, out var value) && value is >= 0 and <= 20)) result.AddError($"--organisations {given} is no whole number from 0 to 20.");
        });
        var format = new Option<string>("--format") { Description = "text: a table and the commands; json: the same for programs.", HelpName = "text|json", DefaultValueFactory = _ => Formats[0] };
        format.AcceptOnlyFromAmong(Formats);
        var command = new ExampledCommand("suggest", "Replay an archive, and simulated attacks, under other settings: what each would cost and catch. Nothing is set.")
        {
            Examples = ["sentinel tune suggest trail/ --history baseline.jsonl.gz", "sentinel tune suggest last-fortnight.jsonl.gz --only score/alert score/contain", "sentinel tune suggest trail/ --format json | jq -r '.candidates[] | select(.better) | .command'"],
            Notes =
            [
                "One parameter is changed at a time, to a few values around the default. The attacks are those of sentinel simulate, each with the ordinary traffic of an",
                "invented organisation, under the same settings; they are played beside the archive, not on the people in it.",
            ],
        };
        command.Add(paths);
        foreach (Option option in (Option[])[history, settings, only, organisations, format]) command.Add(option);
        command.SetAction(parsed =>
        {
            if (ReadSettings(terminal, parsed.GetValue(settings)) is not { } inForce) return ExitCode.Unreadable;
            var candidates = Candidates.Around(inForce, parsed.GetValue(only) ?? []);
            var attacked = parsed.GetValue(organisations);
            var countries = parts.OpenCountries();
            using var release = countries as IDisposable;
            var run = new SuggestionRun(static (paths, sink, cancelled) =>
            {
                new RecordSource(paths, () => Stream.Null).Read(sink, cancelled);
                return true;
            }, countries, terminal.Interrupted);
            terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{candidates.Count} settings: {candidates.Count} replays of the archive, {candidates.Count * attacked * Simulator.Attacks.Count} of attacks"));
            try
            {
                var trials = Try(terminal, run, parsed.GetValue(paths)!, parsed.GetValue(history) ?? [], candidates, attacked, countries);
                foreach (var unread in run.Unreadable) terminal.Error.WriteLine($"sentinel: {unread}");
                if (run.Rejected > 0) terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sentinel: {run.Rejected:N0} records were not understood"));
                if (parsed.GetValue(format) is "json") terminal.Out.WriteLine(SuggestionText.Json(trials));
                else terminal.Out.Write(SuggestionText.Of(trials));
                return run.Unreadable.Count > 0 ? ExitCode.Unreadable : ExitCode.Done;
            }
            catch (OperationCanceledException) when (terminal.Interrupted.IsCancellationRequested)
            {
                return ExitCode.Interrupted;
            }
        });
        return command;
    }

    private static IReadOnlyList<Trial> Try(Terminal terminal, SuggestionRun run, string[] paths, string[] history, IReadOnlyList<Candidate> candidates, int organisations, Core.CloudTrail.ICountries? countries)
    {
        IReadOnlyList<Trial> trials = [];
        LiveLine.ShowAsync(terminal, "learning from history", moved =>
        {
            run.Learn(history);
            var attacked = Enumerable.Range(1, organisations).Select(seed => AttackRange.Of(Organisation.Create((ulong)seed), countries)).ToList();
            var done = 0;
            trials = run.Try(paths, candidates, attacked, Environment.ProcessorCount, () =>
            {
                var tried = Interlocked.Increment(ref done);
                moved((double)tried / candidates.Count, string.Create(CultureInfo.InvariantCulture, $"{tried} of {candidates.Count} settings"));
            });
            return Task.CompletedTask;
        }).GetAwaiter().GetResult();
        return trials;
    }

    private static SentinelSettings? ReadSettings(Terminal terminal, string? path)
    {
        if (path is null) return SentinelSettings.Default;
        try
        {
            var reading = SettingsReader.ReadJson(File.ReadAllBytes(path), SentinelSettings.Default);
            foreach (var refusal in reading.Refusals) terminal.Error.WriteLine($"sentinel: setting {refusal} The default is in force.");
            return reading.Settings;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            terminal.Error.WriteLine($"sentinel: --settings {Printable.Of(path, 200)} could not be opened: {Printable.Of(e.Message, 200)}");
            return null;
        }
    }
}
