using System.CommandLine;
using System.CommandLine.Parsing;
using Sentinel.Cli.Simulation;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Simulate;

/// <summary><c>sentinel simulate</c>.</summary>
internal static class SimulateCommand
{
    private const string SeedIncident = "seed-incident";
    private const int MostRecords = 100_000_000;
    private static readonly string[] Mixes = ["bench", "flood"];

    public static Command Create(Terminal terminal)
    {
        var seed = new Option<ulong>("--seed") { Description = "The same seed gives the same bytes.", HelpName = "N", DefaultValueFactory = _ => 1 };
        var days = new Option<int?>("--days") { Description = "Length of the history, 8 to 365; the seed chooses when absent.", HelpName = "D" };
        days.Validators.Add(result => Check(result, "--days", 8, 365));
        var attacks = Names("--attack", "Attacks of the last day; several names may follow.", () => Simulator.Attacks);
        var benign = Names("--benign", "Honest events of the last day that resemble attacks; several names may follow.", () => Simulator.Benign);
        var preset = new Option<string?>("--preset") { Description = "seed-incident: the incident of the README, to the second.", HelpName = SeedIncident };
        preset.AcceptOnlyFromAmong(SeedIncident);
        var mix = new Option<string?>("--mix") { Description = "Records for measuring instead of a story: bench (60 % that nothing reads, 30 % invocations, 10 % control plane) or flood.", HelpName = "bench|flood" };
        mix.AcceptOnlyFromAmong(Mixes);
        var records = new Option<int?>("--records") { Description = "How many records of the mix.", HelpName = "N" };
        records.Validators.Add(result => Check(result, "--records", 1, MostRecords));
        var output = new Option<string>("--out") { Description = "Directory for history.jsonl.gz, events.jsonl.gz, truth.json and, when a scenario presumes tuning, settings.json.", HelpName = "DIR", Required = true };
        var plain = new Option<bool>("--plain") { Description = "Write .jsonl instead of .jsonl.gz." };
        var force = new Option<bool>("--force") { Description = "Write into a directory that is not empty." };

        var command = new ExampledCommand("simulate", "Invent an organisation and what happens in it, with the truth about how it must end.")
        {
            Examples =
            [
                "sentinel simulate --seed 7 --attack role-chaining --benign s3-burst --out demo/",
                "sentinel simulate --preset seed-incident --out incident/",
                "sentinel simulate --mix bench --records 300000 --plain --out bench/",
            ],
            Notes = [.. Scenarios("Attacks:", Simulator.Attacks), .. Scenarios("Benign:", Simulator.Benign)],
        };
        foreach (Option option in (Option[])[seed, days, attacks, benign, preset, mix, records, output, plain, force]) command.Add(option);
        command.Validators.Add(result =>
        {
            var isStory = result.GetResult(attacks) is not null || result.GetResult(benign) is not null || result.GetResult(days) is not null;
            if (result.GetValue(preset) is not null && (isStory || result.GetValue(mix) is not null)) result.AddError("--preset stands alone: it has its own history, attack and seed.");
            if (result.GetValue(mix) is not null && isStory) result.AddError("--mix has no scenarios and no history: leave out --attack, --benign and --days.");
            if (result.GetValue(mix) is null != result.GetValue(records) is null) result.AddError("--mix and --records belong together.");
        });
        command.SetAction(parsed =>
        {
            var files = new SimulationFiles(terminal, parsed.GetRequiredValue(output), parsed.GetValue(plain));
            if (!files.Prepare(parsed.GetValue(force))) return ExitCode.Usage;
            if (parsed.GetValue(mix) is { } kind)
            {
                var count = parsed.GetValue(records)!.Value;
                return files.WriteMix(kind is "flood" ? BenchMix.Flood(parsed.GetValue(seed), count) : BenchMix.Mix(parsed.GetValue(seed), count));
            }
            return files.Write(parsed.GetValue(preset) is not null
                ? Simulator.SeedIncident()
                : Simulator.Run(new SimulationRequest
                {
                    Seed = parsed.GetValue(seed),
                    Days = parsed.GetValue(days),
                    Attacks = parsed.GetValue(attacks) ?? [],
                    Benign = parsed.GetValue(benign) ?? [],
                }));
        });
        return command;
    }

    private static Option<string[]> Names(string name, string description, Func<IReadOnlyList<Scenario>> scenarios)
    {
        var option = new Option<string[]>(name) { Description = description, HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        option.CompletionSources.Add(_ => scenarios().Select(s => s.Name));
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
            {
                if (scenarios().Any(s => string.Equals(s.Name, token.Value, StringComparison.Ordinal))) continue;
                var hint = NearestName.To(token.Value, scenarios().Select(s => s.Name)) is { } nearest ? $"did you mean {nearest}?" : "sentinel simulate --help lists them.";
                result.AddError($"{name} {token.Value} is unknown; {hint}");
            }
        });
        return option;
    }

    private static void Check(OptionResult result, string name, int from, int to)
    {
        if (result.Tokens is [{ Value: var given }] && !(int.TryParse(given, System.Globalization.CultureInfo.InvariantCulture, out var value) && value >= from && value <= to))
            result.AddError($"{name} {given} is no whole number from {from} to {to}.");
    }

    private static IEnumerable<string> Scenarios(string title, IReadOnlyList<Scenario> scenarios) => [title, .. scenarios.Select(s => $"  {s.Name,-28} {s.Summary}")];
}
