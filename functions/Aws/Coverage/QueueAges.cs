using System.Globalization;
using Amazon.CloudWatch.Model;
using Amazon.SQS.Model;

namespace Sentinel.Aws.Coverage;

/// <summary>How long the oldest message of a queue has waited.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Oldest">Zero: it is empty. Null: CloudWatch has no word of it, as of a queue that nobody used for hours.</param>
public sealed record QueueAge(string Queue, TimeSpan? Oldest);

/// <summary>The queues of a deployment and how long their oldest messages have waited, by <c>sqs:ListQueues</c> and <c>cloudwatch:GetMetricData</c>: SQS itself tells no age.
/// For one caller at a time.</summary>
/// <param name="stack">What the names of the queues begin with, before a hyphen.</param>
public sealed class QueueAges(AwsClients clients, string stack, TimeProvider clock)
{
    private const int MostMetrics = 500; // of one GetMetricData
    private const int Minute = 60; // seconds; SQS measures every minute

    // Measured values arrive a few minutes late: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html
    private static readonly TimeSpan LooksBack = TimeSpan.FromMinutes(10);

    private IReadOnlyList<QueueAge> _last = [];
    private DateTimeOffset? _readAt;

    /// <summary>All queues, the oldest message first. What was read within the last minute is told again: there is nothing newer, and each metric costs.</summary>
    /// <exception cref="Amazon.Runtime.AmazonServiceException">SQS or CloudWatch refused, or kept failing.</exception>
    public async Task<IReadOnlyList<QueueAge>> ReadAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (_readAt is { } at && now - at < TimeSpan.FromSeconds(Minute)) return _last;
        var ages = new List<QueueAge>();
        foreach (var names in (await NamesAsync(cancellationToken)).Chunk(MostMetrics)) ages.AddRange(await AgesAsync(names, now, cancellationToken));
        _last = [.. ages.OrderByDescending(a => a.Oldest ?? TimeSpan.MinValue).ThenBy(a => a.Queue, StringComparer.Ordinal)];
        _readAt = now;
        return _last;
    }

    private async Task<List<string>> NamesAsync(CancellationToken cancellationToken)
    {
        var names = new List<string>();
        string? next = null;
        do
        {
            // Without a limit SQS gives no token.
            var page = await clients.Sqs.ListQueuesAsync(new ListQueuesRequest { QueueNamePrefix = stack + "-", MaxResults = 1000, NextToken = next }, cancellationToken);
            names.AddRange((page.QueueUrls ?? []).Select(u => u[(u.LastIndexOf('/') + 1)..]));
            next = page.NextToken;
        }
        while (!string.IsNullOrEmpty(next));
        return names;
    }

    private async Task<IEnumerable<QueueAge>> AgesAsync(string[] names, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var request = new GetMetricDataRequest
        {
            StartTime = (now - LooksBack).UtcDateTime,
            EndTime = now.UtcDateTime,
            ScanBy = "TimestampDescending",
            MetricDataQueries = [.. names.Select((name, at) => new MetricDataQuery { Id = IdOf(at), MetricStat = new MetricStat { Metric = AgeOf(name), Period = Minute, Stat = "Maximum" } })],
        };
        var found = new Dictionary<string, double>(StringComparer.Ordinal);
        do
        {
            var page = await clients.CloudWatch.GetMetricDataAsync(request, cancellationToken);
            foreach (var result in page.MetricDataResults ?? [])
            {
                // The newest comes first, on the first page that has any.
                if (result is { Id: { } id, Values: [var newest, ..] }) found.TryAdd(id, newest);
            }
            request.NextToken = page.NextToken;
        }
        while (request.NextToken is not null);
        return names.Select((name, at) => new QueueAge(name, found.TryGetValue(IdOf(at), out var seconds) ? TimeSpan.FromSeconds(seconds) : null));
    }

    private static Metric AgeOf(string queue) => new() { Namespace = "AWS/SQS", MetricName = "ApproximateAgeOfOldestMessage", Dimensions = [new Dimension { Name = "QueueName", Value = queue }] };

    private static string IdOf(int at) => string.Create(CultureInfo.InvariantCulture, $"q{at}");
}
