using System.CommandLine;
using Sentinel.Aws.Response;
using Sentinel.Cli.Deployment;

namespace Sentinel.Cli.Incidents;

/// <summary><c>sentinel approve</c>: says yes to what waits.</summary>
internal static class ApproveCommand
{
    public static Command Create(Terminal terminal)
    {
        var choice = new FunctionChoice("approve");
        var command = new ExampledCommand("approve", "Say yes to what waits for it: containments in mode approve, those above the cap, roles older than the incident.")
        {
            Examples =
            [
                "sentinel approve arn:aws:lambda:us-east-1:111122223333:function:internal-backup-processor",
                "sentinel approve --incident 6f1c2a9b0d3e4f58 --profile security --region eu-central-1",
            ],
            Notes =
            [
                "A request can be approved for four hours. Guard rails that no approval overrides (protected, unchanged, gone) are looked at again, and so is reality.",
                "Exit 0: all was done; 5: something was not, and the lines say why.",
                "Needs lambda:InvokeFunction on the stack's approve function; --incident also dynamodb:Query on its table.",
            ],
        };
        choice.AddTo(command);
        command.Validators.Add(result => choice.Check(result, 0, "functions or --incident"));
        command.SetDeploymentAction(terminal, async (parsed, clients, cancelled) =>
        {
            var functions = await choice.WaitingFunctionsAsync(parsed, clients, terminal, cancelled);
            return await FunctionChoice.EachAsync(functions, terminal, async function =>
            {
                var result = await choice.Stack.InvokeAsync(parsed, clients, "approve", new ApproveRequest(function), DirectJson.Default.ApproveRequest, DirectJson.Default.ApproveResult, cancelled);
                return (result.Approved ? "approved" : "not approved", result.Approved, result.Lines);
            });
        });
        return command;
    }
}
