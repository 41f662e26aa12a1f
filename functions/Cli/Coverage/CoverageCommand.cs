using System.CommandLine;
using System.Globalization;
using Sentinel.Aws.Coverage;
using Sentinel.Cli.Deployment;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Coverage;

/// <summary><c>sentinel coverage</c>: asks the deployment's own function, which is the only one that the members let look.</summary>
internal static class CoverageCommand
{
    public static Command Create(Terminal terminal)
    {
        var accounts = new Option<string[]>("--account") { Description = "Check this account now, whenever it was checked last (repeatable); default: those whose turn it is.", HelpName = "id" };
        var canary = new Option<bool>("--canary") { Description = "Make a harmless call and a denied one in every account and region, and wait for their records." };
        var wait = new Option<int>("--wait") { Description = "How many minutes to wait for the records of --canary.", HelpName = "1-60", DefaultValueFactory = _ => 15 };
        var stack = new StackOption();
        var command = new ExampledCommand("coverage", "Say what a deployment does not see: accounts, regions, trails, data events, rules, Config, GuardDuty, flow logs, queues.")
        {
            Examples = ["sentinel coverage", "sentinel coverage --account 111122223333", "sentinel coverage --canary --wait 30"],
            Notes =
            [
                "Needs lambda:InvokeFunction on NAME-coverage, and for --canary dynamodb:Query on the stack's table.",
                "The deployment checks each account once an hour by itself and pages what becomes blind; this shows what is open.",
                "--canary acts as the role SentinelCoverage, which only reads, in every account. It invokes SentinelCanary, a function that does nothing",
                "and that members have when deployed with canary=true, and asks to lift a limit of a function that does not exist, which that role is",
                "denied by name. Nothing is changed and nothing of yours is invoked. The records are judged as all are: one canary alerts nobody.",
                "Exit code 10: something is blind.",
            ],
        };
        command.Add(accounts);
        command.Add(canary);
        command.Add(wait);
        stack.AddTo(command);
        accounts.Validators.Add(result =>
        {
            foreach (var id in result.GetValueOrDefault<string[]>() ?? [])
            {
                if (id.Length != 12 || id.AsSpan().ContainsAnyExceptInRange('0', '9')) result.AddError($"--account is {Printable.Of(id, 40)}, expected the twelve digits of an account.");
            }
        });
        wait.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 1 or > 60) result.AddError($"--wait is {result.GetValueOrDefault<int>().ToString(CultureInfo.InvariantCulture)}, expected 1-60 minutes.");
        });
        command.SetDeploymentAction(terminal, async (parsed, clients, cancelled) =>
        {
            var only = parsed.GetValue(accounts) is { Length: > 0 } some ? some : null;
            if (!parsed.GetValue(canary))
            {
                var request = new CoverageRequest(only);
                return CoveragePrinter.Write(terminal, await stack.InvokeAsync(parsed, clients, "coverage", request, CoverageJson.Default.CoverageRequest, CoverageJson.Default.CoverageResult, cancelled));
            }
            // Names the sessions, so that the records of this run are told from others'.
            var name = terminal.Clock.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
            var made = await stack.InvokeAsync(parsed, clients, "coverage", new CoverageRequest(only, name), CoverageJson.Default.CoverageRequest, CoverageJson.Default.CoverageResult, cancelled);
            var watch = new CanaryWatch(new CanaryBook(stack.Table(parsed, clients, terminal.Clock)), terminal);
            return await watch.WaitAsync(name, made.Calls ?? [], TimeSpan.FromMinutes(parsed.GetValue(wait)), cancelled);
        });
        return command;
    }
}
