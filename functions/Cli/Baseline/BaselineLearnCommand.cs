using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Amazon.SecurityToken.Model;
using Sentinel.Aws;
using Sentinel.Aws.Archives;
using Sentinel.Cli.Deployment;
using Sentinel.Cli.Replay;
using Sentinel.Core.Settings;

namespace Sentinel.Cli.Baseline;

/// <summary><c>sentinel baseline learn</c>.</summary>
internal static class BaselineLearnCommand
{
    private const string Bucket = "s3://";

    public static Command Create(Terminal terminal, ReplayParts parts)
    {
        var paths = new Argument<string[]>("PATH") { Description = "Files, directories or - for standard input, plain or gzip; s3://bucket/prefix for what a trail delivered there.", Arity = ArgumentArity.ZeroOrMore };
        var lookup = new Option<int?>("--lookup") { Description = "In place of PATH: CloudTrail's event history of these credentials' account, so many days back; management events only.", HelpName = "1-90" };
        Whole(lookup, 1, TrailLookup.MostDays);
        var accounts = new Option<string[]>("--accounts") { Description = "Of a bucket only these accounts.", HelpName = "ID", AllowMultipleArgumentsPerToken = true };
        var regions = new Option<string[]>("--regions") { Description = "Of a bucket only these regions; with --lookup those that are asked (default: the home region).", HelpName = "NAME", AllowMultipleArgumentsPerToken = true };
        var since = Day("--since", "Of a bucket only this day and later.");
        var until = Day("--until", "Of a bucket only this day and earlier.");
        var output = new Option<string?>("--out") { Description = "Learn into this file, and touch no deployment; what is in it already stays. Gzip when it ends in .gz.", HelpName = "FILE" };
        var checkpoint = new Option<string?>("--checkpoint") { Description = "Where it is noted which days of a bucket or the event history are done; default: FILE of --out or the table's name, with .checkpoint.", HelpName = "FILE" };
        var again = new Option<bool>("--again") { Description = "Learn also what the checkpoint says is done." };
        var parallel = new Option<int>("--parallel") { Description = "So many days, accounts and regions are read at once.", HelpName = "1-64", DefaultValueFactory = _ => 8 };
        Whole(parallel, 1, 64);
        var stack = new StackOption();

        var command = new ExampledCommand("learn", "Learn what is usual from recorded events: into a deployment, or into a file. Nothing is judged.")
        {
            Examples =
            [
                "sentinel baseline learn s3://trail-bucket/AWSLogs/o-a1b2c3d4e5/ --since 2024-01-01 --regions us-east-1 eu-west-1",
                "sentinel baseline learn trail/ --out baseline.jsonl.gz",
                "sentinel baseline learn --lookup 90 --regions us-east-1 eu-west-1 --profile member",
            ],
            Notes =
            [
                "Learning merges: what is learned twice, or in any order, is known once. Interrupted, it goes on where it was: days that are over and stored are",
                "noted in the checkpoint and passed over; the last two days and local files are always read.",
                "CloudTrail answers two requests a second for an account and region, with at most 50 events each: --lookup reads at most 100 events a second, no",
                "invocations (data events are not in the event history), and 90 days. A bucket has all that its trail records, and is faster.",
                "Needs s3:ListBucket and s3:GetObject (kms:Decrypt where the trail encrypts), or cloudtrail:LookupEvents and sts:GetCallerIdentity; for a deployment",
                "dynamodb:BatchGetItem and dynamodb:UpdateItem on its table.",
            ],
        };
        command.Add(paths);
        foreach (Option option in (Option[])[lookup, accounts, regions, since, until, output, checkpoint, again, parallel]) command.Add(option);
        stack.AddTo(command);
        command.Validators.Add(result =>
        {
            if (result.GetValue(paths) is { Length: > 0 } == result.GetValue(lookup) is not null) result.AddError("Name paths, or --lookup with the days to look back: one of the two.");
        });
        command.SetDeploymentAction(terminal, async (parsed, connect, cancellationToken) =>
        {
            var today = DateOnly.FromDateTime(terminal.Clock.GetUtcNow().UtcDateTime);
            try
            {
                IBaselineTarget target = parsed.GetValue(output) is { } file ? new BaselineFile(file) : new BaselineTable(stack.Table(parsed, connect(), terminal.Clock), stack.TableName(parsed));
                var notes = new LearningCheckpoint(parsed.GetValue(checkpoint) ?? $"{parsed.GetValue(output) ?? stack.TableName(parsed)}.checkpoint", target.Name, parsed.GetValue(again) || (parsed.GetValue(output) is { } path && !File.Exists(path)));
                using var countries = parts.OpenCountries() as IDisposable;
                using var run = new LearningRun(target, notes, countries as Core.CloudTrail.ICountries, terminal.Clock);
                var unopened = new List<string>();
                var filter = new ArchiveFilter(parsed.GetValue(accounts) ?? [], parsed.GetValue(regions) ?? [], parsed.GetValue(since), parsed.GetValue(until));
                var units = parsed.GetValue(lookup) is { } days
                    ? await LookupUnitsAsync(connect(), filter.Regions, days, today, cancellationToken)
                    : UnitsOf(parsed.GetValue(paths)!, connect, filter, terminal, today, unopened, cancellationToken);
                try
                {
                    await LiveLine.ShowAsync(terminal, "learning", async moved =>
                    {
                        run.Progressed = () => moved(null, run.Standing);
                        await run.RunAsync(units, parsed.GetValue(parallel), cancellationToken);
                    });
                }
                finally
                {
                    Tell(terminal, run, target, notes, unopened);
                }
                return run.Unopened + unopened.Count > 0 ? ExitCode.Unreadable : ExitCode.Done;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                terminal.Error.WriteLine($"sentinel: {Printable.Of(e.Message, 400)}");
                return ExitCode.Unreadable;
            }
        });
        return command;
    }

    private static async IAsyncEnumerable<LearningUnit> UnitsOf(string[] paths, Func<AwsClients> connect, ArchiveFilter filter, Terminal terminal, DateOnly today, List<string> unopened,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var path in paths)
        {
            if (path.StartsWith(Bucket, StringComparison.Ordinal))
            {
                var (bucket, prefix) = path[Bucket.Length..].IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash ? (path[Bucket.Length..][..slash], path[Bucket.Length..][(slash + 1)..]) : (path[Bucket.Length..], "");
                await foreach (var unit in ArchiveUnit.Of(new TrailArchive(connect().S3, bucket, prefix, filter), today, cancellationToken)) yield return unit;
                continue;
            }
            foreach (var unit in FileUnit.Of([path], () => new InterruptibleInput(terminal.OpenInput(), terminal.Interrupted), (folder, reason) => unopened.Add($"{Printable.Of(folder, 200)} could not be read: {Printable.Of(reason, 200)}"))) yield return unit;
        }
    }

    private static async Task<IAsyncEnumerable<LearningUnit>> LookupUnitsAsync(AwsClients clients, IReadOnlyCollection<string> regions, int days, DateOnly today, CancellationToken cancellationToken)
    {
        var account = (await clients.Sts.GetCallerIdentityAsync(new GetCallerIdentityRequest(), cancellationToken)).Account;
        var lookups = (regions.Count > 0 ? regions : [clients.HomeRegion]).Distinct(StringComparer.Ordinal).Select(clients.LookupIn).ToList();
        return LookupUnit.Of(lookups, account, days, today).ToAsyncEnumerable();
    }

    private static void Tell(Terminal terminal, LearningRun run, IBaselineTarget target, LearningCheckpoint checkpoint, List<string> unopened)
    {
        const int shown = 10;
        List<string> notes = [.. unopened, .. run.Notes];
        foreach (var note in notes.Take(shown)) terminal.Error.WriteLine($"sentinel: {note}");
        if (notes.Count > shown) terminal.Error.WriteLine(string.Create(CultureInfo.InvariantCulture, $"sentinel: and {notes.Count - shown:N0} more like these"));
        Say($"{run.Records:N0} records of {run.Units:N0} places are learned into {target.Name}: {run.Subjects:N0} subjects");
        if (run.Skipped > 0) Say($"{run.Skipped:N0} places were done before, says {checkpoint.Path}; --again learns them anew");
        if (run.Rejected > 0) Say($"{run.Rejected:N0} records were not understood");
        if (run.Unopened + unopened.Count > 0) Say($"{run.Unopened + unopened.Count:N0} files could not be read; what else there is was learned");

        void Say(FormattableString text) => terminal.Out.WriteLine(Printable.Of(text.ToString(CultureInfo.InvariantCulture), 500));
    }

    private static Option<DateOnly?> Day(string name, string description)
    {
        var option = new Option<DateOnly?>(name)
        {
            Description = description,
            HelpName = "yyyy-mm-dd",
            CustomParser = result =>
            {
                var given = result.Tokens[0].Value;
                if (DateOnly.TryParseExact(given, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)) return day;
                result.AddError($"{name} {given} is no day; write it as 2024-03-14.");
                return null;
            },
        };
        return option;
    }

    private static void Whole<T>(Option<T> option, int from, int to) => option.Validators.Add(result =>
    {
        if (result.Tokens is [{ Value: var given }] && !(int.TryParse(given, CultureInfo.InvariantCulture, out var value) && value >= from && value <= to))
            result.AddError($"{option.Name} {given} is no whole number from {from} to {to}.");
    });
}
