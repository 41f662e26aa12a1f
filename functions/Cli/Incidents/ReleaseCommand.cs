using System.CommandLine;
using Sentinel.Aws;
using Sentinel.Aws.Response;
using Sentinel.Cli.Deployment;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Incidents;

/// <summary><c>sentinel release</c>: the deployment takes back what it did, one function after the other.</summary>
internal static class ReleaseCommand
{
    public static Command Create(Terminal terminal)
    {
        var force = new Option<bool>("--force") { Description = "Also when code or role are no longer those that were condemned." };
        var account = new Option<string?>("--account") { Description = "All that is contained in an account.", HelpName = "id" };
        var choice = new FunctionChoice("release");
        var command = new ExampledCommand("release", "Take back what was done to contained functions, exactly as it was before.")
        {
            Examples =
            [
                "sentinel release arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor",
                "sentinel release --incident 6f1c2a9b0d3e4f58",
                "sentinel release --account 111122223333 --force --profile security --region eu-central-1",
            ],
            Notes = ["Exit 0: all were released; 5: at least one was not, and the lines say why.", "Needs lambda:InvokeFunction on the stack's release function; --incident and --account also dynamodb:Query on its table."],
        };
        choice.AddTo(command);
        command.Add(account);
        command.Add(force);
        command.Validators.Add(result => choice.Check(result, result.GetValue(account) is null ? 0 : 1, "functions, --incident or --account"));
        command.SetDeploymentAction(terminal, async (parsed, clients, cancelled) =>
        {
            var functions = parsed.GetValue(account) is { } id
                ? (await choice.LedgerOf(parsed, clients, terminal).OpenFunctionsAsync(cancelled)).Where(f => Arns.AccountIn(f) == id).ToList()
                : await choice.OpenFunctionsAsync(parsed, clients, terminal, cancelled);
            return await FunctionChoice.EachAsync(functions, terminal, async function =>
            {
                var result = await choice.Stack.InvokeAsync(parsed, clients, "release", new ReleaseRequest(function, parsed.GetValue(force)), DirectJson.Default.ReleaseRequest, DirectJson.Default.ReleaseResult, cancelled);
                return (result.Released ? "released" : "not released", result.Released, result.Lines);
            });
        });
        return command;
    }
}
