using System.IO.Compression;
using CsCheck;
using Sentinel.Aws.Tests.Emulators;
using Sentinel.Cli.Baseline;

namespace Sentinel.Cli.Tests.Baseline;

[Collection(MotoTests.Name)]
public sealed class BaselineTests(MotoServer moto) : IDisposable
{
    private static readonly DateOnly First = new(2024, 3, 1);
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void What_is_learned_from_files_is_shown_with_why_it_is_usual()
    {
        var trail = Directory.CreateDirectory(_folder.In("trail")).FullName;
        foreach (var day in (int[])[0, 1, 9]) File.WriteAllBytes(Path.Combine(trail, $"{day}.json.gz"), TrailBucket.Gzip($"{{\"Records\":[{TrailBucket.Call(First.AddDays(day))}]}}"));
        File.WriteAllText(Path.Combine(trail, "x.jsonl"), TrailBucket.Call(First.AddDays(1), "UpdateFunctionCode20150331v2", "185.143.221.89") + "\nno record\n{\"eventName\":1}\n");
        var output = _folder.In("baseline.jsonl");

        var learned = CliRun.Of("baseline", "learn", trail, "--out", output);
        var shown = CliRun.Of("baseline", "show", Sample.User, "--from", output);

        Assert.Equal(0, learned.Code);
        Assert.Contains($"4 records of 1 places are learned into file {output}: 3 subjects", learned.Out, StringComparison.Ordinal);
        Assert.Contains("2 records were not understood", learned.Out, StringComparison.Ordinal);
        Assert.Contains("x.jsonl:2 was not understood", learned.Error, StringComparison.Ordinal);
        Assert.Matches(@"lambda:CreateFunction +3 days, 2024-03-01 to 2024-03-10 +usual", shown.Out);
        Assert.Matches(@"lambda:UpdateFunctionCode +1 day, 2024-03-02 +not usual: seen on one day, two are needed", shown.Out);
        Assert.Contains("73.162.0.0/16", shown.Out, StringComparison.Ordinal);
        Assert.Equal(5, CliRun.Of("baseline", "show", "arn:aws:iam::111122223333:user/nobody", "--from", output).Code);
        Assert.StartsWith("{\"baseline\":1,\"subject\":\"arn:aws:iam::111122223333:user/dev_user\"", CliRun.Of("baseline", "show", Sample.User, "--from", output, "--json").Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Learning_twice_or_in_another_order_changes_no_byte()
    {
        var number = 0;
        Gen.Select(Gen.Int[0, 30], Gen.OneOf("CreateFunction20150331", "UpdateFunctionCode20150331v2", "DeleteFunction20150331"), Gen.OneOf("73.162.10.20", "185.143.221.89"), Gen.Int[0, 2]).Array[1, 25].Sample(calls =>
        {
            var run = _folder.In($"{number++}");
            var folders = Enumerable.Range(0, 3).Select(f => Directory.CreateDirectory(Path.Combine(run, $"in-{f}")).FullName).ToArray();
            foreach (var (at, (day, name, from, folder)) in calls.Index()) File.AppendAllText(Path.Combine(folders[folder], $"{at % 2}.jsonl"), TrailBucket.Call(First.AddDays(day), name, from) + "\n");
            var (one, other) = (Path.Combine(run, "one.jsonl"), Path.Combine(run, "other.jsonl.gz"));

            Learn(one, folders);
            var bytes = File.ReadAllText(one);
            Learn(one, folders);
            foreach (var folder in folders.Reverse()) Learn(other, [folder]);

            Assert.Equal(bytes, File.ReadAllText(one));
            Assert.Equal(bytes, Unzipped(other));
        }, iter: 15, threads: 1);

        static void Learn(string output, string[] folders) => Assert.Equal(0, CliRun.Of(["baseline", "learn", .. folders, "--out", output], "").Code);
    }

    [Fact]
    public void A_replay_takes_a_baseline_for_history()
    {
        var data = Path.Combine(Golden.Folder(), "..", "..", "data", "seed-incident");
        var (history, events, baseline) = (Path.Combine(data, "history.jsonl.gz"), Path.Combine(data, "events.jsonl.gz"), _folder.In("baseline.jsonl.gz"));
        Assert.Equal(0, CliRun.Of("baseline", "learn", history, "--out", baseline).Code);

        var after = Incidents(CliRun.Of("replay", events, "--history", baseline, "--format", "jsonl"));

        Assert.NotEmpty(after);
        Assert.Equal(Incidents(CliRun.Of("replay", events, "--history", history, "--format", "jsonl")), after);

        static IEnumerable<string> Incidents(CliRun run) => run.Lines.Where(l => l.StartsWith("{\"type\":\"incident\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_bucket_is_learned_into_a_deployment_once_and_goes_on_where_it_was()
    {
        using var bucket = await TrailBucket.NewAsync(moto);
        var stack = await bucket.NewStackAsync();
        var checkpoint = _folder.In("checkpoint");
        for (var day = 0; day < 3; day++) await bucket.DeliverAsync(First.AddDays(day), TrailBucket.Call(First.AddDays(day)));
        await bucket.PutAsync("AWSLogs/111122223333/CloudTrail/us-east-1/2024/03/03/broken.json.gz", [0x1f, 0x8b, 8, 0, 1]);
        await bucket.PutAsync("AWSLogs/111122223333/CloudTrail-Digest/us-east-1/2024/03/03/digest.json.gz", TrailBucket.Gzip("{\"digest\":true}"));
        string[] learn = ["baseline", "learn", bucket.Url, "--stack", stack, "--checkpoint", checkpoint];

        var first = bucket.Run(learn);
        var known = Export(bucket, stack);
        await bucket.DeliverAsync(First.AddDays(3), TrailBucket.Call(First.AddDays(3)));
        await File.AppendAllTextAsync(checkpoint, "{\"target\":\"tab");
        var second = bucket.Run(learn);
        var grown = Export(bucket, stack);
        var again = bucket.Run([.. learn, "--again"]);

        Assert.True(first.Code == 0, first.Error);
        Assert.Contains("3 records of 3 places are learned into table", first.Out, StringComparison.Ordinal);
        Assert.Contains("1 records were not understood", first.Out, StringComparison.Ordinal);
        Assert.Contains("1 records of 1 places", second.Out, StringComparison.Ordinal);
        Assert.Contains("3 places were done before", second.Out, StringComparison.Ordinal);
        Assert.Contains("4 records of 4 places", again.Out, StringComparison.Ordinal);
        Assert.NotEqual(known, grown);
        Assert.Equal(grown, Export(bucket, stack));
        Assert.Matches(@"lambda:CreateFunction +4 days, 2024-03-01 to 2024-03-04 +usual", bucket.Run("baseline", "show", Sample.User, "--stack", stack).Out);
    }

    [Fact]
    public async Task Only_the_accounts_regions_and_days_that_are_wanted_are_read()
    {
        using var bucket = await TrailBucket.NewAsync(moto);
        foreach (var (account, region, day) in ((string, string, int)[])[("111122223333", "us-east-1", 0), ("111122223333", "us-east-1", 1), ("111122223333", "eu-west-1", 1), ("444455556666", "us-east-1", 1)])
        {
            await bucket.DeliverAsync(First.AddDays(day), TrailBucket.Call(First.AddDays(day)), account, region);
        }

        var run = bucket.Run("baseline", "learn", bucket.Url, "--out", _folder.In("b.jsonl"), "--accounts", "111122223333", "--regions", "us-east-1", "--since", "2024-03-02");

        Assert.Contains("1 records of 1 places", run.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.In("b.jsonl.checkpoint")));
    }

    [Fact]
    public async Task A_checkpoint_of_what_went_elsewhere_or_is_lost_does_not_count()
    {
        using var bucket = await TrailBucket.NewAsync(moto);
        await bucket.DeliverAsync(First, TrailBucket.Call(First));
        var checkpoint = _folder.In("checkpoint");
        bucket.Run("baseline", "learn", bucket.Url, "--out", _folder.In("a.jsonl"), "--checkpoint", checkpoint);

        var elsewhere = bucket.Run("baseline", "learn", bucket.Url, "--out", _folder.In("b.jsonl"), "--checkpoint", checkpoint);
        File.Delete(_folder.In("a.jsonl"));
        var lost = bucket.Run("baseline", "learn", bucket.Url, "--out", _folder.In("a.jsonl"), "--checkpoint", checkpoint);

        Assert.Contains("1 records of 1 places", elsewhere.Out, StringComparison.Ordinal);
        Assert.Contains("1 records of 1 places", lost.Out, StringComparison.Ordinal);
        Assert.True(File.Exists(_folder.In("a.jsonl")));
    }

    [Fact]
    public async Task An_export_is_imported_line_by_line_and_merges()
    {
        using var bucket = await TrailBucket.NewAsync(moto);
        var (from, to) = (await bucket.NewStackAsync(), await bucket.NewStackAsync());
        await bucket.DeliverAsync(First, TrailBucket.Call(First));
        bucket.Run("baseline", "learn", bucket.Url, "--stack", from, "--checkpoint", _folder.In("c"));
        var exported = Export(bucket, from);

        var imported = bucket.Run(["baseline", "import", "-", "--stack", to], exported);
        var bad = bucket.Run(["baseline", "import", "-", "--stack", to], "{\"baseline\":2,\"subject\":\"x\"}\n" + exported + "{\"no\":1}\n");

        Assert.True(imported.Code == 0, imported.Error);
        Assert.Contains("3 subjects of 3 lines are imported", imported.Out, StringComparison.Ordinal);
        Assert.Equal(exported, Export(bucket, to));
        Assert.Equal(3, bad.Code);
        Assert.Contains("-:1: of another version than 1", bad.Error, StringComparison.Ordinal);
        Assert.Contains("-:5: no line of a baseline", bad.Error, StringComparison.Ordinal);
        Assert.Equal(exported, Export(bucket, to));
    }

    [Fact]
    public async Task What_is_missing_is_one_clear_line()
    {
        using var bucket = await TrailBucket.NewAsync(moto);

        var noBucket = bucket.Run("baseline", "learn", "s3://there-is-none/", "--out", _folder.In("a.jsonl"));
        var noTable = bucket.Run("baseline", "show", Sample.User, "--stack", "none", "--establish-days", "7");
        var noFile = CliRun.Of("baseline", "learn", _folder.In("missing"), "--out", _folder.In("a.jsonl"));
        var noBaseline = CliRun.Of("baseline", "learn", _folder.In("missing"), "--out", _folder.File("text", "hello\n"));

        Assert.Equal((3, 3, 3, 3), (noBucket.Code, noTable.Code, noFile.Code, noBaseline.Code));
        Assert.Contains("sentinel: there is no bucket there-is-none", noBucket.Error, StringComparison.Ordinal);
        Assert.Single(noTable.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("missing could not be read", noFile.Error, StringComparison.Ordinal);
        Assert.Contains("is no baseline, and is not overwritten", noBaseline.Error, StringComparison.Ordinal);
        Assert.Equal("hello\n", File.ReadAllText(_folder.In("text")));
    }

    [Fact]
    public void Who_watches_sees_how_far_it_is()
    {
        var run = CliRun.Of(["baseline", "learn", _folder.File("a.jsonl", Sample.CreateFunction), "--out", _folder.In("b.jsonl")], "", watched: true);

        Assert.Equal(0, run.Code);
        Assert.Contains("1 records of 1 places · 3 subjects", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_it_says_what_is_stored()
    {
        using var interrupted = new CancellationTokenSource();
        interrupted.Cancel();

        var run = CliRun.Of(["baseline", "learn", _folder.File("a.jsonl", Sample.CreateFunction), "--out", _folder.In("b.jsonl")], "", interrupted: interrupted.Token);

        Assert.Equal(130, run.Code);
        Assert.Contains("0 records of 0 places are learned", run.Out, StringComparison.Ordinal);
    }

    private static string Export(TrailBucket bucket, string stack)
    {
        var run = bucket.Run("baseline", "export", "-", "--stack", stack);
        Assert.True(run.Code == 0, run.Error);
        return run.Out;
    }

    private static string Unzipped(string path)
    {
        using var text = new StreamReader(new GZipStream(File.OpenRead(path), CompressionMode.Decompress));
        return text.ReadToEnd();
    }
}
