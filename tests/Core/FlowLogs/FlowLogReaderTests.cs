using System.Globalization;
using System.Text;
using CsCheck;
using Sentinel.Core.FlowLogs;
using Sentinel.Core.Tests.CloudTrail;

namespace Sentinel.Core.Tests.FlowLogs;

public class FlowLogReaderTests
{
    private const string Usual = "2 123456789010 eni-1235b8ca123456789 172.31.16.139 185.143.221.89 20641 443 6 20 4249 1418530010 1418530070 ACCEPT OK";

    [Fact]
    public void A_line_of_the_default_format_is_read_by_it()
    {
        var line = "2 123456789010 eni-1235b8ca123456789 172.31.16.139 185.143.221.89 20641 443 6 20 4249 1418530010 1418530070 ACCEPT OK\r"u8;

        Assert.True(FlowLogReader.TryRead(line, FlowLogFormat.Default, out var flow, out var reason), reason);

        Assert.Equal((FlowStatus.Ok, FlowDirection.Unknown, false), (flow.Status, flow.Direction, flow.IsRejected));
        Assert.Equal(("123456789010", "eni-1235b8ca123456789"), (Encoding.UTF8.GetString(flow.Account), Encoding.UTF8.GetString(flow.Interface)));
        Assert.Equal(("172.31.16.139", "185.143.221.89"), (flow.Source.ToString(), flow.Destination.ToString()));
        Assert.Equal((20641, 443, 6, 4249L), (flow.SourcePort, flow.DestinationPort, flow.Protocol, flow.Bytes));
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1418530070), flow.End);
    }

    [Fact]
    public void The_same_record_reads_the_same_in_whatever_order_its_format_declares_the_fields()
    {
        var fields = new (string Name, string Value)[]
        {
            ("version", "5"), ("account-id", "111122223333"), ("interface-id", "eni-0a1b"), ("srcaddr", "10.0.0.9"), ("dstaddr", "10.0.0.1"), ("srcport", "40001"), ("dstport", "443"),
            ("protocol", "6"), ("packets", "9"), ("bytes", "5000"), ("start", "1710439480"), ("end", "1710439560"), ("action", "ACCEPT"), ("log-status", "OK"), ("vpc-id", "vpc-1"),
            ("pkt-srcaddr", "10.0.1.17"), ("pkt-dstaddr", "185.143.221.89"), ("region", "eu-west-1"), ("pkt-dst-aws-service", "S3"), ("flow-direction", "egress"), ("ecs-cluster-name", "x"), ("some-new-field", "-"),
        };

        Gen.Shuffle(fields).Sample(shuffled =>
        {
            Assert.True(FlowLogFormat.TryParse(string.Join(' ', shuffled.Select(f => $"${{{f.Name}}}")), out var format, out var problem), problem);
            Assert.True(FlowLogReader.TryRead(Encoding.UTF8.GetBytes(string.Join(' ', shuffled.Select(f => f.Value))), format, out var flow, out var reason), reason);

            Assert.Equal(("10.0.1.17", "185.143.221.89", 40001, 443, 5000L), (flow.Source.ToString(), flow.Destination.ToString(), flow.SourcePort, flow.DestinationPort, flow.Bytes));
            Assert.Equal((FlowDirection.Egress, "S3", "eu-west-1"), (flow.Direction, Encoding.UTF8.GetString(flow.DestinationService), Encoding.UTF8.GetString(flow.Region)));
            Assert.Equal(1710439560, flow.End.ToUnixTimeSeconds());
        }, iter: 200);
    }

    [Theory]
    [InlineData("NODATA", FlowStatus.NoData)]
    [InlineData("SKIPDATA", FlowStatus.SkipData)]
    public void A_line_without_traffic_is_understood(string status, FlowStatus expected)
    {
        Assert.True(FlowLogReader.TryRead(Encoding.UTF8.GetBytes($"2 unknown eni-1 - - - - - - - 1431280876 1431280934 - {status}"), FlowLogFormat.Default, out var flow, out var reason), reason);

        Assert.Equal((expected, null, null), (flow.Status, flow.Source, flow.Destination));
        Assert.True(flow.Account.IsEmpty);
    }

    [Theory]
    [InlineData("", "the flow log line is empty")]
    [InlineData("2 123456789010 eni-1 172.31.16.139", "has 4 fields, its format declares 14 (the default")]
    [InlineData(Usual + " extra", "has 15 fields, its format declares 14")]
    [InlineData("5 123456789010 eni-1 10.0.0.1 10.0.0.2 1 2 6 20 4249 1418530010 1418530070 ACCEPT OK", "version is 5, expected 2")]
    [InlineData("2 123456789010 eni-1 10.0.0.256 10.0.0.2 1 2 6 20 4249 1418530010 1418530070 ACCEPT OK", "srcaddr is 10.0.0.256, expected an IP address")]
    [InlineData("2 123456789010 eni-1 10.0.0.1 fe80::1%eth0 1 2 6 20 4249 1418530010 1418530070 ACCEPT OK", "dstaddr is fe80::1%eth0")]
    [InlineData("2 123456789010 eni-1 10.0.0.1 10.0.0.2 1 65536 6 20 4249 1418530010 1418530070 ACCEPT OK", "dstport is 65536, expected a whole number from 0 to 65535")]
    [InlineData("2 123456789010 eni-1 10.0.0.1 10.0.0.2 1 2 6 20 -4249 1418530010 1418530070 ACCEPT OK", "bytes is -4249, expected a whole number")]
    [InlineData("2 123456789010 eni-1 10.0.0.1 10.0.0.2 1 2 6 20 4249 1418530010 14185300700000 ACCEPT OK", "end is 14185300700000, expected seconds since 1970")]
    [InlineData("2 123456789010 eni-1 10.0.0.1 10.0.0.2 1 2 6 20 4249 1418530010 1418530070 DROP OK", "action is DROP, expected ACCEPT or REJECT")]
    [InlineData("2 123456789010 eni-1 10.0.0.1 10.0.0.2 1 2 6 20 4249 1418530010 1418530070 ACCEPT FINE", "log-status is FINE, expected OK, NODATA or SKIPDATA")]
    [InlineData("2 123456789010 - 10.0.0.1 10.0.0.2 1 2 6 20 4249 1418530010 1418530070 ACCEPT OK", "interface-id is -, expected the id of an interface")]
    public void What_cannot_be_read_is_named_with_what_would_be_right(string line, string expected)
    {
        Assert.False(FlowLogReader.TryRead(Encoding.UTF8.GetBytes(line), FlowLogFormat.Default, out _, out var reason));

        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_repeated_line_has_the_same_hash_and_another_has_not()
    {
        FlowLogReader.TryRead(Encoding.UTF8.GetBytes(Usual), FlowLogFormat.Default, out var once, out _);
        FlowLogReader.TryRead(Encoding.UTF8.GetBytes(Usual + "\r\n"), FlowLogFormat.Default, out var again, out _);
        FlowLogReader.TryRead(Encoding.UTF8.GetBytes(Usual.Replace(" 20641 ", " 20642 ", StringComparison.Ordinal)), FlowLogFormat.Default, out var other, out _);

        Assert.Equal(once.Hash, again.Hash);
        Assert.NotEqual(once.Hash, other.Hash);
    }

    [Fact]
    public void A_line_costs_no_allocation()
    {
        var line = Encoding.UTF8.GetBytes(Usual);

        Assert.InRange(Allocations.OfThousand(() => FlowLogReader.TryRead(line, FlowLogFormat.Default, out _, out _)), 0, 100);
    }

    [Fact]
    [Trait("Proof", "hostile-input")]
    public void Whatever_stands_in_a_line_nothing_escapes_and_a_reason_can_be_shown()
    {
        var odd = " -:.9\0"u8.ToArray();
        var damaged = Gen.Select(Gen.Int[0, Usual.Length - 1], Gen.Select(Gen.Byte, Gen.Int[0, 11], (any, i) => i < odd.Length ? odd[i] : any), Gen.Int[0, Usual.Length]).Array[1, 6];

        damaged.Sample(changes =>
        {
            var line = Encoding.UTF8.GetBytes(Usual);
            foreach (var (at, value, cut) in changes)
            {
                if (at < line.Length) line[at] = value;
                if (cut % 17 == 0) line = line[..Math.Min(cut, line.Length)];
            }
            if (FlowLogReader.TryRead(line, FlowLogFormat.Default, out var flow, out var reason)) Assert.False(flow.Interface.IsEmpty);
            else Assert.DoesNotContain(reason!, c => char.IsControl(c));
        }, iter: 20_000);
    }

    [Fact]
    public void The_fixtures_are_read_whole()
    {
        var format = FlowLogFormat.Default;
        var read = new List<string>();
        foreach (var line in File.ReadLines(Fixture("default.log")).Concat(File.ReadLines(Fixture("custom.log"))).Select(Encoding.UTF8.GetBytes))
        {
            if (FlowLogFormat.IsHeader(line))
            {
                Assert.True(FlowLogFormat.TryParse(line, out var declared, out var problem), problem);
                format = declared;
                continue;
            }
            Assert.True(FlowLogReader.TryRead(line, format, out var flow, out var reason), reason);
            read.Add(string.Create(CultureInfo.InvariantCulture, $"{flow.Status} {flow.Destination} {flow.Bytes} {flow.Direction} {Encoding.UTF8.GetString(flow.Instance)}"));
        }

        Assert.Equal(10, read.Count);
        Assert.Contains("Ok 185.143.221.89 40000000 Egress ", read, StringComparer.Ordinal);
        Assert.Contains("Ok 2001:db8:1234:a102:3304:8879:34cf:4071 8855 Unknown ", read, StringComparer.Ordinal);
        Assert.Contains("Ok 198.51.100.7 900000 Egress i-0a1b2c3d", read, StringComparer.Ordinal);
    }

    /// <summary>Recorded lines, where they are at hand.</summary>
    [Fact]
    public void Recorded_lines_are_read_whole()
    {
        var lines = RecordedDataTests.Files("opensearch-catalog-sample.jsonl").SelectMany(File.ReadLines).Where(l => l.Length > 0).Select(l => System.Text.Json.JsonElement.Parse(l).GetProperty("body").GetString()!);

        Assert.All(lines, line => Assert.True(FlowLogReader.TryRead(Encoding.UTF8.GetBytes(line), FlowLogFormat.Default, out _, out var reason), reason));
    }

    internal static string Fixture(string name)
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "SentinelStack.sln"))) folder = Path.GetDirectoryName(folder) ?? throw new DirectoryNotFoundException("no repository above the tests");
        return Path.Combine(folder, "tests", "data", "flow-logs", name);
    }
}
