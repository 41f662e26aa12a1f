using System.CommandLine;
using Sentinel.Cli.Deployment;

namespace Sentinel.Cli.Tune;

/// <summary><c>sentinel tune get</c>.</summary>
internal static class TuneGetCommand
{
    public static Command Create(Terminal terminal)
    {
        var name = ParameterArgument.Create();
        var command = new ExampledCommand("get", "Print the value in force, one entry a line.")
        {
            Examples = ["sentinel tune get score/contain", "sentinel tune get detect/deployers > deployers.txt"],
            Notes = ["An empty list prints none. Exit 3, and nothing on standard output, when what stands there is refused: only the functions know what was last in force."],
        };
        command.Add(name);
        command.SetDeploymentAction(terminal, async (parsed, clients, cancellationToken) =>
        {
            if (ParameterArgument.Find(parsed.GetValue(name)!, terminal) is not { } parameter) return ExitCode.Usage;
            var tuning = await Tuning.ReadAsync(clients, terminal.Clock, cancellationToken);
            if (tuning.RefusalOf(parameter) is { } refusal) throw new DeploymentException(refusal.ToString());
            foreach (var line in tuning.LinesOf(parameter)) terminal.Out.WriteLine(line);
            return ExitCode.Done;
        });
        return command;
    }
}
