using System.CommandLine;
using Sentinel.Cli.Story;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Replay;

/// <summary><c>sentinel replay</c>.</summary>
internal static class ReplayCommand
{
    // A week: CloudTrail is minutes late, sometimes hours; more is a slip of the keyboard.
    private const int LongestDelay = 7 * 24 * 3600;

    private static readonly string[] Formats = ["text", "jsonl"];
    private static readonly string[] Verdicts = ["alert", "contain"];

    public static Command Create(Terminal terminal, ReplayParts parts)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files, directories or - for standard input, plain or gzip: CloudTrail records or EventBridge envelopes.", Arity = ArgumentArity.OneOrMore };
        var history = new Option<string[]>("--history") { Description = "Learn habits from it and detect nothing in it: records, or a baseline that was learned or exported; may be given several times.", HelpName = "PATH" };
        var settings = new Option<string?>("--settings") { Description = "JSON object of tuning parameters, names without /sentinel/; see sentinel catalogue.", HelpName = "FILE" };
        var format = new Option<string>("--format") { Description = "text: the story of each incident; jsonl: one JSON object a line, nothing else on standard output.", HelpName = "text|jsonl", DefaultValueFactory = _ => Formats[0] };
        format.AcceptOnlyFromAmong(Formats);
        var report = new Option<string?>("--report") { Description = "Write each incident as incident-<id>.html, .md, .jira.json, .ocsf.json, .asff.json, and .json: the data of the story.", HelpName = "DIR" };
        var project = new JiraProjectOption();
        var failOn = new Option<string?>("--fail-on") { Description = "Exit with 10 when an incident reaches this verdict.", HelpName = "alert|contain" };
        failOn.AcceptOnlyFromAmong(Verdicts);
        var delay = new Option<int>("--delivery-delay") { Description = "Every record arrives so much after its event time, and actions come so much later.", HelpName = "SECONDS" };
        delay.Validators.Add(result =>
        {
            if (result.Tokens is [{ Value: var given }] && !(int.TryParse(given, System.Globalization.CultureInfo.InvariantCulture, out var seconds) && seconds is >= 0 and <= LongestDelay))
                result.AddError($"--delivery-delay {given} is no whole number of seconds from 0 to {LongestDelay}.");
        });
        var expect = new Option<string?>("--expect") { Description = "Compare with the truth that simulate wrote; each difference on standard error, exit 4.", HelpName = "FILE" };

        Option[] options = [history, settings, format, report, project, failOn, delay, expect];
        // PATH takes as many words as there are, a mistyped option among them.
        paths.Validators.Add(result =>
        {
            foreach (var path in result.Tokens.Select(t => t.Value).Where(p => p.Length > 1 && p[0] == '-' && !Path.Exists(p)))
                result.AddError($"{path} is no option of replay and no file{(NearestName.To(path, options.Select(o => o.Name)) is { } nearest ? $"; did you mean {nearest}?" : ".")}");
        });

        var command = new ExampledCommand("replay", "Run recorded events through the detector and the responder, and tell what they find and do. Nothing in AWS is touched.")
        {
            Examples =
            [
                "sentinel replay events.jsonl.gz --history history.jsonl.gz",
                "zcat trail/*.json.gz | sentinel replay - --format jsonl --fail-on contain",
                "sentinel replay trail/ --settings tuning.json --delivery-delay 180 --report incidents/",
            ],
            Notes = ["Exit codes: 0 done, 2 usage, 3 an input could not be opened, 4 not as expected, 10 see --fail-on,", "130 interrupted (the summary so far is printed). 3 beats 4 beats 10."],
        };
        command.Add(paths);
        foreach (var option in options) command.Add(option);
        command.SetAction(parsed => new ReplayRun(terminal, parts, new ReplayRequest
        {
            Paths = parsed.GetValue(paths)!,
            History = parsed.GetValue(history) ?? [],
            Settings = parsed.GetValue(settings),
            Format = parsed.GetValue(format) is "jsonl" ? ReplayFormat.Jsonl : ReplayFormat.Text,
            Report = parsed.GetValue(report),
            JiraProject = parsed.GetValue(project)!,
            FailOn = parsed.GetValue(failOn) switch { "alert" => FailOn.Alert, "contain" => FailOn.Contain, _ => FailOn.Never },
            DeliveryDelay = TimeSpan.FromSeconds(parsed.GetValue(delay)),
            Expect = parsed.GetValue(expect),
        }).Run());
        return command;
    }
}
