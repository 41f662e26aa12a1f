using System.Text;
using System.Text.Json;
using Amazon.Runtime;
using Sentinel.Aws.Archives;
using Sentinel.Aws.Calls.Wire;
using Sentinel.Aws.Tests.Calls;

namespace Sentinel.Aws.Tests.Archives;

public class TrailLookupTests
{
    private static readonly DateTimeOffset Day = new(2024, 3, 14, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public async Task All_pages_are_read_signed_and_no_faster_than_two_a_second()
    {
        var clock = new InstantClock();
        using var script = new Script(Script.Answer(200, Page("next-1", """{"a":1}""", """{"a":2}""")), Script.Answer(200, Page("next-2", """{"a":3}""")), Script.Answer(200, Page(null)));
        using var lookup = Lookup(script, clock);

        var events = await lookup.EventsAsync(Day, Day.AddDays(1), default).Select(e => Encoding.UTF8.GetString(e.Span)).ToListAsync();

        Assert.Equal(["""{"a":1}""", """{"a":2}""", """{"a":3}"""], events);
        Assert.Equal([null, "next-1", "next-2"], script.Seen.Select(s => Text(s, "NextToken")));
        Assert.All(script.Seen, s =>
        {
            Assert.Equal("com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents", s.Headers["X-Amz-Target"]);
            Assert.Contains("/eu-west-1/cloudtrail/aws4_request", s.Headers["Authorization"], StringComparison.Ordinal);
            Assert.Equal("1710374400", Text(s, "StartTime"));
        });
        Assert.Equal(2, clock.Waits.Count(w => w > TimeSpan.FromMilliseconds(250)));
    }

    [Fact]
    public async Task Throttling_is_waited_out_and_a_refusal_is_told()
    {
        using var script = new Script(Script.Answer(400, """{"__type":"ThrottlingException","message":"Rate exceeded"}"""), Script.Answer(200, Page(null, "{}")), Script.Answer(400, """{"__type":"AccessDeniedException","message":"not authorized to perform: cloudtrail:LookupEvents"}"""));
        using var lookup = Lookup(script, new InstantClock());

        Assert.Single(await lookup.EventsAsync(Day, Day.AddDays(1), default).ToListAsync());
        var refused = await Assert.ThrowsAsync<AmazonServiceException>(async () => await lookup.EventsAsync(Day, Day.AddDays(1), default).ToListAsync());

        Assert.Equal("AccessDeniedException", refused.ErrorCode);
        Assert.Contains("cloudtrail:LookupEvents", refused.Message, StringComparison.Ordinal);
    }

    private static TrailLookup Lookup(Script script, TimeProvider clock) => new(script.Parts(clock: clock), Script.Keys, ServiceAddress.Of("cloudtrail", "eu-west-1", EndpointOverrides.None), clock);

    private static string Page(string? next, params string[] events)
    {
        var items = string.Join(',', events.Select(e => $$"""{"EventId":"1","EventName":"X","CloudTrailEvent":{{JsonSerializer.Serialize(e)}}}"""));
        return $$"""{"Events":[{{items}}]{{(next is null ? "" : $",\"NextToken\":\"{next}\"")}}}""";
    }

    private static string? Text(Seen seen, string name) => JsonDocument.Parse(seen.Body).RootElement.TryGetProperty(name, out var member) ? member.ToString() : null;
}
