using System.Text;
using Sentinel.Core.CloudTrail;

namespace Sentinel.Core.Tests.CloudTrail;

public sealed class RecordScanTests
{
    [Fact]
    public void The_parts_of_a_record_are_found()
    {
        var json = Sample.Record(request: new System.Text.Json.Nodes.JsonObject { ["functionName"] = "f", ["eventName"] = "Decoy" }).Bytes();

        Assert.True(Sample.Reader().TryScan(json, out var scan, out _));

        Assert.Equal(RecordKind.CloudTrail, scan.Kind);
        Assert.Equal("CreateFunction20150331", Text(scan.EventName));
        Assert.Equal("lambda.amazonaws.com", Text(scan.EventSource));
        Assert.Equal("us-east-1", Text(scan.AwsRegion));
        Assert.Equal("192.0.2.10", Text(scan.SourceIp));
        Assert.Equal("""{"functionName":"f","eventName":"Decoy"}""", Text(scan.RequestParameters));
        Assert.True(scan.ResponseElements.IsEmpty);
    }

    [Fact]
    public void The_order_of_keys_does_not_matter()
    {
        var sorted = """{"account":"111122223333","detail":{"awsRegion":"us-east-1","eventID":"e","eventName":"Invoke","eventSource":"lambda.amazonaws.com","eventTime":"2024-03-14T18:02:45Z","recipientAccountId":"111122223333","userIdentity":{"type":"Root"}},"detail-type":"AWS API Call via CloudTrail","resources":["x"],"source":"aws.lambda"}""";

        Assert.True(Sample.Reader().TryScan(Encoding.UTF8.GetBytes(sorted), out var scan, out var reason), reason);

        Assert.Equal("Invoke", Text(scan.EventName));
        Assert.Equal("111122223333", Text(scan.EnvelopeAccount));
        Assert.True(scan.Resources.IsEmpty);
    }

    [Fact]
    public void Escaped_keys_and_names_are_the_same_keys_and_names()
    {
        var json = """{"event\u004eame":"Create\u0046unction20150331","eventSource":"lambd\u0061.amazonaws.com","eventID":"e","eventTime":"2024-03-14T18:02:45Z"}""";
        var reader = Sample.Reader();

        Assert.True(reader.TryScan(Encoding.UTF8.GetBytes(json), out var scan, out var reason), reason);

        Assert.Equal("lambda:CreateFunction", reader.ApiOf(scan)?.ToString());
    }

    [Theory]
    [InlineData("AWS API Call via CloudTrail")]
    [InlineData("AWS Service Event via CloudTrail")]
    [InlineData("AWS Console Sign In via CloudTrail")]
    [InlineData("Amazon API Call via CloudTrail")]
    public void Envelopes_are_unwrapped(string detailType)
    {
        Assert.True(Sample.Reader().TryScan(Sample.Envelope(Sample.Record(), detailType).Bytes(), out var scan, out var reason), reason);

        Assert.Equal(RecordKind.CloudTrail, scan.Kind);
        Assert.Equal("CreateFunction20150331", Text(scan.EventName));
    }

    [Fact]
    public void An_envelope_of_another_account_is_refused()
    {
        var reason = Sample.ReasonFor(Sample.Envelope(Sample.Record(), account: "444455556666").ToJsonString());

        Assert.Contains("account is \"444455556666\"", reason, StringComparison.Ordinal);
    }

    [Fact]
    public void An_envelope_from_a_custom_source_is_refused() =>
        Assert.Contains("source is \"my.app\"", Sample.ReasonFor(Sample.Envelope(Sample.Record()).With("source", "my.app").ToJsonString()), StringComparison.Ordinal);

    [Theory]
    [InlineData("""{"detail-type":"GuardDuty Finding","source":"aws.guardduty","detail":{"severity":8}}""", RecordKind.GuardDutyFinding)]
    [InlineData("""{"schemaVersion":"2.0","accountId":"111122223333","severity":8,"type":"x"}""", RecordKind.GuardDutyFinding)]
    [InlineData("""{"detail-type":"Config Rules Compliance Change","detail":{}}""", RecordKind.ConfigEvent)]
    [InlineData("""{"invokingEvent":"{}","configRuleName":"r"}""", RecordKind.ConfigEvent)]
    [InlineData("""{"detail-type":"Scheduled Event","detail":{}}""", RecordKind.OtherEvent)]
    [InlineData("""{"eventID":"e","eventTime":"2024-03-14T18:02:45Z","insightDetails":{}}""", RecordKind.OtherEvent)]
    public void Other_events_are_recognised(string json, RecordKind kind)
    {
        Assert.True(Sample.Reader().TryScan(Encoding.UTF8.GetBytes(json), out var scan, out var reason), reason);

        Assert.Equal(kind, scan.Kind);
    }

    [Theory]
    [InlineData("", "nothing there")]
    [InlineData("[]", "byte 0: '['")]
    [InlineData("""{"eventID":"e"}x""", "byte 15: 'x'")]
    [InlineData("""{"eventID":"e",}""", "byte 15: '}'")]
    [InlineData("""{"eventID":"e" """, "before it is complete")]
    [InlineData("""{"eventID":"e"}""", "eventTime is missing")]
    [InlineData("""{"eventID":7,"eventTime":"t"}""", "eventID is 7, expected a string")]
    [InlineData("""{"eventID":"","eventTime":"t"}""", "eventID is \"\"")]
    [InlineData("""{"requestParameters":{"eventID":"e","eventTime":"t","eventSource":"s","eventName":"n"}}""", "eventID is missing")]
    public void What_is_wrong_is_named(string json, string expected) => Assert.Contains(expected, Sample.ReasonFor(json), StringComparison.Ordinal);

    [Fact]
    public void Reasons_hold_no_control_or_bidirectional_characters()
    {
        var reason = Sample.ReasonFor("{\"eventID\":[\"\u202e\u007f" + new string('x', 500) + "\"]}");

        Assert.Contains("\\u202e\\u007f", reason, StringComparison.Ordinal);
        Assert.True(reason!.Length < 250);
    }

    [Fact]
    public void Invalid_utf8_deep_nesting_and_huge_records_are_refused()
    {
        var reader = Sample.Reader();
        var deep = Encoding.UTF8.GetBytes("{\"a\":" + new string('[', 64) + new string(']', 64) + "}");

        Assert.False(reader.TryScan([.. "{\"eventID\":\""u8, 0xff, .. "\"}"u8], out _, out var utf8));
        Assert.False(reader.TryScan(deep, out _, out var nesting));
        Assert.False(reader.TryScan(new byte[(1024 * 1024) + 1], out _, out var size));

        Assert.Contains("UTF-8", utf8, StringComparison.Ordinal);
        Assert.Contains("64 levels", nesting, StringComparison.Ordinal);
        Assert.Contains("1048577 bytes", size, StringComparison.Ordinal);
    }

    [Fact]
    public void A_record_that_nobody_wants_allocates_nothing()
    {
        var reader = Sample.Reader();
        var json = Sample.Envelope(Sample.Record("s3", "GetObject")).Bytes();

        Assert.Equal(0, Allocations.OfThousand(Once));

        void Once()
        {
            reader.TryScan(json, out var scan, out _);
            if (reader.ApiOf(scan) is not null) throw new InvalidOperationException();
        }
    }

    [Fact]
    public void A_repeated_invocation_allocates_nothing()
    {
        var reader = Sample.Reader();
        var json = Sample.Record("lambda", "Invoke", request: new System.Text.Json.Nodes.JsonObject { ["functionName"] = "f" }).Bytes();

        Assert.Equal(0, Allocations.OfThousand(Once));

        void Once()
        {
            reader.TryScan(json, out var scan, out _);
            reader.ApiOf(scan);
            reader.TryTime(scan.EventTime, out _);
            reader.PrincipalOf(scan);
            reader.SourceOf(scan);
            reader.FunctionOf(scan);
        }
    }

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.UTF8.GetString(bytes);
}
