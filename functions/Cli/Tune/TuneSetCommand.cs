using System.CommandLine;
using System.Text;
using Sentinel.Cli.Deployment;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Tune;

/// <summary><c>sentinel tune set</c>.</summary>
internal static class TuneSetCommand
{
    // All that a list may hold in SSM, with room for comfort: whatever is longer is the wrong file.
    private const int LongestInput = 2 * ListParts.MostParts * ListParts.MostBytes;

    public static Command Create(Terminal terminal)
    {
        var name = ParameterArgument.Create();
        var values = new Argument<string[]>("VALUE") { Description = "The value; of a list each entry. - reads entries from standard input, one a line; none empties a list.", HelpName = "VALUE", Arity = ArgumentArity.OneOrMore };
        var command = new ExampledCommand("set", "Check a value as the functions will, and write it.")
        {
            Examples =
            [
                "sentinel tune set score/alert 50",
                "sentinel tune set response/mode/111122223333 enforce",
                "sentinel tune set detect/deployers 'arn:aws:iam::*:role/deploy | the pipeline' 'arn:aws:iam::*:role/cdk-* | CDK | until 2030-12-31'",
                "sentinel tune set detect/deployers - < deployers.txt",
                "sentinel tune set response/protected-functions none",
            ],
            Notes =
            [
                "The entries given replace the whole list. Functions see a change within five minutes.",
                "Exit 2, and nothing is written, when the value is out of range or contradicts another in force.",
                "A list longer than 4 KB goes on in NAME/2, NAME/3: while those are written a function that looks refuses the list and keeps the one",
                "last in force (one that starts at that moment has the default, and for response/ observes). Set it again if writing was cut short.",
            ],
        };
        command.Add(name);
        command.Add(values);
        command.SetDeploymentAction(terminal, async (parsed, clients, cancellationToken) =>
        {
            if (ParameterArgument.Find(parsed.GetValue(name)!, terminal) is not { } parameter) return ExitCode.Usage;
            if (Entries(parsed.GetValue(values)!, terminal) is not { } entries) return ExitCode.Usage;
            if (!parameter.IsList && entries.Count != 1)
            {
                terminal.Error.WriteLine($"sentinel: {parameter.Name} takes one value, {entries.Count} are given; quote one that has spaces");
                return ExitCode.Usage;
            }
            var tuning = await Tuning.ReadAsync(clients, terminal.Clock, cancellationToken);
            return await SetAsync(terminal, tuning, tuning.Change(parameter, string.Join('\n', entries)), cancellationToken);
        });
        return command;
    }

    /// <summary>Standard input in the place of each <c>-</c>; null, and said why, when there is no end of it.</summary>
    private static List<string>? Entries(string[] values, Terminal terminal)
    {
        var entries = new List<string>();
        foreach (var value in values)
        {
            if (value is not "-")
            {
                entries.Add(value);
                continue;
            }
            using var input = new StreamReader(terminal.OpenInput(), Encoding.UTF8);
            var text = new char[LongestInput];
            var length = input.ReadBlock(text);
            if (length == LongestInput)
            {
                terminal.Error.WriteLine($"sentinel: standard input is longer than {LongestInput / 1024} KB");
                return null;
            }
            entries.AddRange(new string(text, 0, length).Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        }
        return entries;
    }

    private static async Task<int> SetAsync(Terminal terminal, Tuning before, TuningChange change, CancellationToken cancellationToken)
    {
        if (change.Refusal is { } refusal)
        {
            terminal.Error.WriteLine($"sentinel: {refusal}");
            return ExitCode.Usage;
        }
        await before.WriteAsync(change, cancellationToken);
        if (change.Parameter.IsList) TellList(terminal.Out, before, change);
        else terminal.Out.WriteLine($"{change.Parameter.Name}: {Old(before, change.Parameter)} -> {change.Lines[0]}");
        if (before.Pause is { } pause && change.Parameter.Name.StartsWith(Parameters.ModeName, StringComparison.Ordinal)) terminal.Error.WriteLine($"sentinel: paused, so that every mode counts as observe: {Printable.Of(pause.ToString())}");
        return ExitCode.Done;
    }

    private static string Old(Tuning before, Parameter parameter)
    {
        if (before.RefusalOf(parameter) is { } refusal) return $"\"{refusal.Value}\" (refused)";
        return string.Join(", ", before.LinesOf(parameter)) + (before.IsSet(parameter) ? "" : " (not set)");
    }

    private static void TellList(TextWriter output, Tuning before, TuningChange change)
    {
        var isKnown = before.RefusalOf(change.Parameter) is null && !before.DependsOnIncident(change.Parameter);
        var old = isKnown ? Entries(before.LinesOf(change.Parameter)) : [];
        var now = Entries(change.Lines);
        output.WriteLine($"{change.Parameter.Name}: {(isKnown ? Count(old) + (before.IsSet(change.Parameter) ? "" : " (not set)") : Old(before, change.Parameter))} -> {Count(now)}");
        foreach (var gone in old.Except(now, StringComparer.Ordinal)) output.WriteLine($"  - {gone}");
        foreach (var added in now.Except(old, StringComparer.Ordinal)) output.WriteLine($"  + {added}");
    }

    private static List<string> Entries(IReadOnlyList<string> lines) => lines is ["none"] ? [] : [.. lines];

    private static string Count(List<string> entries) => entries.Count switch
    {
        0 => "none",
        1 => "1 entry",
        var many => $"{many} entries",
    };
}
