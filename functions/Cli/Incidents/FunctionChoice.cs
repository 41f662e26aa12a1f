using System.CommandLine;
using System.CommandLine.Parsing;
using Sentinel.Aws;
using Sentinel.Aws.Response;
using Sentinel.Cli.Deployment;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Incidents;

/// <summary>The functions that a command is about: named one by one, or by their incident.</summary>
internal sealed class FunctionChoice
{
    private readonly Argument<string[]> _functions;
    private readonly Option<string?> _incident = new("--incident") { Description = "All functions of an incident.", HelpName = "id" };

    public FunctionChoice(string verb) => _functions = new Argument<string[]>("function") { Description = $"ARN of a function to {verb}, without qualifier.", Arity = ArgumentArity.ZeroOrMore };

    public StackOption Stack { get; } = new();

    public void AddTo(Command command)
    {
        command.Add(_functions);
        command.Add(_incident);
        Stack.AddTo(command);
    }

    /// <summary>Exactly one way of naming them.</summary>
    public void Check(CommandResult result, int others, string ways)
    {
        var functions = result.GetValue(_functions) ?? [];
        if (others + (functions.Length > 0 ? 1 : 0) + (result.GetValue(_incident) is null ? 0 : 1) != 1) result.AddError($"Name {ways}, one of them.");
        foreach (var wrong in functions.Where(f => f.Split(':') is not ["arn", _, "lambda", _, _, "function", _])) result.AddError($"{wrong} is no function ARN; expected arn:aws:lambda:REGION:ACCOUNT:function:NAME.");
    }

    public ContainmentLedger LedgerOf(ParseResult parsed, AwsClients clients, Terminal terminal) => new(Stack.Table(parsed, clients, terminal.Clock));

    public async Task<IReadOnlyList<string>> OpenFunctionsAsync(ParseResult parsed, AwsClients clients, Terminal terminal, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_incident) is not { } incident) return parsed.GetValue(_functions)!;
        var ledger = LedgerOf(parsed, clients, terminal);
        var found = new List<string>();
        foreach (var function in await ledger.OpenFunctionsAsync(cancellationToken))
        {
            if ((await ledger.LatestAsync(function, cancellationToken))?.Header.Incident == incident) found.Add(function);
        }
        return found;
    }

    public async Task<IReadOnlyList<string>> WaitingFunctionsAsync(ParseResult parsed, AwsClients clients, Terminal terminal, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(_incident) is not { } incident) return parsed.GetValue(_functions)!;
        var waiting = await new Approvals(Stack.Table(parsed, clients, terminal.Clock)).ListAsync(null, cancellationToken);
        return [.. waiting.Where(a => a.Message.Incident.Id == incident).Select(a => a.Message.Function).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Does it for each and tells of each.</summary>
    /// <returns><see cref="ExitCode.Refused"/> when there was none, or one of them was not done.</returns>
    public static async Task<int> EachAsync(IReadOnlyList<string> functions, Terminal terminal, Func<string, Task<(string Word, bool Done, IReadOnlyList<string> Lines)>> action)
    {
        if (functions.Count == 0) terminal.Error.WriteLine("sentinel: there is no such function: see sentinel incidents");
        var all = functions.Count > 0;
        foreach (var function in functions)
        {
            var (word, done, lines) = await action(function);
            all &= done;
            terminal.Out.WriteLine($"{word}  {Printable.Of(function, 200)}");
            foreach (var line in lines) terminal.Out.WriteLine($"  {Printable.Of(line, 400)}");
        }
        return all ? ExitCode.Done : ExitCode.Refused;
    }
}
