using Amazon.CloudWatch;
using Microsoft.Extensions.Time.Testing;
using Sentinel.Aws.Coverage;
using Sentinel.Aws.Tests.Calls;

namespace Sentinel.Aws.Tests.Coverage;

public sealed class QueueAgesTests
{
    private static readonly FakeTimeProvider Clock = new(new DateTimeOffset(2024, 3, 14, 18, 2, 45, TimeSpan.Zero));

    private static readonly Func<HttpResponseMessage> TwoQueues = Script.Answer(200, """{"QueueUrls":["https://sqs.eu-central-1.amazonaws.com/111122223333/sentinel-a","https://sqs.eu-central-1.amazonaws.com/111122223333/sentinel-b"]}""");

    [Fact]
    public async Task The_newest_value_counts_of_however_many_pages()
    {
        using var script = new Script(TwoQueues, Script.Answer(200, Page("<member><Id>q1</Id><Values/></member><member><Id>q0</Id><Values><member>12.0</member><member>900.0</member></Values></member>", "more")),
            Script.Answer(200, Page("<member><Id>q1</Id><Values><member>61.0</member></Values></member><member><Id>q0</Id><Values><member>1.0</member></Values></member>", null)));
        using var clients = Clients(script);

        var ages = await new QueueAges(clients, "sentinel", Clock).ReadAsync(default);

        Assert.Equal([new QueueAge("sentinel-b", TimeSpan.FromSeconds(61)), new QueueAge("sentinel-a", TimeSpan.FromSeconds(12))], ages);
        Assert.Contains("\"QueueNamePrefix\":\"sentinel-\"", script.Seen[0].Body, StringComparison.Ordinal);
        var (first, second) = (script.Seen[1].Form, script.Seen[2].Form);
        Assert.Equal("https://monitoring.eu-central-1.amazonaws.com/", script.Seen[1].Uri.AbsoluteUri);
        Assert.Equal(("GetMetricData", "2024-03-14T17:52:45Z", "2024-03-14T18:02:45Z", "TimestampDescending"), (first["Action"], first["StartTime"], first["EndTime"], first["ScanBy"]));
        Assert.Equal(("AWS/SQS", "ApproximateAgeOfOldestMessage", "QueueName", "sentinel-b"), (first["MetricDataQueries.member.2.MetricStat.Metric.Namespace"], first["MetricDataQueries.member.2.MetricStat.Metric.MetricName"],
            first["MetricDataQueries.member.2.MetricStat.Metric.Dimensions.member.1.Name"], first["MetricDataQueries.member.2.MetricStat.Metric.Dimensions.member.1.Value"]));
        Assert.Equal(("q0", "60", "Maximum"), (first["MetricDataQueries.member.1.Id"], first["MetricDataQueries.member.1.MetricStat.Period"], first["MetricDataQueries.member.1.MetricStat.Stat"]));
        Assert.Equal((false, "more"), (first.ContainsKey("NextToken"), second["NextToken"]));
        SignatureCheck.Holds(script.Seen[1], "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY", "monitoring", "eu-central-1");
    }

    [Fact]
    public async Task It_asks_once_a_minute_however_often_it_is_asked()
    {
        var clock = new FakeTimeProvider(Clock.GetUtcNow());
        using var script = new Script(TwoQueues, Script.Answer(200, Page("", null)), TwoQueues, Script.Answer(200, Page("<member><Id>q0</Id><Values><member>5.0</member></Values></member>", null)));
        using var clients = Clients(script);
        var ages = new QueueAges(clients, "sentinel", clock);

        var first = await ages.ReadAsync(default);
        clock.Advance(TimeSpan.FromSeconds(59));
        var again = await ages.ReadAsync(default);
        clock.Advance(TimeSpan.FromSeconds(1));
        var anew = await ages.ReadAsync(default);

        Assert.Equal(4, script.Seen.Count);
        Assert.Same(first, again);
        Assert.All(first, a => Assert.Null(a.Oldest));
        Assert.Equal([new QueueAge("sentinel-a", TimeSpan.FromSeconds(5)), new QueueAge("sentinel-b", null)], anew);
    }

    [Fact]
    public async Task Without_queues_nothing_is_measured()
    {
        using var script = new Script(Script.Answer(200, "{}"));
        using var clients = Clients(script);

        Assert.Empty(await new QueueAges(clients, "sentinel", Clock).ReadAsync(default));
        Assert.Single(script.Seen);
    }

    [Fact]
    public async Task A_refusal_of_CloudWatch_has_its_code()
    {
        using var script = new Script(TwoQueues, Script.Answer(403, "<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code><Message>not authorized to perform: cloudwatch:GetMetricData</Message></Error></ErrorResponse>"));
        using var clients = Clients(script);

        var refused = await Assert.ThrowsAsync<AmazonCloudWatchException>(() => new QueueAges(clients, "sentinel", Clock).ReadAsync(default));

        Assert.Equal("AccessDenied", refused.ErrorCode);
    }

    private static string Page(string results, string? next) =>
        $"<GetMetricDataResponse><GetMetricDataResult><MetricDataResults>{results}</MetricDataResults>{(next is null ? "" : $"<NextToken>{next}</NextToken>")}</GetMetricDataResult></GetMetricDataResponse>";

    private static AwsClients Clients(Script script) => new(new AwsClientSettings { Region = "eu-central-1", Credentials = Script.Keys, Handler = script });
}
