using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sentinel.Cli;

/// <summary>A command whose help ends in examples and in what the exit codes mean.</summary>
internal sealed class ExampledCommand(string name, string description) : Command(name, description)
{
    /// <summary>Lines shown as they are.</summary>
    public required IReadOnlyList<string> Examples { get; init; }
    public IReadOnlyList<string> Notes { get; init; } = [];
}

/// <summary>The ordinary help, then the examples of an <see cref="ExampledCommand"/>.</summary>
internal sealed class ExampledHelp(int width) : SynchronousCommandLineAction
{
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        new HelpAction { MaxWidth = width }.Invoke(parseResult);
        if (parseResult.CommandResult.Command is not ExampledCommand command) return ExitCode.Done;
        var output = parseResult.InvocationConfiguration.Output;
        Section(output, "Examples:", command.Examples);
        if (command.Notes.Count > 0) Section(output, "Notes:", command.Notes);
        return ExitCode.Done;
    }

    private static void Section(TextWriter output, string title, IReadOnlyList<string> lines)
    {
        output.WriteLine(title);
        foreach (var line in lines) output.WriteLine($"  {line}");
        output.WriteLine();
    }
}
