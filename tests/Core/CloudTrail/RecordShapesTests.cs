using System.Text;
using CsCheck;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Tests.CloudTrail;

/// <summary>A scanner that has met a shape says of it what one says that has met nothing.</summary>
public sealed class RecordShapesTests
{
    // Members as they stand in records and as nobody should write them.
    private static readonly string[] Values =
    [
        "\"\"", "\"x\"", "\"aws.lambda\"", "\"my.app\"", "\"111122223333\"", "\"AWS API Call via CloudTrail\"", "\"AWS Insight via CloudTrail\"", "\"GuardDuty Finding\"", "\"a string of more than sixteen bytes\"",
        "\"an \\\"escaped\\\" one of more than sixteen bytes\"", "\"caf\u00e9 au lait, of more than sixteen bytes\"", "\"\\u0061ws.\"", "\"\\ud83d\"", "null", "true", "false", "0", "-1.5e3", "12",
        "{}", "[]", "[1,2]", "[\"a\",\"b\"]", "[{\"eventID\":\"decoy\"},{\"n\":1}]", "{\"eventID\":\"decoy\",\"n\":7}", "{\"a\":{\"b\":{\"c\":[[\"d\"]]}}}", "{\"a\":null,\"b\":true}",
    ];

    private static readonly string[] Keys =
    [
        "eventID", "eventSource", "eventName", "eventTime", "awsRegion", "sourceIPAddress", "userAgent", "errorCode", "errorMessage", "requestID", "sharedEventID", "recipientAccountId", "userIdentity",
        "requestParameters", "responseElements", "additionalEventData", "resources", "detail-type", "account", "source", "other", "eventVersion", "event\\u0049D", "invokingEvent", "schemaVersion", "severity",
    ];

    private static readonly Gen<string> Member = Gen.Select(Gen.OneOf(Keys), Gen.OneOf(Values), (key, value) => $"\"{key}\":{value}");

    private static readonly Gen<string> Required = Gen.Const("\"eventID\":\"e\",\"eventSource\":\"s3.amazonaws.com\",\"eventName\":\"n\",\"eventTime\":\"2024-03-14T18:02:45Z\"");

    private static readonly Gen<string> Body = Gen.Select(Required, Member.Array[0, 4], (required, members) => string.Join(',', [required, .. members]));

    private static readonly Gen<string> Record = Gen.Frequency(
        (2, Body.Select(body => $"{{{body}}}")),
        (3, Gen.Select(Body, Member.Array[0, 2], Gen.OneOf("\"detail-type\":\"AWS API Call via CloudTrail\",\"source\":\"aws.s3\",\"account\":\"111122223333\",", ""),
            (body, members, head) => $"{{{head}\"detail\":{{{body}}}{string.Concat(members.Select(m => "," + m))}}}")),
        (1, Member.Array[0, 6].Select(members => $"{{{string.Join(',', members)}}}")));

    [Fact]
    public void Whatever_was_met_before_a_record_is_found_to_be_the_same()
    {
        var scanner = new RecordScanner();

        Record.Sample(text => Same(scanner, Encoding.UTF8.GetBytes(text)), iter: 200_000, threads: 1);
    }

    [Fact]
    public void Damage_is_seen_in_shapes_that_are_known()
    {
        var scanner = new RecordScanner();
        byte[][] records = [.. Known().Select(r => Encoding.UTF8.GetBytes(r))];
        foreach (var record in records) Same(scanner, record);
        byte[] odd = [.. "{}[],:\"\\ \n0-.eEtfnu/x\u0001\u007f"u8, 0x80, 0xc3, 0xff];

        Gen.Select(Gen.OneOf(records), Gen.Double.Unit, Gen.OneOf(odd), Gen.Int[0, 3]).Sample((record, place, with, how) =>
        {
            var at = (int)(place * record.Length);
            byte[] damaged = how switch
            {
                0 => [.. record[..at], with, .. record[(at + 1)..]],
                1 => [.. record[..at], with, .. record[at..]],
                2 => [.. record[..at], .. record[(at + 1)..]],
                _ => record[..at],
            };
            Same(scanner, damaged);
        }, iter: 200_000, threads: 1);
    }

    [Fact]
    public void What_was_learned_is_walked()
    {
        foreach (var text in Known())
        {
            var json = Encoding.UTF8.GetBytes(text);
            var shapes = new RecordShapes();
            RecordScan outer = new() { Whole = json }, inner = new() { Whole = json };
            Assert.False(shapes.TryWalk(json, ref outer, ref inner));

            shapes.Learn(json);

            Assert.True(shapes.TryWalk(json, ref outer, ref inner), text);
        }
    }

    [Fact]
    public void A_source_that_comes_twice_is_judged_by_both()
    {
        var scanner = new RecordScanner();
        const string Envelope = """{"detail-type":"AWS API Call via CloudTrail","source":"SOURCE","account":"111122223333","source":"aws.s3","detail":{"eventID":"e","eventSource":"s3.amazonaws.com","eventName":"n","eventTime":"2024-03-14T18:02:45Z"}}""";
        Assert.True(scanner.TryScan(Encoding.UTF8.GetBytes(Envelope.Replace("SOURCE", "aws.s3", StringComparison.Ordinal)), out _, out _));

        Assert.False(scanner.TryScan(Encoding.UTF8.GetBytes(Envelope.Replace("SOURCE", "my.app", StringComparison.Ordinal)), out _, out var reason));

        Assert.Contains("source is", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Keys_without_end_fill_no_memory_and_known_shapes_are_learned_again()
    {
        var shapes = new RecordShapes();
        var most = 0;
        for (var i = 0; i < 20_000; i++)
        {
            shapes.Learn(Encoding.UTF8.GetBytes($$"""{"eventID":"e","requestParameters":{"key{{i}}":"v"},"eventName":"n"}"""));
            most = Math.Max(most, shapes.Count);
        }
        var json = Encoding.UTF8.GetBytes(Known()[0]);
        RecordScan outer = new() { Whole = json }, inner = new() { Whole = json };

        shapes.Learn(json);

        Assert.InRange(most, RecordShapes.MostSteps / 2, RecordShapes.MostSteps + 100);
        Assert.True(shapes.TryWalk(json, ref outer, ref inner));
    }

    private static string[] Known() =>
    [
        Sample.Record("lambda", "Invoke", request: System.Text.Json.Nodes.JsonNode.Parse("""{"functionName":"f","memory":128,"list":["a",{"b":null}],"empty":{}}""")).ToJsonString(),
        Sample.Envelope(Sample.Record("s3", "GetObject")).ToJsonString(),
        Sample.Envelope(Sample.Record("iam", "CreateRole", response: System.Text.Json.Nodes.JsonNode.Parse("""{"role":{"arn":"arn:aws:iam::111122223333:role/a-name-of-more-than-sixteen-bytes","max":3600}}"""))).With("region", "us-east-1").ToJsonString(),
    ];

    private static void Same(RecordScanner scanner, byte[] json)
    {
        var expected = new RecordScanner().TryScan(json, out var fresh, out var why);

        var understood = scanner.TryScan(json, out var scan, out var reason);

        Assert.Equal((expected, why), (understood, reason));
        if (understood) Assert.Equal(Told(fresh), Told(scan));
    }

    private static string Told(in RecordScan scan) => string.Join('|',
    [
        scan.Kind.ToString(), Text(scan.Whole), Text(scan.EventId), Text(scan.EventSource), Text(scan.EventName), Text(scan.EventTime), Text(scan.AwsRegion), Text(scan.SourceIp), Text(scan.UserAgent), Text(scan.ErrorCode),
        Text(scan.ErrorMessage), Text(scan.RequestId), Text(scan.SharedEventId), Text(scan.RecipientAccountId), Text(scan.UserIdentity), Text(scan.RequestParameters), Text(scan.ResponseElements),
        Text(scan.AdditionalEventData), Text(scan.Resources), Text(scan.DetailType), Text(scan.EnvelopeAccount), Text(scan.Detail),
    ]);

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);
}
