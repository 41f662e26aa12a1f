using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace Sentinel.Cli.Tests.Replay;

/// <summary>Flow logs among the inputs, in whatever file and order.</summary>
public sealed class FlowLogReplayTests : IDisposable
{
    private const string Created = "18:02:45", Invoked = "18:05:22";

    private static readonly long Sent = DateTimeOffset.Parse("2024-03-14T18:09:00Z", CultureInfo.InvariantCulture).ToUnixTimeSeconds();

    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a-flows.log", "b-calls.jsonl")]
    [InlineData("b-flows.log", "a-calls.jsonl")]
    public void What_a_function_sends_to_its_creator_is_told_whichever_file_comes_first(string flows, string calls)
    {
        _folder.File(flows, Line(40_000_000) + Line(40_000_000) + Line(50_000, from: "185.143.221.89", to: "10.0.1.17"));
        _folder.File(calls, Calls() + Later());

        var run = Replay(_folder.Path);

        var signal = Assert.Single(run.Lines, l => l.Contains("\"detection\":\"egress-to-caller\"", StringComparison.Ordinal));
        Assert.Contains("\"count\":40000000,\"principal\":\"arn:aws:iam::111122223333:user/dev_user\"", signal, StringComparison.Ordinal);
        Assert.Contains("\"time\":\"2024-03-14T18:09:59Z\"", signal, StringComparison.Ordinal);
        var summary = Summary(run);
        Assert.Equal((5, 1, 1, 0), (Count(summary, "events"), Count(summary, "duplicates"), Count(summary, "unwanted"), Count(summary, "rejected")));
        Assert.DoesNotContain("passed over", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_is_read_by_the_fields_that_its_header_names_and_the_next_by_its_own()
    {
        _folder.File("a.log", "interface-id bytes pkt-dstaddr pkt-srcaddr end flow-direction action\n" + $"{Interface} 5000000 185.143.221.89 10.0.1.17 {Sent} egress ACCEPT\n");
        _folder.File("b.log", Line(70_000, to: "198.51.100.7"));
        _folder.File("c.jsonl", Calls());

        var run = Replay(_folder.Path);

        Assert.Contains(run.Lines, l => l.Contains("4.8 MB sent to 185.143.221.89:0", StringComparison.Ordinal));
        Assert.Contains(run.Lines, l => l.Contains("68.4 KB sent to 198.51.100.7:443", StringComparison.Ordinal));
        Assert.Equal(0, Count(Summary(run), "rejected"));
    }

    [Fact]
    public void A_compressed_file_and_what_a_subscription_delivered_are_read_as_well()
    {
        using (var gzip = new GZipStream(File.Create(_folder.In("flows.log.gz")), CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(Line(40_000_000)));
        _folder.File("calls.jsonl", Calls() + $$$"""{"messageType":"DATA_MESSAGE","owner":"111122223333","logGroup":"g","logStream":"s","logEvents":[{"id":"1","timestamp":1,"message":"{{{Line(90_000, to: "198.51.100.7").TrimEnd()}}}"},{"id":"2","timestamp":1,"message":"nothing"}]}""" + "\n");

        var run = Replay(_folder.Path);

        Assert.Contains(run.Lines, l => l.Contains("38.1 MB sent to 185.143.221.89:443", StringComparison.Ordinal));
        Assert.Contains(run.Lines, l => l.Contains("87.9 KB sent to 198.51.100.7:443", StringComparison.Ordinal));
        Assert.Contains(run.Lines, l => l.Contains("\"rejected\"", StringComparison.Ordinal) && l.Contains("calls.jsonl:3#1", StringComparison.Ordinal));
    }

    [Fact]
    public void A_broken_line_is_named_and_a_header_that_names_too_little_too()
    {
        _folder.File("a.log", Line(40_000_000).Replace(" 443 ", " 99999 ", StringComparison.Ordinal) + Line(1));
        _folder.File("b.log", "version srcaddr dstaddr\n2 10.0.0.1 10.0.0.2\n");

        var run = Replay(_folder.Path);

        Assert.Contains(run.Lines, l => l.Contains("a.log:1\"", StringComparison.Ordinal) && l.Contains("dstport is 99999, expected a whole number from 0 to 65535", StringComparison.Ordinal));
        Assert.Contains(run.Lines, l => l.Contains("b.log:1\"", StringComparison.Ordinal) && l.Contains("names no interface-id", StringComparison.Ordinal));
        Assert.Equal((3, 1), (Count(Summary(run), "rejected"), Count(Summary(run), "events")));
    }

    [Fact]
    public void Functions_outside_a_VPC_are_said_to_leave_no_flow_logs()
    {
        _folder.File("flows.log", Line(40_000_000) + $"2 111122223333 {Interface} - - - - - - - {Sent - 60} {Sent} - SKIPDATA\n");
        _folder.File("calls.jsonl", Calls(inVpc: false));

        var run = Replay(_folder.Path);

        Assert.Contains("1 function ran outside a VPC: no flow logs tell what they sent", run.Lines[^1], StringComparison.Ordinal);
        Assert.Contains("1 SKIPDATA lines", run.Lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void History_makes_a_destination_usual()
    {
        var history = _folder.File("history.log", string.Concat(Enumerable.Range(1, 12).Select(day => Line(30_000, end: Sent - (day * 86_400)))));
        _folder.File("calls.jsonl", Calls());
        var flows = _folder.File("flows.log", Line(40_000_000));

        var run = Replay(flows, _folder.In("calls.jsonl"), "--history", history);

        Assert.DoesNotContain(run.Lines, l => l.Contains("egress", StringComparison.Ordinal));
    }

    private const string Interface = "eni-0a1b2c3d4e5f60718";

    private static string Line(long bytes, string from = "10.0.1.17", string to = "185.143.221.89", long? end = null) =>
        string.Create(CultureInfo.InvariantCulture, $"2 111122223333 {Interface} {from} {to} 41234 443 6 100 {bytes} {(end ?? Sent) - 60} {end ?? Sent} ACCEPT OK\n");

    private static string Calls(bool inVpc = true) => Sample.CreateFunction + "\n" + Sample.CreateFunction
        .Replace(Created, Invoked, StringComparison.Ordinal).Replace("CreateFunction20150331", "Invoke", StringComparison.Ordinal)
        .Replace("\"requestID\":\"r-1\",\"eventID\":\"e-1\"", (inVpc ? $$"""
            "additionalEventData":{"functionVersion":"{{Sample.Function}}:$LATEST","customerEniId":"{{Interface}}"},
            """ : "") + "\"requestID\":\"r-2\",\"eventID\":\"e-2\"", StringComparison.Ordinal).ReplaceLineEndings("") + "\n";

    // Hours later: by then what was sent at nine past six must have had its turn.
    private static string Later() => Sample.CreateFunction.Replace(Created, "23:00:00", StringComparison.Ordinal).Replace("e-1", "e-3", StringComparison.Ordinal).Replace("internal-backup-processor", "other", StringComparison.Ordinal) + "\n";

    private static CliRun Replay(params string[] args) => CliRun.Of(["replay", .. args, "--format", "jsonl"]);

    private static JsonElement Summary(CliRun run) => JsonElement.Parse(run.Lines[^1]);

    private static long Count(JsonElement summary, string name) => summary.GetProperty(name).GetInt64();
}
