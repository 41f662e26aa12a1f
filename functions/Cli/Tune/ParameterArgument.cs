using System.CommandLine;
using Sentinel.Aws.Settings;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Tune;

/// <summary>The name of a parameter, with or without <c>/sentinel/</c>.</summary>
internal static class ParameterArgument
{
    public static Argument<string> Create()
    {
        var name = new Argument<string>("NAME") { Description = "Its name, with or without /sentinel/: score/alert, response/mode/111122223333.", HelpName = "NAME" };
        name.CompletionSources.Add(_ => Parameters.All.Select(p => p.Name));
        return name;
    }

    /// <summary>Says on standard error what was probably meant when there is no such parameter.</summary>
    public static Parameter? Find(string typed, Terminal terminal)
    {
        var name = typed.StartsWith(SsmParameters.Path, StringComparison.Ordinal) ? typed[SsmParameters.Path.Length..] : typed;
        if (Parameters.Find(name) is { } parameter) return parameter;
        terminal.Error.WriteLine($"sentinel: there is no parameter {Printable.Of(typed, 80)}; {Hint(name)}");
        return null;
    }

    private static string Hint(string name)
    {
        if (name.StartsWith(Parameters.ModeName + "/", StringComparison.Ordinal)) return $"an account is twelve digits: {Parameters.ModeName}/111122223333";
        return NearestName.To(name, Parameters.All.Select(p => p.Name)) is { } nearest ? $"did you mean {nearest}?" : "sentinel tune list shows them.";
    }
}
