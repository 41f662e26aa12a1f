using System.CommandLine;
using System.Globalization;
using Sentinel.Aws;
using Sentinel.Cli.Deployment;
using Sentinel.Cli.Input;
using Sentinel.Cli.Tune;
using Sentinel.Core.CloudTrail;
using Sentinel.Core.Knowledge;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Baseline;

/// <summary><c>sentinel baseline show</c>.</summary>
internal static class BaselineShowCommand
{
    private const string EstablishDays = "detect/establish-days";

    public static Command Create(Terminal terminal)
    {
        var subject = new Argument<string>("PRINCIPAL") { Description = "ARN of a user, a role or a role's session; also of a function, or account:ID.", HelpName = "PRINCIPAL" };
        var from = new Option<string?>("--from") { Description = "Look into this baseline file, not into a deployment.", HelpName = "FILE" };
        var days = new Option<int?>("--establish-days") { Description = $"What counts as established; default what a deployment has set, else {SentinelSettings.Default.EstablishDays}.", HelpName = "1-90" };
        var json = new Option<bool>("--json") { Description = "As the line that export writes." };
        var stack = new StackOption();
        var command = new ExampledCommand("show", "What is known of somebody: habits with their days, and whether they count as usual, and why.")
        {
            Examples = ["sentinel baseline show arn:aws:iam::111122223333:user/ana", "sentinel baseline show arn:aws:iam::111122223333:role/deploy --from baseline.jsonl.gz"],
            Notes = ["Of each habit the earliest 30 days are kept (of assuming a role 8): they decide. Needs dynamodb:BatchGetItem on the stack's table, and ssm:GetParametersByPath."],
        };
        command.Add(subject);
        command.Add(from);
        command.Add(days);
        command.Add(json);
        stack.AddTo(command);
        days.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() is { } given and (< 1 or > 90)) result.AddError($"--establish-days is {given.ToString(CultureInfo.InvariantCulture)}, expected 1-90.");
        });
        command.SetDeploymentAction(terminal, async (parsed, connect, cancellationToken) =>
        {
            var name = Principal.SubjectOf(parsed.GetRequiredValue(subject));
            SubjectFacts? facts;
            if (parsed.GetValue(from) is { } file) facts = ReadFile(terminal, file, name);
            else facts = await new BaselineTable(stack.Table(parsed, connect(), terminal.Clock), stack.TableName(parsed)).ReadAsync(name, cancellationToken);
            if (facts is null) return ExitCode.Unreadable;
            if (facts.IsEmpty)
            {
                terminal.Error.WriteLine($"sentinel: nothing is known of {Printable.Of(name, 300)}");
                return ExitCode.Refused;
            }
            if (parsed.GetValue(json))
            {
                BaselineFile.WriteAll(terminal.RawOut, [facts]);
                return ExitCode.Done;
            }
            var needed = parsed.GetValue(days) ?? (parsed.GetValue(from) is null ? await SetAsync(connect(), terminal, cancellationToken) : SentinelSettings.Default.EstablishDays);
            terminal.Out.Write(BaselineText.Of(facts, DaySet.DayOf(terminal.Clock.GetUtcNow()), needed));
            return ExitCode.Done;
        });
        return command;
    }

    private static async Task<int> SetAsync(AwsClients clients, Terminal terminal, CancellationToken cancellationToken)
    {
        var tuning = await Tuning.ReadAsync(clients, terminal.Clock, cancellationToken);
        return int.Parse(tuning.LinesOf(Parameters.Find(EstablishDays)!)[0], CultureInfo.InvariantCulture);
    }

    private static SubjectFacts? ReadFile(Terminal terminal, string file, string name)
    {
        var facts = new SubjectFacts(name);
        var reading = new BaselineReading(read =>
        {
            if (string.Equals(read.Subject, name, StringComparison.Ordinal)) facts.Absorb(read);
        });
        new RecordSource([file], () => Stream.Null).Read(reading, terminal.Interrupted);
        foreach (var bad in reading.Bad.Take(5)) terminal.Error.WriteLine($"sentinel: {bad}");
        return reading.Lines == 0 && reading.Bad.Count > 0 ? null : facts;
    }
}
