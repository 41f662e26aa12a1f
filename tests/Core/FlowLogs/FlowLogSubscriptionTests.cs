using System.IO.Compression;
using System.Text;
using CsCheck;
using Sentinel.Core.FlowLogs;
using Sentinel.Core.Tests.CloudTrail;

namespace Sentinel.Core.Tests.FlowLogs;

public class FlowLogSubscriptionTests
{
    private const string Line = "2 111122223333 eni-0a1b 10.0.1.17 185.143.221.89 41234 443 6 29 40000 1710439480 1710439560 ACCEPT OK";

    private static readonly string Inner = $$"""
        {"messageType":"DATA_MESSAGE","owner":"111122223333","logGroup":"/vpc/flows","logStream":"eni-0a1b-all","subscriptionFilters":["sentinel"],"logEvents":[
        {"id":"1","timestamp":1710439560000,"message":"{{Line}}"},
        {"id":"2","timestamp":1710439560000,"message":"{{Line}}","extractedFields":{"srcaddr":"10.0.1.17","bytes":"40000"} }]}
        """;

    [Fact]
    public void A_functions_event_is_unpacked()
    {
        var read = Read(Packed(Inner));

        Assert.Equal(("111122223333", "/vpc/flows", "eni-0a1b-all", false), (read.Owner, read.LogGroup, read.LogStream, read.IsControl));
        Assert.Equal([Line, Line], read.Lines.Select(l => Encoding.UTF8.GetString(l)));
    }

    [Fact]
    public void What_is_packed_in_it_is_read_bare_too() => Assert.Equal(2, Read(Encoding.UTF8.GetBytes(Inner)).Lines.Count);

    [Fact]
    public void A_control_message_holds_nothing()
    {
        var read = Read(Packed("""{"messageType":"CONTROL_MESSAGE","owner":"CloudwatchLogs","logGroup":"","logStream":"","subscriptionFilters":[],"logEvents":[{"id":"","timestamp":1,"message":"CWL CONTROL MESSAGE: Checking health of destination"}]}"""));

        Assert.True(read.IsControl);
        Assert.Empty(read.Lines);
    }

    [Theory]
    [InlineData("{", "is no JSON")]
    [InlineData("[]", "has no messageType")]
    [InlineData("""{"awslogs":{}}""", "awslogs holds no data")]
    [InlineData("""{"awslogs":{"data":7}}""", "awslogs holds no data")]
    [InlineData("""{"awslogs":{"data":"%%%"}}""", "is no base64")]
    [InlineData("""{"awslogs":{"data":"aGVsbG8="}}""", "is no gzip")]
    [InlineData("""{"messageType":"OTHER"}""", "messageType is OTHER, expected DATA_MESSAGE or CONTROL_MESSAGE")]
    [InlineData("""{"messageType":"DATA_MESSAGE"}""", "has no logEvents")]
    public void What_is_no_such_event_is_refused_with_what_would_be_right(string json, string expected)
    {
        Assert.False(FlowLogSubscription.TryRead(Encoding.UTF8.GetBytes(json), out _, out var reason));

        Assert.Contains(expected, reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_that_is_no_text_stays_in_its_place_to_be_refused()
    {
        var read = Read(Encoding.UTF8.GetBytes("""{"messageType":"DATA_MESSAGE","logEvents":[{"message":5},"x",{"message":"a"}]}"""));

        Assert.Equal(["", "", "a"], read.Lines.Select(l => Encoding.UTF8.GetString(l)));
    }

    [Fact]
    public void What_unpacks_to_more_than_can_be_is_refused()
    {
        Assert.False(FlowLogSubscription.TryRead(Packed(new string(' ', 65 * 1024 * 1024)), out _, out var reason));

        Assert.Contains("comes to more than", reason, StringComparison.Ordinal);
    }

    [Fact]
    [Trait("Proof", "hostile-input")]
    public void However_an_event_is_damaged_nothing_escapes()
    {
        byte[][] whole = [Packed(Inner), Encoding.UTF8.GetBytes(Inner)];

        Gen.Select(Gen.Int[0, 1], Gen.Int[0, 100_000], Gen.Byte, Gen.Bool).Sample((which, at, value, cut) =>
        {
            var bytes = whole[which].ToArray();
            bytes[at % bytes.Length] = value;
            if (cut) bytes = bytes[..(at % bytes.Length)];
            if (!FlowLogSubscription.TryRead(bytes, out _, out var reason)) Assert.False(string.IsNullOrEmpty(reason));
        }, iter: 5_000);
    }

    /// <summary>The sample of aws-lambda-go, where it is at hand.</summary>
    [Fact]
    public void A_recorded_event_is_read() => Assert.All(RecordedDataTests.Files("cloudwatch-logs-event.json"), file => Assert.NotEmpty(Read(File.ReadAllBytes(file)).Lines));

    internal static byte[] Packed(string inner)
    {
        var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true)) gzip.Write(Encoding.UTF8.GetBytes(inner));
        return Encoding.UTF8.GetBytes($$$"""{"awslogs":{"data":"{{{Convert.ToBase64String(packed.ToArray())}}}"}}""");
    }

    private static FlowLogSubscription Read(byte[] json) => FlowLogSubscription.TryRead(json, out var read, out var reason) ? read : throw new InvalidOperationException(reason);
}
